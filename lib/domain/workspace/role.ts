/** The roles of a workspace, lowest first. Each may do all that the ones before it may. */
export const roles = [
  /** Reads. */
  "VIEWER",
  /** Also changes and runs routines. */
  "MEMBER",
  /** Also renames the workspace, invites, and changes and removes members. */
  "ADMIN",
  /** Also transfers and deletes the workspace. A workspace has exactly one. */
  "OWNER",
] as const;
export type Role = (typeof roles)[number];

/** The roles that can be granted. OWNER is only transferred. */
export const grantableRoles = ["ADMIN", "MEMBER", "VIEWER"] as const satisfies readonly Role[];
export type GrantableRole = (typeof grantableRoles)[number];

/** Whether `role` is `atLeast` or higher. */
export function hasRole(role: Role, atLeast: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(atLeast);
}
