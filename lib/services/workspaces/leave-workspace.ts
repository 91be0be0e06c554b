import { removeMember } from "@/db/queries/members";
import { DomainError, NotFoundError } from "@/lib/domain/errors";
import { asActor } from "@/lib/services/as-actor";
import type { ServiceContext } from "@/lib/services/context";

/**
 * Ends the user's own membership. Invitations that they made end with it.
 * @throws {DomainError} FORBIDDEN for the owner.
 * @throws {NotFoundError} where the user has ceased to belong to the workspace.
 */
export async function leaveWorkspace(context: ServiceContext): Promise<void> {
  if (context.role === "OWNER") {
    throw new DomainError(
      "FORBIDDEN",
      "The owner can't leave. Transfer the ownership first, or delete the workspace.",
    );
  }
  const left = await asActor(context, (tx) =>
    removeMember(tx, context.workspaceId, context.actor.userId),
  );
  if (!left) throw new NotFoundError();
}
