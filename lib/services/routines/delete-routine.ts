import { LONG_DEADLINE_SECONDS, withDeadline } from "@/db/connections/deadline";
import { removeRoutines } from "@/db/queries/routines";
import { NotFoundError } from "@/lib/domain/errors";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Deletes a routine with its runs. A request in flight is finished, and its result fenced.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {NotFoundError} where the workspace has no such routine.
 */
export async function deleteRoutine(context: ServiceContext, id: string): Promise<void> {
  requireRole(context, "MEMBER");
  const ids = isId(id) ? [id] : [];
  const removed = await withDeadline(LONG_DEADLINE_SECONDS, () =>
    asActor(context, (tx) => removeRoutines(tx, context.workspaceId, ids)),
  );
  if (removed.length === 0) throw new NotFoundError();
}
