import {
  CronError,
  matchesBetween,
  nextWallMinute,
  parseCron,
  smallestGapMinutes,
} from "@/lib/domain/schedule/cron";
import type { CronFields } from "@/lib/domain/schedule/cron";
import { getWallClock, isTimezone, toWallMs } from "@/lib/domain/schedule/wall-clock";
import { DAY_MINUTES, MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

/**
 * The slots of a schedule.
 *
 * A slot is a minute: its seconds and milliseconds are zero. The next slot is computed from a slot,
 * never from the clock, so that late wake-ups do not add up.
 *
 * An interval counts elapsed minutes, whatever the clocks of its zone do. A cron expression counts
 * minutes of the wall clock in its IANA time zone. Where that clock is put forward or back:
 * - A time that the clock skips is skipped, not moved. Vixie cron and croner run it after the gap.
 * - A time that the clock shows twice fires once, the first time, if the expression names hours.
 * - An expression for all 24 hours (`0 * * * *`, also written `0-23`) is a cadence and names no
 *   time of day: it fires both times, so that there is no silent hour. This is what cron(8) means
 *   by "jobs that run more frequently are scheduled normally". A list, a range or a step of hours
 *   names hours, whatever the minutes are.
 *
 * Offsets come from Intl. They are assumed to change on a whole minute and at most once in 48
 * hours, which holds for every zone from 1973 on.
 */

/**
 * The longest stretch in which equal offsets at both ends mean that the offset did not change. From
 * 2000 on, the year of the oldest slots, every zone has kept a change for seven days at least
 * (America/Boa_Vista, in October 2000).
 */
const COUNTED_AT_ONCE_MINUTES = 6 * DAY_MINUTES;

export type Schedule =
  | { kind: "interval"; intervalMinutes: number }
  | { kind: "cron"; expression: string; timezone: string };

/**
 * The schedule of a routine, from its columns.
 * @throws {RangeError} where it has neither an interval nor a cron expression.
 */
export function scheduleOf(routine: {
  intervalMinutes: number | null;
  cronExpression: string | null;
  timezone: string;
}): Schedule {
  if (routine.intervalMinutes !== null) {
    return { kind: "interval", intervalMinutes: routine.intervalMinutes };
  }
  if (routine.cronExpression !== null) {
    return { kind: "cron", expression: routine.cronExpression, timezone: routine.timezone };
  }
  throw new RangeError("A routine has neither an interval nor a cron expression.");
}

/** @throws {RangeError} for an invalid date, whose slots a search would look for without end. */
function toMinute(instant: Date): number {
  const ms = instant.getTime();
  if (Number.isNaN(ms)) throw new RangeError("An infinite date has no slots.");
  return Math.floor(ms / MINUTE_MS);
}

function fromMinute(minute: number): Date {
  return new Date(minute * MINUTE_MS);
}

/** The start of the minute of `instant`. */
export function truncateToMinute(instant: Date): Date {
  return fromMinute(toMinute(instant));
}

/** The minutes by which the wall clock is ahead of UTC. */
function offsetAt(wallClock: Intl.DateTimeFormat, minute: number): number {
  return Math.floor(toWallMs(wallClock, minute * MINUTE_MS) / MINUTE_MS) - minute;
}

/** The first minute after `low`, up to `high`, with the offset of `high`. The two offsets differ. */
function findTransition(wallClock: Intl.DateTimeFormat, low: number, high: number): number {
  const before = offsetAt(wallClock, low);
  let [last, first] = [low, high];
  while (first - last > 1) {
    const middle = Math.floor((last + first) / 2);
    if (offsetAt(wallClock, middle) === before) last = middle;
    else first = middle;
  }
  return first;
}

/** Wall minutes after `after`, up to and including `until`, in which `offset` holds. */
type Stretch = { after: number; until: number; offset: number };

/**
 * The minutes after `start` in order, cut where the offset changes and at least every
 * `longestMinutes`. Wall minutes that were shown before are left out if the expression fires only
 * the first time, and so are days far from any match.
 */
function* stretchesAfter(
  fields: CronFields,
  timezone: string,
  start: number,
  longestMinutes = DAY_MINUTES,
): Generator<Stretch, never> {
  const wallClock = getWallClock(timezone);
  let from = start;
  for (;;) {
    const offset = offsetAt(wallClock, from + 1);
    const to = from + longestMinutes;
    const isSteady = offsetAt(wallClock, to) === offset;
    const end = isSteady ? to : findTransition(wallClock, from + 1, to) - 1;

    let after = from + offset;
    if (!fields.everyHour) {
      const dayBefore = from - DAY_MINUTES;
      const offsetBefore = offsetAt(wallClock, dayBefore);
      if (offsetBefore > offset) {
        const setBack = findTransition(wallClock, dayBefore, from + 1);
        after = Math.max(after, setBack - 1 + offsetBefore);
      }
    }
    yield { after, until: end + offset, offset };

    // No offset moves a match by two days, so everything before that is skipped. Nothing is skipped
    // after a stretch with a match: the clock may be set back right after it, and show it again.
    const next = nextWallMinute(fields, from + offset);
    from = isSteady ? Math.max(end, next - offset - 2 * DAY_MINUTES) : end;
  }
}

function nextCronMinute(expression: string, timezone: string, minute: number): number {
  const fields = parseCron(expression);
  const stretches = stretchesAfter(fields, timezone, minute);
  for (;;) {
    const { after, until, offset } = stretches.next().value;
    const wall = nextWallMinute(fields, after);
    if (wall <= until) return wall - offset;
  }
}

/**
 * The slot after `slot`, computed from the slot alone.
 * @throws {RangeError} for an expression or a time zone that is invalid, impossible or unknown by
 *   `checkCronExpression`.
 */
export function nextSlot(schedule: Schedule, slot: Date): Date {
  const minute = toMinute(slot);
  return fromMinute(
    schedule.kind === "interval"
      ? minute + schedule.intervalMinutes
      : nextCronMinute(schedule.expression, schedule.timezone, minute),
  );
}

/**
 * The `count` slots that follow `after`, each computed from the one before.
 * @throws {RangeError} as `nextSlot` does.
 */
export function nextSlots(schedule: Schedule, after: Date, count: number): Date[] {
  const slots: Date[] = [];
  let slot = after;
  while (slots.length < count) {
    slot = nextSlot(schedule, slot);
    slots.push(slot);
  }
  return slots;
}

/**
 * The first slot of a new routine, strictly after `now`: the next full minute for an interval, so
 * that it runs at once; the first match for a cron expression.
 * @throws {RangeError} as `nextSlot` does.
 */
export function firstSlot(schedule: Schedule, now: Date): Date {
  return schedule.kind === "interval" ? fromMinute(toMinute(now) + 1) : nextSlot(schedule, now);
}

/**
 * The first slot of a resumed routine: `nextRunAt` while it is in the future, otherwise the first
 * slot of its series strictly after `now`. The anchor is kept; slots of the pause are not run
 * later.
 * @throws {RangeError} as `nextSlot` does.
 */
export function resumedSlot(schedule: Schedule, nextRunAt: Date, now: Date): Date {
  if (nextRunAt > now) return nextRunAt;
  if (schedule.kind === "cron") return nextSlot(schedule, now);
  return nextSlot(schedule, dueSlots(schedule, nextRunAt, now).latest);
}

/** Whether two schedules are equal. The anchor of an interval is not part of its schedule. */
export function isEqualSchedule(a: Schedule, b: Schedule): boolean {
  if (a.kind === "interval") {
    return b.kind === "interval" && a.intervalMinutes === b.intervalMinutes;
  }
  return b.kind === "cron" && a.expression === b.expression && a.timezone === b.timezone;
}

/**
 * The next slot after an edit: `nextRunAt` if the schedule is the same; for another interval, the
 * new interval from the last slot, if that is in the future; otherwise the first slot of the new
 * schedule.
 * @throws {RangeError} as `nextSlot` does.
 */
export function rescheduledSlot(
  previous: Schedule,
  next: Schedule,
  nextRunAt: Date,
  now: Date,
): Date {
  if (isEqualSchedule(previous, next)) return nextRunAt;
  if (previous.kind === "interval" && next.kind === "interval") {
    const slot = fromMinute(toMinute(nextRunAt) - previous.intervalMinutes + next.intervalMinutes);
    if (slot > now) return slot;
  }
  return firstSlot(next, now);
}

/**
 * The latest slot of the series that starts at `nextRunAt`, up to and including `horizon`, and the
 * number of slots before it. Exact, and cheap for outages of years: the slots are counted, not
 * followed one by one.
 * @throws {RangeError} if `nextRunAt` is after `horizon`, and as `nextSlot` does.
 */
export function dueSlots(
  schedule: Schedule,
  nextRunAt: Date,
  horizon: Date,
): { latest: Date; passedOver: number } {
  if (nextRunAt > horizon) throw new RangeError("No slot is due before the next one.");
  const first = toMinute(nextRunAt);
  const end = toMinute(horizon);
  if (schedule.kind === "interval") {
    const passedOver = Math.floor((end - first) / schedule.intervalMinutes);
    return { latest: fromMinute(first + passedOver * schedule.intervalMinutes), passedOver };
  }
  const fields = parseCron(schedule.expression);
  const stretches = stretchesAfter(fields, schedule.timezone, first, COUNTED_AT_ONCE_MINUTES);
  let latest = first;
  let passedOver = 0;
  for (;;) {
    const { after, until, offset } = stretches.next().value;
    const { count, last } = matchesBetween(fields, after, Math.min(until, end + offset));
    passedOver += count;
    if (last !== undefined) latest = last - offset;
    if (until - offset >= end) return { latest: fromMinute(latest), passedOver };
  }
}

/**
 * The fewest minutes between two slots; Infinity where a cron expression's are more than a day
 * apart. It counts on the wall clock, which skips or repeats an hour at times.
 * @throws {RangeError} for an expression that cannot be read.
 */
export function shortestGapMinutes(schedule: Schedule): number {
  return schedule.kind === "interval"
    ? schedule.intervalMinutes
    : smallestGapMinutes(parseCron(schedule.expression));
}

/** The latest slot that a tick at `now` may start. The slack absorbs a clock that ticks early. */
export function dueHorizon(now: Date, slackSeconds: number): Date {
  return new Date(now.getTime() + slackSeconds * SECOND_MS);
}

type CronCheck =
  | { ok: true }
  | {
      ok: false;
      code: "cron_invalid" | "cron_impossible" | "cron_too_frequent" | "timezone_unknown";
      message: string;
      params?: Record<string, string | number>;
    };

/**
 * Checks whether a routine may have this expression in this time zone. Any two fires are at least
 * `minIntervalMinutes` (a day at most) apart on the wall clock, across midnight too. They can be
 * closer on a day on which the clock is put forward or back.
 */
export function checkCronExpression(
  expression: string,
  timezone: string,
  minIntervalMinutes: number,
): CronCheck {
  if (!isTimezone(timezone)) {
    return {
      ok: false,
      code: "timezone_unknown",
      message: `"${timezone}" isn't a known time zone. Use an IANA name, such as America/Sao_Paulo or UTC.`,
      params: { timezone },
    };
  }
  try {
    const gap = smallestGapMinutes(parseCron(expression));
    if (gap >= minIntervalMinutes) return { ok: true };
    return {
      ok: false,
      code: "cron_too_frequent",
      message: `Two of its runs are only ${gap} min apart. Leave at least ${minIntervalMinutes} min between any two.`,
      params: { gap, minimum: minIntervalMinutes },
    };
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    return { ok: false, code: error.code, message: error.message, params: error.params };
  }
}
