import { DomainError } from "@/lib/domain/errors";
import { hasRole, type Role } from "@/lib/domain/workspace/role";
import type { ServiceContext } from "@/lib/services/context";

const whoMay: Record<Exclude<Role, "VIEWER">, string> = {
  MEMBER: "Only members, admins and the owner of this workspace can do this.",
  ADMIN: "Only admins and the owner of this workspace can do this.",
  OWNER: "Only the owner of this workspace can do this.",
};

/**
 * Makes sure that the user's role is `atLeast` or higher.
 * @throws {DomainError} FORBIDDEN, naming the roles that may.
 */
export function requireRole(
  context: Pick<ServiceContext, "role">,
  atLeast: keyof typeof whoMay,
): void {
  if (!hasRole(context.role, atLeast)) throw new DomainError("FORBIDDEN", whoMay[atLeast]);
}
