/** What a member may do in a workspace, the least first: each may do all that the ones before may. */
export const roles = [
  /** Reads. */
  "VIEWER",
  /** Also changes and runs routines. */
  "MEMBER",
  /** Also names the workspace, invites, and changes and removes members. */
  "ADMIN",
  /** Also gives the workspace away and deletes it. A workspace has exactly one. */
  "OWNER",
] as const;
export type Role = (typeof roles)[number];

/** The roles that can be given: a workspace gets another owner only from the one it has. */
export const grantableRoles = ["ADMIN", "MEMBER", "VIEWER"] as const satisfies readonly Role[];
export type GrantableRole = (typeof grantableRoles)[number];

/** Whether a role may do what `atLeast` may. */
export function hasRole(role: Role, atLeast: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(atLeast);
}
