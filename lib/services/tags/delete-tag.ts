import { removeTag } from "@/db/queries/tags";
import { NotFoundError } from "@/lib/domain/errors";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Deletes a tag. Its routines stay, without it.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {NotFoundError} where the workspace has no such tag.
 */
export async function deleteTag(context: ServiceContext, id: string): Promise<void> {
  requireRole(context, "MEMBER");
  const removed =
    isId(id) && (await asActor(context, (tx) => removeTag(tx, context.workspaceId, id)));
  if (!removed) throw new NotFoundError();
}
