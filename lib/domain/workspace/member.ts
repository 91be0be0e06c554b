import { z } from "zod";
import { problem } from "@/lib/domain/field-problems";
import { grantableRoles, type GrantableRole, type Role } from "@/lib/domain/workspace/role";

export type MemberDto = {
  user_id: string;
  /** Null where the account has none. */
  email: string | null;
  role: Role;
  joined_at: string;
};

/** An open invitation. Its link is not stored, so it cannot be shown again. */
export type InvitationDto = {
  id: string;
  role: GrantableRole;
  invited_by: string | null;
  created_at: string;
  expires_at: string;
};

/** An invitation with its link, which is known only when it is made. */
export type NewInvitationDto = InvitationDto & { url: string };

/** An invitation as the holder of its link sees it. */
export type OpenInvitationDto = {
  workspace_id: string;
  workspace_name: string;
  role: GrantableRole;
  invited_by: string | null;
  expires_at: string;
};

/**
 * The outcomes of an accepted invitation: the user is new in the workspace, has a higher role than
 * before, or keeps a role that is at least as high.
 */
export const invitationOutcomes = ["JOINED", "RAISED", "KEPT"] as const;
export type InvitationOutcome = (typeof invitationOutcomes)[number];

/** A new role for a member or an invitation. */
export const roleInput = z.strictObject({
  role: z.enum(grantableRoles, problem("role_unknown")),
});
