import { removeChannel } from "@/db/queries/notifications/channels";
import { NotFoundError } from "@/lib/domain/errors";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Deletes a channel with its secret and its delivery log. What waits for it isn't sent any more.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {NotFoundError} where the workspace has no such channel.
 */
export async function deleteChannel(context: ServiceContext, id: string): Promise<void> {
  requireRole(context, "MEMBER");
  const isRemoved =
    isId(id) && (await asActor(context, (tx) => removeChannel(tx, context.workspaceId, id)));
  if (!isRemoved) throw new NotFoundError();
}
