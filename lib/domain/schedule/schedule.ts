import type { GapPolicy } from "@/lib/domain/routine/routine-options";
import { findTransition, offsetAt } from "@/lib/domain/schedule/clock-offsets";
import {
  CronError,
  matchesBetween,
  nextWallMinute,
  parseCron,
  smallestGapMinutes,
} from "@/lib/domain/schedule/cron";
import type { CronFields } from "@/lib/domain/schedule/cron";
import { adviseOnCron } from "@/lib/domain/schedule/cron-advice";
import { getWallClock, isTimezone } from "@/lib/domain/schedule/wall-clock";
import { DAY_MINUTES, MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

/**
 * The slots of a schedule.
 *
 * A slot is a minute: its seconds and milliseconds are zero. The next slot is computed from a slot,
 * never from the clock, so that late wake-ups do not add up.
 *
 * An interval counts elapsed minutes, whatever the clocks of its zone do. A cron expression counts
 * minutes of the wall clock in its IANA time zone. Where that clock is put forward or back:
 * - A time that the clock skips is skipped, if the expression's gap policy is SKIP. With RUN_AFTER_GAP,
 *   an expression that names hours fires in the first minute after the gap instead, as in Vixie cron:
 *   once, however many of its times were skipped, and whether or not that minute is one of its own.
 * - A time that the clock shows twice fires once, the first time, if the expression names hours.
 * - An expression for all 24 hours (`0 * * * *`, also written `0-23`) is a cadence and names no
 *   time of day: it fires both times, so that there is no silent hour. This is what cron(8) means
 *   by "jobs that run more frequently are scheduled normally". A list, a range or a step of hours
 *   names hours, whatever the minutes are.
 *
 * A schedule of kind "once" has one slot, and none after it: its next slot is then `NEVER`.
 */

/**
 * The longest stretch in which equal offsets at both ends mean that the offset did not change. From
 * 2000 on, the year of the oldest slots, every zone has kept a change for seven days at least
 * (America/Boa_Vista, in October 2000).
 */
const COUNTED_AT_ONCE_MINUTES = 6 * DAY_MINUTES;

export type Schedule =
  | { kind: "interval"; intervalMinutes: number }
  /** Without a gap policy, times that the clock skips are skipped. */
  | { kind: "cron"; expression: string; timezone: string; gapPolicy?: GapPolicy }
  | { kind: "once"; at: Date };

/** The columns of a routine that make up its schedule. */
export type ScheduleColumns = {
  intervalMinutes: number | null;
  cronExpression: string | null;
  runAt: Date | null;
  timezone: string;
  gapPolicy: GapPolicy;
};

/** The slot after the last one: it can be stored, and no clock reaches it. */
export const NEVER = new Date(Date.UTC(2999, 11, 31));

/**
 * The schedule of a routine, from its columns.
 * @throws {RangeError} where it has neither an interval, nor a cron expression, nor a time to run at.
 */
export function scheduleOf(routine: ScheduleColumns): Schedule {
  if (routine.intervalMinutes !== null) {
    return { kind: "interval", intervalMinutes: routine.intervalMinutes };
  }
  if (routine.cronExpression !== null) {
    const { cronExpression: expression, timezone, gapPolicy } = routine;
    return { kind: "cron", expression, timezone, gapPolicy };
  }
  if (routine.runAt !== null) return { kind: "once", at: routine.runAt };
  throw new RangeError("A routine has neither an interval, nor a cron expression, nor a time.");
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

/**
 * Wall minutes after `after`, up to and including `until`, in which `offset` holds. With `makesUp`, the
 * first of them is a slot for times that the clock skipped right before it.
 */
type Stretch = { after: number; until: number; offset: number; makesUp: boolean };

type CronSchedule = Extract<Schedule, { kind: "cron" }>;

/** Whether the clock skips a time of the expression between this minute and the next. */
export function skipsTime(fields: CronFields, wallClock: Intl.DateTimeFormat, minute: number) {
  const before = minute + offsetAt(wallClock, minute);
  const after = minute + offsetAt(wallClock, minute + 1);
  return after > before && nextWallMinute(fields, before) <= after;
}

/**
 * The minutes after `start` in order, cut where the offset changes and at least every
 * `longestMinutes`. Wall minutes that were shown before are left out if the expression fires only
 * the first time, and so are days far from any match.
 */
function* stretchesAfter(
  { timezone, gapPolicy }: CronSchedule,
  fields: CronFields,
  start: number,
  longestMinutes = DAY_MINUTES,
): Generator<Stretch, never> {
  const wallClock = getWallClock(timezone);
  const movesSkipped = gapPolicy === "RUN_AFTER_GAP" && !fields.everyHour;
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
    const makesUp = movesSkipped && skipsTime(fields, wallClock, from);
    yield { after, until: end + offset, offset, makesUp };

    // No offset moves a match by two days, so everything before that is skipped. Nothing is skipped
    // after a stretch with a match: the clock may be set back right after it, and show it again.
    const next = nextWallMinute(fields, from + offset);
    from = isSteady ? Math.max(end, next - offset - 2 * DAY_MINUTES) : end;
  }
}

function nextCronMinute(schedule: CronSchedule, minute: number): number {
  const fields = parseCron(schedule.expression);
  const stretches = stretchesAfter(schedule, fields, minute);
  for (;;) {
    const { after, until, offset, makesUp } = stretches.next().value;
    const wall = makesUp ? after + 1 : nextWallMinute(fields, after);
    if (wall <= until) return wall - offset;
  }
}

/**
 * The slot after `slot`, computed from the slot alone; `NEVER` where the schedule has none.
 * @throws {RangeError} for an expression or a time zone that is invalid, impossible or unknown by
 *   `checkCronExpression`.
 */
export function nextSlot(schedule: Schedule, slot: Date): Date {
  const minute = toMinute(slot);
  switch (schedule.kind) {
    case "interval":
      return fromMinute(minute + schedule.intervalMinutes);
    case "cron":
      return fromMinute(nextCronMinute(schedule, minute));
    case "once":
      return slot < schedule.at ? schedule.at : NEVER;
  }
}

/**
 * The `count` slots that follow `after`, each computed from the one before; fewer where the schedule has
 * no more.
 * @throws {RangeError} as `nextSlot` does.
 */
export function nextSlots(schedule: Schedule, after: Date, count: number): Date[] {
  const slots: Date[] = [];
  let slot = nextSlot(schedule, after);
  while (slots.length < count && slot < NEVER) {
    slots.push(slot);
    slot = nextSlot(schedule, slot);
  }
  return slots;
}

/**
 * The first slot of a new routine, strictly after `now`: the next full minute for an interval, so
 * that it runs at once; the first match for a cron expression. A single time may be past by less than a
 * minute: it was still ahead when it was chosen.
 * @throws {RangeError} as `nextSlot` does.
 */
export function firstSlot(schedule: Schedule, now: Date): Date {
  switch (schedule.kind) {
    case "interval":
      return fromMinute(toMinute(now) + 1);
    case "cron":
      return nextSlot(schedule, now);
    case "once":
      return nextSlot(schedule, new Date(now.getTime() - MINUTE_MS));
  }
}

/**
 * The first slot of a resumed routine: `nextRunAt` while it is in the future, otherwise the first
 * slot of its series strictly after `now`. The anchor is kept; slots of the pause are not run
 * later.
 * @throws {RangeError} as `nextSlot` does.
 */
export function resumedSlot(schedule: Schedule, nextRunAt: Date, now: Date): Date {
  if (nextRunAt > now) return nextRunAt;
  if (schedule.kind !== "interval") return nextSlot(schedule, now);
  return nextSlot(schedule, dueSlots(schedule, nextRunAt, now).latest);
}

/** Whether two schedules are equal. The anchor of an interval is not part of its schedule. */
export function isEqualSchedule(a: Schedule, b: Schedule): boolean {
  switch (a.kind) {
    case "interval":
      return b.kind === "interval" && a.intervalMinutes === b.intervalMinutes;
    case "cron":
      return (
        b.kind === "cron" &&
        a.expression === b.expression &&
        a.timezone === b.timezone &&
        (a.gapPolicy ?? "SKIP") === (b.gapPolicy ?? "SKIP")
      );
    case "once":
      return b.kind === "once" && a.at.getTime() === b.at.getTime();
  }
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
  if (schedule.kind === "once") {
    const { at } = schedule;
    return nextRunAt < at && at <= horizon
      ? { latest: at, passedOver: 1 }
      : { latest: fromMinute(first), passedOver: 0 };
  }
  const fields = parseCron(schedule.expression);
  const stretches = stretchesAfter(schedule, fields, first, COUNTED_AT_ONCE_MINUTES);
  let latest = first;
  let passedOver = 0;
  for (;;) {
    const { after, until, offset, makesUp } = stretches.next().value;
    const last = Math.min(until, end + offset);
    const found = matchesBetween(fields, makesUp ? after + 1 : after, last);
    if (makesUp && after + 1 <= last) {
      passedOver += 1;
      latest = after + 1 - offset;
    }
    passedOver += found.count;
    if (found.last !== undefined) latest = found.last - offset;
    if (until - offset >= end) return { latest: fromMinute(latest), passedOver };
  }
}

/**
 * The fewest minutes between two slots; Infinity where there is one alone, and where a cron expression's
 * are more than a day apart. It counts on the wall clock, which skips or repeats an hour at times.
 * @throws {RangeError} for an expression that cannot be read.
 */
export function shortestGapMinutes(schedule: Schedule): number {
  switch (schedule.kind) {
    case "interval":
      return schedule.intervalMinutes;
    case "cron":
      return smallestGapMinutes(parseCron(schedule.expression));
    case "once":
      return Infinity;
  }
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
    const { code, message, params } = error;
    if (code === "cron_impossible") return { ok: false, code, message, params };
    return { ok: false, code, ...adviseOnCron(expression, error) };
  }
}
