import {
  routineColumns,
  settingColumns,
  type KeptSettings,
  type Routine,
  type SettingValues,
} from "@/db/queries/routine-columns";
import type { RoutineDto, RoutineSettings } from "@/lib/domain/routine/routine";
import type { RunStatus } from "@/lib/domain/run/run-status";
import { scheduleOf } from "@/lib/domain/schedule/schedule";
import { upcomingSlots } from "@/lib/domain/slots/routine-slots";

const NEXT_SLOTS = 5;

/** A row as it goes out, without the columns of its lease. */
export function toRoutineDto(routine: Routine & { lastStatus?: RunStatus | null }): RoutineDto {
  return {
    id: routine.id,
    workspace_id: routine.workspaceId,
    ...toRoutineSettings(routine),
    next_run_at: routine.nextRunAt.toISOString(),
    next_slots: findNextSlots(routine),
    last_run_at: routine.lastRunAt?.toISOString() ?? null,
    last_status: routine.lastStatus ?? null,
    created_at: routine.createdAt.toISOString(),
    updated_at: routine.updatedAt.toISOString(),
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

/** The part of a row that a member sets. */
export function toRoutineSettings(routine: Routine): RoutineSettings {
  const settings = settingColumns.map((column) => {
    const value = routine[column];
    return [routineColumns[column].name, value instanceof Date ? value.toISOString() : value];
  });
  return Object.fromEntries(settings) as KeptSettings;
}

/** The columns of settings; the caller computes when the routine is due. */
export function toRoutineColumns(settings: RoutineSettings): SettingValues {
  const kept = new Map<string, unknown>(Object.entries(settings satisfies KeptSettings));
  const columns = settingColumns.map((column) => {
    const { name, dataType } = routineColumns[column];
    const value = kept.get(name);
    const isInstant = dataType === "date" && typeof value === "string";
    return [column, isInstant ? new Date(value) : value];
  });
  return Object.fromEntries(columns) as SettingValues;
}
