import { draftInterval, draftTimes } from "@/components/routines/form/field-texts";
import type { RoutineFormValues } from "@/components/routines/form/routine-form-values";
import { draftCron, isByCalendar } from "@/components/routines/form/schedule/calendar-fields";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import {
  gapPolicies,
  type GapPolicy,
  type RoutineLimits,
} from "@/lib/domain/routine/routine-options";
import { findClockChanges, type ClockChange } from "@/lib/domain/schedule/clock-changes";
import { readCronText } from "@/lib/domain/schedule/read-cron-text";
import {
  checkCronExpression,
  NEVER,
  scheduleOf,
  type Schedule,
} from "@/lib/domain/schedule/schedule";
import {
  firstSlotOf,
  slotAfterEdit,
  upcomingSlots,
  type RoutineSchedule,
} from "@/lib/domain/slots/routine-slots";
import { DAY_MS } from "@/lib/domain/time-units";

const SHOWN = 5;

/** The fields that decide when a routine is due. */
export type TimedRoutine = Pick<
  RoutineDto,
  | "interval_minutes"
  | "cron_expression"
  | "run_at"
  | "timezone"
  | "gap_policy"
  | "starts_at"
  | "ends_at"
  | "is_active"
  | "next_run_at"
>;

/** The schedule in the fields; null while it is incomplete or invalid. */
export function draftSchedule(values: RoutineFormValues, limits: RoutineLimits): Schedule | null {
  const cron = draftCron(values);
  if (cron !== null) {
    const typed = readCronText(cron);
    const { expression } = typed;
    const timezone = typed.timezone ?? values.timezone.trim();
    return checkCronExpression(expression, timezone, limits.minIntervalMinutes).ok
      ? { kind: "cron", expression, timezone, gapPolicy: readGapPolicy(values.gap_policy) }
      : null;
  }
  if (isByCalendar(values)) return null;
  if (values.schedule === "once") {
    const { run_at } = draftTimes(values, null);
    const at = run_at === null ? NaN : Date.parse(run_at);
    return Number.isNaN(at) || at >= NEVER.getTime() ? null : { kind: "once", at: new Date(at) };
  }
  const intervalMinutes = draftInterval(values, limits);
  return intervalMinutes === null ? null : { kind: "interval", intervalMinutes };
}

const readGapPolicy = (text: string): GapPolicy =>
  gapPolicies.find((policy) => policy === text) ?? "SKIP";

const toDate = (instant: string | null) => (instant === null ? null : new Date(instant));

/** The next slots of a routine if it were saved now, and resumed if it is paused. */
export function previewSlots(
  schedule: Schedule,
  values: RoutineFormValues,
  now: Date,
  current: TimedRoutine | null,
): Date[] {
  const { starts_at, ends_at } = draftTimes(values, current);
  const next: RoutineSchedule = { schedule, startsAt: toDate(starts_at), endsAt: toDate(ends_at) };
  const first =
    current === null
      ? firstSlotOf(next, now)
      : slotAfterEdit(
          {
            schedule: scheduleOf({
              intervalMinutes: current.interval_minutes,
              cronExpression: current.cron_expression,
              runAt: toDate(current.run_at),
              timezone: current.timezone,
              gapPolicy: current.gap_policy,
            }),
            startsAt: toDate(current.starts_at),
            endsAt: toDate(current.ends_at),
            isActive: current.is_active,
            nextRunAt: new Date(current.next_run_at),
          },
          { ...next, isActive: true },
          now,
        );
  return upcomingSlots(next, first, SHOWN);
}

/** The next slots of the schedule in the fields, as instants; none while it is incomplete or invalid. */
export function draftSlots(
  values: RoutineFormValues,
  limits: RoutineLimits,
  now: Date,
  current: TimedRoutine | null,
): string[] {
  const schedule = draftSchedule(values, limits);
  const slots = schedule === null ? [] : previewSlots(schedule, values, now, current);
  return slots.map((slot) => slot.toISOString());
}

/** A clock change that concerns the schedule, as a page can be handed it. */
export type ShownClockChange = Pick<ClockChange, "kind" | "local"> & { at: string };

/** The clock changes of the next year that concern the schedule in the fields. */
export function draftClockChanges(
  values: RoutineFormValues,
  limits: RoutineLimits,
  now: Date,
): ShownClockChange[] {
  const schedule = draftSchedule(values, limits);
  if (schedule === null) return [];
  const until = new Date(now.getTime() + 365 * DAY_MS);
  return findClockChanges(schedule, now, until).map((change) => ({
    ...change,
    at: change.at.toISOString(),
  }));
}
