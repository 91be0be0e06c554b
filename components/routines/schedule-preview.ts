import { MAX_INTERVAL_MINUTES, type RoutineLimits } from "@/lib/domain/routine";
import {
  checkCronExpression,
  firstSlot,
  nextSlots,
  rescheduledSlot,
  type Schedule,
} from "@/lib/domain/schedule";
import type { RoutineFormValues } from "@/components/routines/routine-form-values";

const SHOWN = 3;

/** The schedule that the fields make, or null while they make none. */
export function draftSchedule(
  values: RoutineFormValues,
  { minIntervalMinutes }: RoutineLimits,
): Schedule | null {
  if (values.schedule === "cron") {
    const expression = values.cron_expression.trim();
    const timezone = values.timezone.trim();
    return checkCronExpression(expression, timezone, minIntervalMinutes).ok
      ? { kind: "cron", expression, timezone }
      : null;
  }
  const intervalMinutes = Number(values.interval_minutes);
  return Number.isInteger(intervalMinutes) &&
    intervalMinutes >= minIntervalMinutes &&
    intervalMinutes <= MAX_INTERVAL_MINUTES
    ? { kind: "interval", intervalMinutes }
    : null;
}

/** The slots that a routine would have next, were it saved now with this schedule. */
export function previewSlots(
  schedule: Schedule,
  now: Date,
  current: { schedule: Schedule; nextRunAt: Date } | null,
): Date[] {
  const first =
    current === null
      ? firstSlot(schedule, now)
      : rescheduledSlot(current.schedule, schedule, current.nextRunAt, now);
  return [first, ...nextSlots(schedule, first, SHOWN - 1)];
}
