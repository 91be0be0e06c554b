import { databaseNow } from "@/db/queries/database-now";
import { findBacktestRoutines, findBacktestRuns } from "@/db/queries/incidents/find-backtest-runs";
import { defaultAlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { backtest, backtestInput, type BacktestDto } from "@/lib/domain/incidents/backtest";
import { DAY_MS } from "@/lib/domain/time-units";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireRoutine } from "@/lib/services/routines/get-routine";
import { requireTag } from "@/lib/services/tags/get-tag";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** The most runs of one backtest: what a process replays in well under a second. */
const MAX_RUNS = 5_000;

/**
 * What a draft of a policy would have opened over stored runs, beside what the saved policies would have:
 * of one routine, of the routines of a tag, or of the workspace. Of a tag's and of the workspace's it leaves
 * out routines to which the draft wouldn't apply. It reads up to 5,000 runs, the newest, and changes nothing.
 * @throws {DomainError} FORBIDDEN for a viewer: it is part of changing a policy.
 * @throws {NotFoundError} where the workspace has no such routine or tag.
 * @throws {ValidationError} with every problem at its field.
 */
export async function backtestPolicy(
  context: ServiceContext,
  input: unknown,
): Promise<BacktestDto> {
  requireRole(context, "MEMBER");
  const parsed = parseInput(backtestInput, input);
  const { routine_id: routineId, tag_id: tagId, policy: draft, days } = parsed;
  const { workspaceId, db } = context;
  const { to, asked, newest } = await asActor(context, async (tx) => {
    if (routineId !== null) await requireRoutine(tx, context, routineId);
    if (tagId !== null) await requireTag(tx, context, tagId);
    const now = await databaseNow(tx);
    const from = new Date(now.getTime() - days * DAY_MS);
    const limit = MAX_RUNS + 1;
    const read = await findBacktestRuns(tx, workspaceId, { routineId, tagId, from, limit });
    return { to: now, asked: from, newest: read };
  });
  const runs = newest.slice(0, MAX_RUNS).reverse();
  const isComplete = newest.length <= MAX_RUNS;
  const byRoutine = Map.groupBy(runs, (run) => run.routineId);
  const known = await findBacktestRoutines(db, workspaceId, tagId, [...byRoutine.keys()]);
  const routines = known
    .filter(({ isInherited }) => routineId !== null || isInherited)
    .map((routine) => ({
      ...routine,
      saved: routine.policy ?? defaultAlertPolicy,
      draft,
      runs: byRoutine.get(routine.id) ?? [],
    }));
  return backtest(routines, {
    from: (isComplete ? asked : (runs[0]?.createdAt ?? asked)).toISOString(),
    to: to.toISOString(),
    is_complete: isComplete,
  });
}
