import { findApiKeyById, removeApiKey } from "@/db/queries/access/api-keys";
import { DomainError, NotFoundError } from "@/lib/domain/errors";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { requireRole } from "@/lib/services/workspaces/require-role";
import { requireUser } from "@/lib/services/workspaces/require-user";

/**
 * Ends an API key at once: the next request with it is refused. Members end their own, admins all.
 * @throws {DomainError} FORBIDDEN for a member who may only read, for another's key below ADMIN, and for
 *   API keys.
 * @throws {NotFoundError} where the workspace has no such key.
 */
export async function deleteKey(context: ServiceContext, id: string): Promise<void> {
  requireUser(context);
  requireRole(context, "MEMBER");
  const { workspaceId } = context;
  await asActor(context, async (tx) => {
    const key = isId(id) ? await findApiKeyById(tx, workspaceId, id) : null;
    if (key === null) throw new NotFoundError();
    if (!(await removeApiKey(tx, workspaceId, id))) {
      throw new DomainError("FORBIDDEN", "Only admins can delete a key that somebody else made.");
    }
  });
}
