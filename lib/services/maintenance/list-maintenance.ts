import { findMaintenance } from "@/db/queries/maintenance";
import type { MaintenanceDto } from "@/lib/domain/maintenance/maintenance";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { toMaintenanceDto } from "@/lib/services/maintenance/maintenance-dto";

/** How many windows that are over are listed. */
const MAX_PAST = 20;

/** 0 for a window that is on, 1 for one to come, 2 for one that is over. */
const placeOf = (window: MaintenanceDto) =>
  window.is_active ? 0 : window.next_starts_at !== null ? 1 : 2;

/**
 * The windows of maintenance of the workspace: those that are on, those to come, soonest first, and the
 * latest 20 that are over.
 */
export async function listMaintenance(context: ServiceContext): Promise<MaintenanceDto[]> {
  const rows = await asActor(context, (tx) => findMaintenance(tx, context.workspaceId, MAX_PAST));
  return rows.map(toMaintenanceDto).toSorted((a, b) => {
    const byPlace = placeOf(a) - placeOf(b);
    if (byPlace !== 0 || placeOf(a) !== 1) return byPlace;
    return (a.next_starts_at ?? "") < (b.next_starts_at ?? "") ? -1 : 1;
  });
}
