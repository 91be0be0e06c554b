import { moveOwnership } from "@/db/queries/workspaces";
import { DomainError, NotFoundError, ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { claimsOf, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { explainOwnedLimit } from "@/lib/services/workspaces/create-workspace";
import { isDemoWorkspace } from "@/lib/services/workspaces/is-demo";
import { requireRole } from "@/lib/services/workspaces/require-role";
import { requireUser } from "@/lib/services/workspaces/require-user";

/**
 * Transfers the workspace to another member. The previous owner stays as an admin. Where the
 * ownership has changed meanwhile, that change stays.
 * @throws {DomainError} FORBIDDEN below OWNER, and for the workspace of the demo account.
 * @throws {ValidationError} where no other user is named, or they own `MAX_OWNED_WORKSPACES`.
 * @throws {NotFoundError} where the named user is not a member, or the user no longer owns it.
 */
export async function transferOwnership(context: ServiceContext, userId: string): Promise<void> {
  requireRole(context, "OWNER");
  if (await isDemoWorkspace(context)) {
    throw new DomainError(
      "FORBIDDEN",
      "Everyone who visits shares the workspace of the demo account. It can't be transferred.",
    );
  }
  const { db, workspaceId } = context;
  const ownerId = requireUser(context);
  if (userId === "" || userId === ownerId) {
    throw new ValidationError([describeProblem({ path: "user_id", code: "member_required" })]);
  }
  if (!isId(userId)) throw new NotFoundError();
  const from = { ...claimsOf(context.actor), sub: ownerId };
  const moved = await moveOwnership(db, { workspaceId, from, to: userId }).catch(
    explainOwnedLimit("user_id", "member_owns_too_many"),
  );
  if (!moved) throw new NotFoundError();
}
