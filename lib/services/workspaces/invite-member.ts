import { NotFoundError } from "@/lib/domain/errors";
import type { NewInvitationDto } from "@/lib/domain/workspace/member";
import type { ServiceContext } from "@/lib/services/context";
import { createInvitation } from "@/lib/services/workspaces/create-invitation";
import { listInvitations } from "@/lib/services/workspaces/list-invitations";

/**
 * Creates an invitation, as `createInvitation`, and returns it with the link to hand on.
 * @throws as `createInvitation`.
 */
export async function inviteMember(
  context: ServiceContext,
  input: unknown,
): Promise<NewInvitationDto> {
  const { id, token } = await createInvitation(context, input);
  const invitation = (await listInvitations(context)).find((open) => open.id === id);
  if (invitation === undefined) throw new NotFoundError();
  return { ...invitation, url: `${context.appUrl}/invitations/${token}` };
}
