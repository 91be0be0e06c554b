import { deleteWorkspaceSecret, findWorkspaceSecret } from "@/db/queries/workspace-secrets";
import { ConflictError, NotFoundError } from "@/lib/domain/errors";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { requireVersion } from "@/lib/services/preconditions/precondition";
import { secretVersion } from "@/lib/services/preconditions/versions";
import { toSecretDto } from "@/lib/services/secrets/secret-dto";
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
  await asActor(context, async (tx) => {
    const secret = await findWorkspaceSecret(tx, workspaceId, id);
    if (secret === null) throw new NotFoundError();
    requireVersion(context, secretVersion(toSecretDto(secret)));
    if (await deleteWorkspaceSecret(tx, workspaceId, id, secret.updatedAt)) return;
    throw new ConflictError("This secret was changed or deleted just now. Look at it again.");
  });
}
