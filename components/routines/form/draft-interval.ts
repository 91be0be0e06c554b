import type { RoutineFormValues } from "@/components/routines/form/routine-form-values";
import { MAX_INTERVAL_MINUTES, type RoutineLimits } from "@/lib/domain/routine/routine-options";

/** The minutes between two runs as typed; null while they are no valid interval. */
export function draftInterval(
  { interval_minutes }: RoutineFormValues,
  { minIntervalMinutes }: RoutineLimits,
): number | null {
  const minutes = Number(interval_minutes);
  return Number.isInteger(minutes) &&
    minutes >= minIntervalMinutes &&
    minutes <= MAX_INTERVAL_MINUTES
    ? minutes
    : null;
}
