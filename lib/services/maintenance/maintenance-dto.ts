import type { ListedMaintenance } from "@/db/queries/maintenance";
import type { MaintenanceDto } from "@/lib/domain/maintenance/maintenance";
import { activeUntil, nextStarts, windowOf } from "@/lib/domain/maintenance/maintenance-window";
import { toWire } from "@/lib/domain/wire";

const shown = [
  "id",
  "name",
  "key",
  "startsAt",
  "endsAt",
  "cronExpression",
  "timezone",
  "durationMinutes",
  "appliesToAll",
  "routineIds",
  "tags",
  "createdAt",
] as const;

/** A window that can't be read is never on. */
function timesOf(row: ListedMaintenance): Pick<MaintenanceDto, "is_active" | "next_starts_at"> {
  try {
    const window = windowOf(row);
    const [next] = nextStarts(window, row.now, 1);
    return {
      is_active: activeUntil(window, row.now) !== null,
      next_starts_at: next?.toISOString() ?? null,
    };
  } catch (error) {
    if (error instanceof RangeError) return { is_active: false, next_starts_at: null };
    throw error;
  }
}

export const toMaintenanceDto = (row: ListedMaintenance): MaintenanceDto => ({
  ...toWire(row, shown),
  ...timesOf(row),
});
