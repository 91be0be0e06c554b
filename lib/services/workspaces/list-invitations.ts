import { findInvitations } from "@/db/queries/invitations";
import { findEmails } from "@/db/queries/users";
import { toWire } from "@/lib/domain/wire";
import type { InvitationDto } from "@/lib/domain/workspace/member";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * The open invitations of the workspace, the oldest first.
 * @throws {DomainError} FORBIDDEN below ADMIN.
 */
export async function listInvitations(context: ServiceContext): Promise<InvitationDto[]> {
  requireRole(context, "ADMIN");
  const invitations = await asActor(context, (tx) => findInvitations(tx, context.workspaceId));
  const emails = await findEmails(
    context.db,
    invitations.map(({ createdBy }) => createdBy),
  );
  return invitations.map((invitation) => ({
    ...toWire(invitation, ["id", "role", "createdAt", "expiresAt"]),
    invited_by: emails.get(invitation.createdBy ?? "") ?? null,
  }));
}
