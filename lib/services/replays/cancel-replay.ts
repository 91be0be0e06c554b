import { cancelReplayById } from "@/db/queries/replays/replays";
import { ConflictError } from "@/lib/domain/errors";
import type { ReplayDto } from "@/lib/domain/replays/replay";
import { recordAuditEvent } from "@/lib/services/audit/record-event";
import type { ServiceContext } from "@/lib/services/context";
import { findReplay } from "@/lib/services/replays/get-replay";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Cancels a replay: what waits isn't sent any more, and keeps the outcome that it has. A request in flight
 * is finished and recorded.
 * @throws {DomainError} FORBIDDEN for a viewer.
 * @throws {NotFoundError} where the workspace has no such replay.
 * @throws {ConflictError} where it is over.
 */
export async function cancelReplay(context: ServiceContext, id: string): Promise<ReplayDto> {
  requireRole(context, "MEMBER");
  const replay = await findReplay(context, id);
  if (!(await cancelReplayById(context.db, context.workspaceId, replay.id))) {
    throw new ConflictError("This replay is over already.");
  }
  await recordAuditEvent(context, "replay.cancelled", { kind: "replay", id: replay.id });
  return findReplay(context, id);
}
