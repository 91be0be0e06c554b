import { removeInvitationsOf } from "@/db/queries/invitations";
import { updateMemberRole } from "@/db/queries/members";
import { NotFoundError } from "@/lib/domain/errors";
import { roleInput } from "@/lib/domain/workspace/member";
import { hasRole } from "@/lib/domain/workspace/role";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { parseInput } from "@/lib/services/parse-input";
import { explainUnchangedMember } from "@/lib/services/workspaces/explain-unchanged-member";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Gives a member another role. The invitations of a member who may no longer invite are removed.
 * @throws {DomainError} FORBIDDEN below ADMIN, and where the member is the owner.
 * @throws {ValidationError} where the role cannot be granted.
 * @throws {NotFoundError} where the workspace has no such member.
 */
export async function changeMemberRole(
  context: ServiceContext,
  userId: string,
  input: unknown,
): Promise<void> {
  requireRole(context, "ADMIN");
  const { role } = parseInput(roleInput, input);
  if (!isId(userId)) throw new NotFoundError();
  const { workspaceId } = context;
  await asActor(context, async (tx) => {
    // First: a user who lowers their own role may not do it afterwards.
    if (!hasRole(role, "ADMIN")) await removeInvitationsOf(tx, workspaceId, userId);
    const changed = await updateMemberRole(tx, workspaceId, userId, role);
    if (!changed) await explainUnchangedMember(tx, workspaceId, userId);
  });
}
