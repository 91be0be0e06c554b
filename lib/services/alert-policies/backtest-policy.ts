import { findWorkspacePolicy } from "@/db/queries/alert-policies";
import { databaseNow } from "@/db/queries/database-now";
import { findBacktestRoutines, findBacktestRuns } from "@/db/queries/incidents/find-backtest-runs";
import { backtest, backtestInput, type BacktestDto } from "@/lib/domain/incidents/backtest";
import { effectivePolicy } from "@/lib/domain/incidents/effective-policy";
import { DAY_MS } from "@/lib/domain/time-units";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireRoutine } from "@/lib/services/routines/get-routine";

/** The most runs of one backtest: what a process replays in well under a second. */
const MAX_RUNS = 5_000;

/**
 * What a draft of a policy would have opened over stored runs, beside what the saved policies would have:
 * of one routine, or of the workspace's routines that have no policy of their own. It reads up to 5,000
 * runs, the newest, and changes nothing.
 * @throws {NotFoundError} where the workspace has no such routine.
 * @throws {ValidationError} with every problem at its field.
 */
export async function backtestPolicy(
  context: ServiceContext,
  input: unknown,
): Promise<BacktestDto> {
  const { routine_id: routineId, policy: draft, days } = parseInput(backtestInput, input);
  const { workspaceId } = context;
  return asActor(context, async (tx) => {
    if (routineId !== null) await requireRoutine(tx, context, routineId);
    const to = await databaseNow(tx);
    const asked = new Date(to.getTime() - days * DAY_MS);
    const newest = await findBacktestRuns(tx, workspaceId, {
      routineId,
      from: asked,
      limit: MAX_RUNS + 1,
    });
    const runs = newest.slice(0, MAX_RUNS).reverse();
    const isComplete = newest.length <= MAX_RUNS;
    const workspace = await findWorkspacePolicy(tx, workspaceId);
    const byRoutine = Map.groupBy(runs, (run) => run.routineId);
    const routines = (await findBacktestRoutines(tx, workspaceId)).flatMap((routine) => {
      const own = byRoutine.get(routine.id);
      const isCovered = routineId !== null || routine.alertPolicy === null;
      if (own === undefined || !isCovered) return [];
      const saved = effectivePolicy({ routine: routine.alertPolicy, tags: [], workspace });
      return [{ ...routine, saved, draft, runs: own }];
    });
    return backtest(routines, {
      from: (isComplete ? asked : (runs[0]?.createdAt ?? asked)).toISOString(),
      to: to.toISOString(),
      is_complete: isComplete,
    });
  });
}
