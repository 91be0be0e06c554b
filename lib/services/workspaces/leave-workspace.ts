import { removeMembership } from "@/db/queries/members";
import { DomainError, NotFoundError } from "@/lib/domain/errors";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { requireUser } from "@/lib/services/workspaces/require-user";

/**
 * Ends the user's own membership, and the invitations that they made.
 * @throws {DomainError} FORBIDDEN for the owner.
 * @throws {NotFoundError} where the user no longer belongs to the workspace.
 */
export async function leaveWorkspace(context: ServiceContext): Promise<void> {
  if (context.role === "OWNER") {
    throw new DomainError(
      "FORBIDDEN",
      "The owner can't leave. Transfer the ownership first, or delete the workspace.",
    );
  }
  const userId = requireUser(context);
  const left = await asActor(context, (tx) => removeMembership(tx, context.workspaceId, userId));
  if (!left) throw new NotFoundError();
}
