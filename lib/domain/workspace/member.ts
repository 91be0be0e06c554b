import { z } from "zod";
import { grantableRoles, type GrantableRole, type Role } from "@/lib/domain/workspace/role";

export type MemberDto = {
  user_id: string;
  /** Null where the account has none. */
  email: string | null;
  role: Role;
  joined_at: string;
};

/** An invitation that waits. Its link is known to whoever was given it, and to nobody here. */
export type InvitationDto = {
  id: string;
  role: GrantableRole;
  invited_by: string | null;
  created_at: string;
  expires_at: string;
};

/** An invitation as whoever holds its link sees it. */
export type OpenInvitationDto = {
  workspace_id: string;
  workspace_name: string;
  role: GrantableRole;
  invited_by: string | null;
  expires_at: string;
};

/**
 * What came of an invitation: the user is new in the workspace, has a higher role than before, or
 * keeps the role that they had, which is at least as high.
 */
export const invitationOutcomes = ["JOINED", "RAISED", "KEPT"] as const;
export type InvitationOutcome = (typeof invitationOutcomes)[number];

/** The role that a member or an invitation is given. */
export const roleInput = z.strictObject({
  role: z.enum(grantableRoles, { error: "role_unknown" }),
});
