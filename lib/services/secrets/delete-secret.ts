import { deleteWorkspaceSecret } from "@/db/queries/workspace-secrets";
import { NotFoundError } from "@/lib/domain/errors";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Deletes a secret of the workspace's own. Routines that refer to it keep its name, and their runs fail
 * until there is a secret of that name for them.
 * @throws {DomainError} FORBIDDEN below ADMIN.
 * @throws {NotFoundError} where the workspace has no such secret.
 */
export async function deleteSecret(context: ServiceContext, id: string): Promise<void> {
  requireRole(context, "ADMIN");
  if (!isId(id)) throw new NotFoundError();
  const { workspaceId } = context;
  if (!(await asActor(context, (tx) => deleteWorkspaceSecret(tx, workspaceId, id)))) {
    throw new NotFoundError();
  }
}
