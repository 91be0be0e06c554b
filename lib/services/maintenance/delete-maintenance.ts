import { findMaintenanceById, removeMaintenance } from "@/db/queries/maintenance";
import { NotFoundError } from "@/lib/domain/errors";
import { afterCommit, asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { toMaintenanceDto } from "@/lib/services/maintenance/maintenance-dto";
import { refreshMaintenance } from "@/lib/services/maintenance/open-windows";
import { requireVersion } from "@/lib/services/preconditions/precondition";
import { maintenanceVersion, settingsOfMaintenance } from "@/lib/services/preconditions/versions";
import { noteChange } from "@/lib/services/rehearsal";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Deletes a window of maintenance. Where it is on, it ends at once; runs that it marked stay marked.
 * @throws {DomainError} FORBIDDEN for a member who may only read.
 * @throws {NotFoundError} where the workspace has no such window.
 */
export async function deleteMaintenance(context: ServiceContext, id: string): Promise<void> {
  requireRole(context, "MEMBER");
  const { workspaceId } = context;
  await asActor(context, async (tx) => {
    const row = isId(id) ? await findMaintenanceById(tx, workspaceId, id) : null;
    if (row === null) throw new NotFoundError();
    const window = toMaintenanceDto(row);
    requireVersion(context, maintenanceVersion(window));
    // A window is never changed: one that is still here is the one that was read.
    if (!(await removeMaintenance(tx, workspaceId, id))) throw new NotFoundError();
    noteChange(context, { before: settingsOfMaintenance(window), after: null });
  });
  await afterCommit(context, () => refreshMaintenance(context.db, workspaceId));
}
