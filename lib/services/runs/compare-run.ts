import type { RunComparisonDto } from "@/lib/domain/run/run-comparison";
import type { ServiceContext } from "@/lib/services/context";
import { findBodyDiff } from "@/lib/services/runs/find-body-diff";
import { getRun } from "@/lib/services/runs/get-run";

/**
 * A run, the newest success of its routine before it, and what differs in their bodies.
 * @throws {NotFoundError} where the workspace has no such run.
 */
export async function compareRun(context: ServiceContext, id: string): Promise<RunComparisonDto> {
  const { run, lastGood } = await getRun(context, id);
  return { run, last_good: lastGood, body_diff: await findBodyDiff(context, run, lastGood) };
}
