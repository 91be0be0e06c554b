import { findRoutine } from "@/db/queries/routines";
import { findRuns } from "@/db/queries/runs";
import { NotFoundError } from "@/lib/domain/errors";
import { listRunsInput, type Page, type RunDto } from "@/lib/domain/run/run";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { decodeCursor, encodeCursor, toPage } from "@/lib/services/cursor";
import { parseInput } from "@/lib/services/parse-input";
import { toRunDto } from "@/lib/services/runs/run-dto";

const LIST = "runs";

/**
 * A page of the history of the workspace or of one routine, newest first. `from` is inclusive, `to`
 * exclusive; both compare with `created_at`.
 * @throws {NotFoundError} where the workspace has no such routine.
 * @throws {ValidationError} for an unknown filter or cursor.
 */
export async function listRuns(context: ServiceContext, input: unknown): Promise<Page<RunDto>> {
  const { limit, cursor, routine_id, ...filters } = parseInput(listRunsInput, input);
  const after = cursor === undefined ? undefined : decodeCursor(LIST, cursor);
  const rows = await asActor(context, async (tx) => {
    if (
      routine_id !== undefined &&
      (await findRoutine(tx, context.workspaceId, routine_id)) === null
    ) {
      throw new NotFoundError();
    }
    return findRuns(tx, context.workspaceId, {
      limit: limit + 1,
      after,
      routineId: routine_id,
      status: filters.status,
      triggeredBy: filters.triggered_by,
      from: filters.from,
      to: filters.to,
    });
  });
  return toPage(rows, limit, toRunDto, (run) =>
    encodeCursor(LIST, { value: run.createdAt.toISOString(), id: run.id }),
  );
}
