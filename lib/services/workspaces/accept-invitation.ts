import { takeInvitation } from "@/db/queries/invitations";
import { NotFoundError } from "@/lib/domain/errors";
import type { InvitationOutcome } from "@/lib/domain/workspace/member";
import type { ServiceContext } from "@/lib/services/context";
import { hashInvitationToken } from "@/lib/services/workspaces/invitation-token";

/**
 * Makes the user a member by the token of an invitation's link, and uses up the invitation, both or
 * neither. If several users come with one token at once, one of them gets in.
 * @throws {NotFoundError} where there is no such invitation, or it has expired, was accepted or
 *   revoked.
 */
export async function acceptInvitation(
  { db, actor }: Pick<ServiceContext, "db" | "actor">,
  token: string,
): Promise<{ workspaceId: string; outcome: InvitationOutcome }> {
  const taken = await takeInvitation(db, hashInvitationToken(token), actor.userId);
  if (taken === null) throw new NotFoundError();
  return taken;
}
