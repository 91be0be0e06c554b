import { removeMembership } from "@/db/queries/members";
import { NotFoundError } from "@/lib/domain/errors";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { explainUnchangedMember } from "@/lib/services/workspaces/explain-unchanged-member";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Ends the membership of another user, and the invitations that they made. Their routines stay.
 * @throws {DomainError} FORBIDDEN below ADMIN, and where the member is the owner.
 * @throws {NotFoundError} where the workspace has no such member.
 */
export async function removeMember(context: ServiceContext, userId: string): Promise<void> {
  requireRole(context, "ADMIN");
  if (!isId(userId)) throw new NotFoundError();
  const { workspaceId } = context;
  await asActor(context, async (tx) => {
    const removed = await removeMembership(tx, workspaceId, userId);
    if (!removed) await explainUnchangedMember(tx, workspaceId, userId);
  });
}
