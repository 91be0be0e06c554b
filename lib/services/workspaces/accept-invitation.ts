import { takeInvitation } from "@/db/queries/invitations";
import { NotFoundError, ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import type { InvitationOutcome } from "@/lib/domain/workspace/member";
import { claimsOf, type ServiceContext } from "@/lib/services/context";
import { hashInvitationToken } from "@/lib/services/workspaces/invitation-token";
import { requireUser } from "@/lib/services/workspaces/require-user";

/**
 * Makes the user a member by the token of an invitation's link, and uses up the invitation, both or
 * neither. If several users come with one token at once, one of them gets in.
 * @throws {NotFoundError} where there is no such invitation, or it has expired, was accepted or
 *   revoked.
 * @throws {ValidationError} where the workspace has as many members as it may: the invitation stays.
 */
export async function acceptInvitation(
  context: Pick<ServiceContext, "db" | "actor" | "workspaceLimits">,
  token: string,
): Promise<{ workspaceId: string; outcome: InvitationOutcome }> {
  const { db, workspaceLimits } = context;
  const { members: max } = workspaceLimits;
  const claims = { ...claimsOf(context.actor), sub: requireUser(context) };
  const taken = await takeInvitation(db, hashInvitationToken(token), claims, max);
  if (taken === null) throw new NotFoundError();
  if (taken.outcome === "FULL") {
    const params = { used: taken.members, max };
    throw new ValidationError([describeProblem({ path: "", code: "members_too_many", params })]);
  }
  return taken;
}
