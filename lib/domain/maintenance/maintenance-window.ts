import {
  checkCronExpression,
  dueSlots,
  nextSlot,
  type Schedule,
} from "@/lib/domain/schedule/schedule";
import { MINUTE_MS } from "@/lib/domain/time-units";

/**
 * Windows of maintenance.
 *
 * A window is on from its start, and no longer at its end. One that recurs starts at the matches of a
 * cron expression in its time zone, as slots do, and each time lasts the same elapsed minutes, whatever
 * the clocks of the zone do meanwhile. Where it is longer than the time to its next start, it goes on.
 */
export type MaintenanceWindow =
  | { kind: "once"; startsAt: Date; endsAt: Date }
  | { kind: "recurring"; expression: string; timezone: string; durationMinutes: number };

/** A stretch of time, without its end. */
export type Stretch = { from: Date; until: Date };

type Recurring = Extract<MaintenanceWindow, { kind: "recurring" }>;

/**
 * The window in a row's columns.
 * @throws {RangeError} where the row has neither both times nor a cron expression with a duration.
 */
export function windowOf(row: {
  startsAt: Date | null;
  endsAt: Date | null;
  cronExpression: string | null;
  timezone: string;
  durationMinutes: number | null;
}): MaintenanceWindow {
  const { startsAt, endsAt, cronExpression: expression, timezone, durationMinutes } = row;
  if (startsAt !== null && endsAt !== null) return { kind: "once", startsAt, endsAt };
  if (expression !== null && durationMinutes !== null) {
    return { kind: "recurring", expression, timezone, durationMinutes };
  }
  throw new RangeError("A window of maintenance has neither two times nor a cron expression.");
}

const scheduleOf = ({ expression, timezone }: Recurring): Schedule => ({
  kind: "cron",
  expression,
  timezone,
});

const plusMinutes = (instant: Date, minutes: number) =>
  new Date(instant.getTime() + minutes * MINUTE_MS);

/**
 * The stretch that is on at `at`, or else the first one that starts by `horizon`; null where there is
 * neither. Starts up to `horizon` that come before its end prolong it.
 * @throws {RangeError} for a cron expression or a time zone that can't be read.
 */
export function stretchOf(window: MaintenanceWindow, at: Date, horizon: Date): Stretch | null {
  if (window.kind === "once") {
    const { startsAt: from, endsAt: until } = window;
    return from <= horizon && until > at ? { from, until } : null;
  }
  const schedule = scheduleOf(window);
  const { durationMinutes } = window;
  const from = nextSlot(schedule, plusMinutes(at, -durationMinutes));
  if (from > horizon) return null;
  const latest = from <= at ? dueSlots(schedule, from, at).latest : from;
  let until = plusMinutes(latest, durationMinutes);
  for (
    let start = nextSlot(schedule, latest);
    start <= until && start <= horizon;
    start = nextSlot(schedule, start)
  ) {
    until = plusMinutes(start, durationMinutes);
  }
  return { from, until };
}

/**
 * The end of what is on at `at`, or null where nothing is.
 * @throws {RangeError} as `stretchOf` does.
 */
export function activeUntil(window: MaintenanceWindow, at: Date): Date | null {
  return stretchOf(window, at, at)?.until ?? null;
}

/**
 * Up to `count` starts after `after`, soonest first.
 * @throws {RangeError} as `stretchOf` does.
 */
export function nextStarts(window: MaintenanceWindow, after: Date, count: number): Date[] {
  if (window.kind === "once") return window.startsAt > after && count > 0 ? [window.startsAt] : [];
  const starts: Date[] = [];
  for (let start = after; starts.length < count;) {
    start = nextSlot(scheduleOf(window), start);
    starts.push(start);
  }
  return starts;
}

/** Whether a window may recur by this expression in this time zone. */
export const checkRecurrence = (expression: string, timezone: string) =>
  checkCronExpression(expression, timezone, 1);
