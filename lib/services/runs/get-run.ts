import { findLastGoodRun, findRun, findSuperseded } from "@/db/queries/runs";
import { NotFoundError } from "@/lib/domain/errors";
import type { RunDetailDto } from "@/lib/domain/run/run";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { toRunDetailDto } from "@/lib/services/runs/run-dto";

/**
 * A run with its evidence, the newest success of its routine before it for comparison, and the id of the
 * run whose outcome it took over, if it is a replay.
 * @throws {NotFoundError} where the workspace has no such run.
 */
export async function getRun(
  context: ServiceContext,
  id: string,
): Promise<{ run: RunDetailDto; lastGood: RunDetailDto | null; supersedes: string | null }> {
  if (!isId(id)) throw new NotFoundError();
  const { workspaceId } = context;
  return asActor(context, async (tx) => {
    const run = await findRun(tx, workspaceId, id);
    if (run === null) throw new NotFoundError();
    const lastGood = await findLastGoodRun(tx, workspaceId, run.routineId, run.createdAt);
    return {
      supersedes: await findSuperseded(tx, run),
      run: toRunDetailDto(run),
      lastGood: lastGood === null ? null : toRunDetailDto(lastGood),
    };
  });
}

/**
 * Makes sure that the run is of that routine.
 * @throws {NotFoundError} where the workspace has no such run of it.
 */
export async function requireRunOf(
  context: ServiceContext,
  routineId: string,
  runId: string,
): Promise<RunDetailDto> {
  const { run } = await getRun(context, runId);
  if (run.routine_id !== routineId) throw new NotFoundError();
  return run;
}
