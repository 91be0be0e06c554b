import { removeInvitation } from "@/db/queries/invitations";
import { NotFoundError } from "@/lib/domain/errors";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Revokes an invitation: its link stops working.
 * @throws {DomainError} FORBIDDEN below ADMIN.
 * @throws {NotFoundError} where the workspace has no such invitation, or it was accepted.
 */
export async function revokeInvitation(context: ServiceContext, id: string): Promise<void> {
  requireRole(context, "ADMIN");
  const revoked =
    isId(id) && (await asActor(context, (tx) => removeInvitation(tx, context.workspaceId, id)));
  if (!revoked) throw new NotFoundError();
}
