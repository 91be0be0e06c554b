import { insertInvitation } from "@/db/queries/invitations";
import { roleInput } from "@/lib/domain/workspace/member";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import {
  createInvitationToken,
  hashInvitationToken,
} from "@/lib/services/workspaces/invitation-token";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Creates an invitation that one person may accept within seven days. The token of its link is
 * returned here and never again: only its hash is stored.
 * @throws {DomainError} FORBIDDEN below ADMIN.
 * @throws {ValidationError} where the role cannot be granted.
 */
export async function createInvitation(
  context: ServiceContext,
  input: unknown,
): Promise<{ token: string }> {
  requireRole(context, "ADMIN");
  const { role } = parseInput(roleInput, input);
  const token = createInvitationToken();
  await asActor(context, (tx) =>
    insertInvitation(tx, {
      workspaceId: context.workspaceId,
      role,
      tokenHash: hashInvitationToken(token),
      createdBy: context.actor.userId,
    }),
  );
  return { token };
}
