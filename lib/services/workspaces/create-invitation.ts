import { insertInvitation } from "@/db/queries/invitations";
import { readWorkspaceUsage } from "@/db/queries/workspace-usage";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
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
 * @throws {ValidationError} where the role cannot be granted, or the workspace has as many members
 *   as it may.
 */
export async function createInvitation(
  context: ServiceContext,
  input: unknown,
): Promise<{ id: string; token: string }> {
  requireRole(context, "ADMIN");
  const { role } = parseInput(roleInput, input);
  const token = createInvitationToken();
  const { workspaceId, actor, workspaceLimits } = context;
  const id = await asActor(context, async (tx) => {
    const { members: used } = await readWorkspaceUsage(tx, workspaceId);
    const { members: max } = workspaceLimits;
    if (used >= max) {
      const params = { used, max };
      throw new ValidationError([describeProblem({ path: "", code: "members_too_many", params })]);
    }
    const tokenHash = hashInvitationToken(token);
    return insertInvitation(tx, { workspaceId, role, tokenHash, createdBy: actor.userId });
  });
  return { id, token };
}
