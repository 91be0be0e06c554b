import { moveOwnership } from "@/db/queries/workspaces";
import { NotFoundError, ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import type { ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { requireRole } from "@/lib/services/require-role";

/**
 * Gives the workspace to another member; who owned it stays as an admin. An owner who changes
 * meanwhile keeps what they were given.
 * @throws {DomainError} FORBIDDEN for who is not the owner.
 * @throws {ValidationError} where nobody else is named.
 * @throws {NotFoundError} where the named user is not a member, or the user has ceased to own it.
 */
export async function transferOwnership(context: ServiceContext, userId: string): Promise<void> {
  requireRole(context, "OWNER");
  const { actor, db, workspaceId } = context;
  if (userId === "" || userId === actor.userId) {
    throw new ValidationError([describeProblem({ path: "user_id", code: "member_required" })]);
  }
  const moved =
    isId(userId) && (await moveOwnership(db, { workspaceId, from: actor.userId, to: userId }));
  if (!moved) throw new NotFoundError();
}
