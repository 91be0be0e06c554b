import { findOpenInvitation } from "@/db/queries/invitations";
import { findEmails } from "@/db/queries/users";
import { NotFoundError } from "@/lib/domain/errors";
import { toWire } from "@/lib/domain/wire";
import type { OpenInvitationDto } from "@/lib/domain/workspace/member";
import type { SchedulerContext } from "@/lib/services/context";
import { hashInvitationToken } from "@/lib/services/workspaces/invitation-token";

/**
 * An open invitation for the holder of its link's token, signed in or not.
 * @throws {NotFoundError} where there is no such invitation, or it has expired, was accepted or
 *   revoked.
 */
export async function getOpenInvitation(
  { db }: Pick<SchedulerContext, "db">,
  token: string,
): Promise<OpenInvitationDto> {
  const invitation = await findOpenInvitation(db, hashInvitationToken(token));
  if (invitation === null) throw new NotFoundError();
  const emails = await findEmails(db, [invitation.createdBy]);
  return {
    ...toWire(invitation, ["workspaceId", "workspaceName", "role", "expiresAt"]),
    invited_by: emails.get(invitation.createdBy ?? "") ?? null,
  };
}
