import {
  routineColumns,
  settingColumns,
  type Routine,
  type SettingValues,
} from "@/db/queries/routine-columns";
import type { RoutineWithStatus, TaggedRoutine } from "@/db/queries/routines";
import type { RoutineDto, RoutineSettings } from "@/lib/domain/routine/routine";
import { scheduleOf } from "@/lib/domain/schedule/schedule";
import { upcomingSlots } from "@/lib/domain/slots/routine-slots";
import { toWire, type Wire } from "@/lib/domain/wire";

const NEXT_SLOTS = 5;

/** A row as it goes out, without the columns of its lease. */
export function toRoutineDto(routine: RoutineWithStatus): RoutineDto {
  return {
    ...toWire(routine, ["id", "workspaceId", "nextRunAt", "lastRunAt", "createdAt", "updatedAt"]),
    ...toRoutineSettings(routine),
    next_slots: findNextSlots(routine),
    last_status: routine.lastStatus,
    maintenance_until: routine.inMaintenanceUntil,
  };
}

/** A schedule that cannot be read has no slots: the scheduler pauses such a routine and says why. */
function findNextSlots(routine: Routine): string[] {
  if (!routine.isActive) return [];
  try {
    const { startsAt, endsAt, nextRunAt } = routine;
    const schedule = { schedule: scheduleOf(routine), startsAt, endsAt };
    return upcomingSlots(schedule, nextRunAt, NEXT_SLOTS).map((slot) => slot.toISOString());
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** The part of a routine that a member sets. */
export const toRoutineSettings = (routine: TaggedRoutine): RoutineSettings => ({
  ...toWire(routine, settingColumns),
  tags: routine.tags,
});

/** The columns of settings; the caller computes when the routine is due. */
export function toRoutineColumns(settings: RoutineSettings): SettingValues {
  const kept = new Map<string, unknown>(Object.entries(settings satisfies Wire<SettingValues>));
  const columns = settingColumns.map((column) => {
    const { name, dataType } = routineColumns[column];
    const value = kept.get(name);
    const isInstant = dataType === "date" && typeof value === "string";
    return [column, isInstant ? new Date(value) : value];
  });
  return Object.fromEntries(columns) as SettingValues;
}
