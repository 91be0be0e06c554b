import { databaseNow } from "@/db/queries/database-now";
import { ValidationError } from "@/lib/domain/errors";
import { checkCreateRoutine, type RoutineSettings } from "@/lib/domain/routine/routine";
import { findClockChanges } from "@/lib/domain/schedule/clock-changes";
import { scheduleOf } from "@/lib/domain/schedule/schedule";
import {
  schedulePreviewQuery,
  type SchedulePreviewDto,
} from "@/lib/domain/schedule/schedule-preview";
import { firstSlotOf, upcomingSlots, type RoutineSchedule } from "@/lib/domain/slots/routine-slots";
import { DAY_MS } from "@/lib/domain/time-units";
import type { ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireSlotBeforeEnd, requireStorableSlot } from "@/lib/services/routines/routine-rules";

const toDate = (instant: string | null) => (instant === null ? null : new Date(instant));

function toSchedule(settings: RoutineSettings): RoutineSchedule {
  return {
    schedule: scheduleOf({
      intervalMinutes: settings.interval_minutes,
      cronExpression: settings.cron_expression,
      runAt: toDate(settings.run_at),
      timezone: settings.timezone,
      gapPolicy: settings.gap_policy,
    }),
    startsAt: toDate(settings.starts_at),
    endsAt: toDate(settings.ends_at),
  };
}

/** The part of the settings that the request isn't about, so that only its schedule is judged. */
const someRequest = { name: "Preview", endpoint_url: "https://example.com/" };

/**
 * The slots that a routine with this schedule would have if it were created now, with the rules that it
 * would be created by.
 * @throws {ValidationError} with every problem at its field.
 */
export async function previewSchedule(
  context: ServiceContext,
  query: unknown,
): Promise<SchedulePreviewDto> {
  const { limit, interval_minutes, ...given } = parseInput(schedulePreviewQuery, query);
  const minutes =
    interval_minutes === undefined ? {} : { interval_minutes: Number(interval_minutes) };
  const checked = checkCreateRoutine({ ...someRequest, ...given, ...minutes }, context.limits);
  if (!checked.ok) throw new ValidationError(checked.problems);
  const { timezone, cron_expression, run_at, gap_policy, starts_at, ends_at } = checked.value;
  const routine = toSchedule(checked.value);
  const now = await databaseNow(context.db);
  const first = firstSlotOf(routine, now);
  requireStorableSlot(first);
  requireSlotBeforeEnd(routine, first, now);
  const until = new Date(now.getTime() + 365 * DAY_MS);
  return {
    ...{ interval_minutes: checked.value.interval_minutes, cron_expression, run_at },
    ...{ timezone, gap_policy, starts_at, ends_at },
    next_slots: upcomingSlots(routine, first, limit).map((slot) => slot.toISOString()),
    clock_changes: findClockChanges(routine.schedule, now, until).map((change) => ({
      ...change,
      at: change.at.toISOString(),
    })),
  };
}
