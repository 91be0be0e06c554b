import type { DiffHunk } from "@/lib/domain/run/body-diff";
import type { RunDetailDto } from "@/lib/domain/run/run";
import type { ServiceContext } from "@/lib/services/context";
import { compareBodies, showBoth } from "@/lib/services/runs/compare-bodies";
import { runAside } from "@/lib/services/side-threads/run-aside";

/** The differences that are found at once, in a few milliseconds at most. */
const QUICK_EDITS = 40;
/** Bodies that have less in common are shown one after the other. */
const MAX_EDITS = 400;

const BUDGET_MS = 250;
const WAIT_MS = 500;

/**
 * The differences between the kept bodies of a run and of the good one before it; empty where they are
 * the same, or one of them is not kept. Many differences are looked for in a side thread; what takes
 * too long there is shown as both bodies, one after the other.
 */
export async function findBodyDiff(
  { workspaceId }: Pick<ServiceContext, "workspaceId">,
  run: Pick<RunDetailDto, "response_body">,
  lastGood: Pick<RunDetailDto, "response_body"> | null,
): Promise<DiffHunk[]> {
  const before = lastGood?.response_body ?? null;
  const after = run.response_body;
  if (before === null || after === null) return [];
  const quick = compareBodies({ before, after, maxEdits: QUICK_EDITS });
  if (quick !== null) return quick;
  const bounds = { workspaceId, budgetMs: BUDGET_MS, waitMs: WAIT_MS };
  const outcome = await runAside("compareBodies", { before, after, maxEdits: MAX_EDITS }, bounds);
  const found = outcome.kind === "DONE" ? outcome.value : null;
  return found ?? showBoth({ before, after });
}
