import { findRuns } from "@/db/queries/runs";
import { listRunsInput, type Page, type RunDto } from "@/lib/domain/run/run";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { decodeCursor, encodeCursor, toPage } from "@/lib/services/cursor";
import { parseInput } from "@/lib/services/parse-input";
import { requireRoutine } from "@/lib/services/routines/get-routine";
import { toRunDto } from "@/lib/services/runs/run-dto";

const LIST = "runs";

/**
 * A page of the history of the workspace or of one routine, newest first. `from` is inclusive, `to`
 * exclusive; both compare with `created_at`.
 * @throws {NotFoundError} where the workspace has no such routine.
 * @throws {ValidationError} for an unknown filter or cursor.
 */
export async function listRuns(context: ServiceContext, input: unknown): Promise<Page<RunDto>> {
  const { cursor, ...filter } = parseInput(listRunsInput, input);
  const after = cursor === undefined ? undefined : decodeCursor(LIST, cursor);
  const rows = await asActor(context, async (tx) => {
    if (filter.routine_id !== undefined) await requireRoutine(tx, context, filter.routine_id);
    return findRuns(tx, context.workspaceId, { ...filter, limit: filter.limit + 1, after });
  });
  return toPage(rows, filter.limit, toRunDto, (run) =>
    encodeCursor(LIST, { value: run.createdAt.toISOString(), id: run.id }),
  );
}
