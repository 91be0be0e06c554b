import { findReplays } from "@/db/queries/replays/replays";
import { listReplaysInput, type ReplayDto } from "@/lib/domain/replays/replay";
import type { Page } from "@/lib/domain/run/run";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { decodeCursor, encodeCursor, toPage } from "@/lib/services/cursor";
import { parseInput } from "@/lib/services/parse-input";
import { toReplayDto } from "@/lib/services/replays/replay-dto";
import { requireRoutine } from "@/lib/services/routines/get-routine";

const LIST = "replays";

/**
 * A page of the replays of the workspace, or of those with a slot of one routine, newest first.
 * @throws {NotFoundError} where the workspace has no such routine.
 * @throws {ValidationError} for an unknown filter or cursor.
 */
export async function listReplays(
  context: ServiceContext,
  input: unknown,
): Promise<Page<ReplayDto>> {
  const { cursor, ...filter } = parseInput(listReplaysInput, input);
  const after = cursor === undefined ? undefined : decodeCursor(LIST, cursor);
  const rows = await asActor(context, async (tx) => {
    if (filter.routine_id !== undefined) await requireRoutine(tx, context, filter.routine_id);
    return findReplays(tx, context.workspaceId, { ...filter, limit: filter.limit + 1, after });
  });
  return toPage(rows, filter.limit, toReplayDto, (row) =>
    encodeCursor(LIST, { value: row.createdAt.toISOString(), id: row.id }),
  );
}
