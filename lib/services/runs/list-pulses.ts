import { findPulses } from "@/db/queries/runs";
import type { PulseMark } from "@/lib/domain/run/pulse";
import { asActor, type ServiceContext } from "@/lib/services/context";

/** The last `count` runs of each of the workspace's routines named, oldest first. */
export function listPulses(
  context: ServiceContext,
  routineIds: readonly string[],
  count: number,
): Promise<Record<string, PulseMark[]>> {
  return asActor(context, (tx) => findPulses(tx, context.workspaceId, routineIds, count));
}
