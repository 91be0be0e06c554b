import { removeMaintenance } from "@/db/queries/maintenance";
import { NotFoundError } from "@/lib/domain/errors";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { refreshMaintenance } from "@/lib/services/maintenance/open-windows";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Deletes a window of maintenance. Where it is on, it ends at once; runs that it marked stay marked.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {NotFoundError} where the workspace has no such window.
 */
export async function deleteMaintenance(context: ServiceContext, id: string): Promise<void> {
  requireRole(context, "MEMBER");
  const { workspaceId } = context;
  const removed =
    isId(id) && (await asActor(context, (tx) => removeMaintenance(tx, workspaceId, id)));
  if (!removed) throw new NotFoundError();
  await refreshMaintenance(context.db, workspaceId);
}
