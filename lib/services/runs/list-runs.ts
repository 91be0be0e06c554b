import { findRoutine } from "@/db/queries/routines";
import { findRuns } from "@/db/queries/runs";
import { NotFoundError } from "@/lib/domain/errors";
import { listRunsInput, type Page, type RunDto } from "@/lib/domain/run/run";
import { asActor } from "@/lib/services/as-actor";
import type { ServiceContext } from "@/lib/services/context";
import { decodeCursor, encodeCursor, toPage } from "@/lib/services/cursor";
import { parseInput } from "@/lib/services/parse-input";
import { toRunDto } from "@/lib/services/runs/run-dto";

const LIST = "runs";

/**
 * A page of the history, newest first: of the workspace, or of one routine. `from` is inclusive,
 * `to` exclusive, both by the time at which a row was written.
 * @throws {NotFoundError} where the workspace has no such routine.
 * @throws {ValidationError} for a filter or cursor that does not exist.
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
