import { findTransition, offsetAt } from "@/lib/domain/schedule/clock-offsets";
import { nextWallMinute, parseCron } from "@/lib/domain/schedule/cron";
import { skipsTime, type Schedule } from "@/lib/domain/schedule/schedule";
import { getWallClock } from "@/lib/domain/schedule/wall-clock";
import { DAY_MINUTES, HOUR_MINUTES, MINUTE_MS } from "@/lib/domain/time-units";

/**
 * The effect of a clock change on a schedule. `local` is the first wall time that it concerns, as
 * `2027-03-28T02:30`.
 * - skipped: the clock skips the time, and nothing runs. `at` is the first minute after the gap.
 * - moved: the clock skips the time, and its run comes at `at`, after the gap.
 * - twice: the clock shows the time twice, and the schedule runs at both. `at` is the second.
 */
export type ClockChange = { kind: "skipped" | "moved" | "twice"; at: Date; local: string };

/** Every zone keeps an offset for longer, from 2000 on. */
const STEP_MINUTES = 6 * DAY_MINUTES;

/**
 * The clock changes after `from`, up to and including `until`, that make a run of the schedule vanish, move
 * or come twice, in their order: one entry for each, however many of its times the change concerns. A schedule
 * of all 24 hours keeps its pace over a gap of whole hours, so that none of its runs is missing there.
 * @throws {RangeError} for an expression or a zone that cannot be read.
 */
export function findClockChanges(schedule: Schedule, from: Date, until: Date): ClockChange[] {
  if (schedule.kind !== "cron") return [];
  const fields = parseCron(schedule.expression);
  const wallClock = getWallClock(schedule.timezone);
  const changes: ClockChange[] = [];
  const end = Math.floor(until.getTime() / MINUTE_MS);
  const toChange = (kind: ClockChange["kind"], minute: number, wall: number): ClockChange => ({
    kind,
    at: new Date(minute * MINUTE_MS),
    local: new Date(wall * MINUTE_MS).toISOString().slice(0, 16),
  });
  for (let low = Math.floor(from.getTime() / MINUTE_MS); low < end;) {
    const high = Math.min(end, low + STEP_MINUTES);
    if (offsetAt(wallClock, low) === offsetAt(wallClock, high)) {
      low = high;
      continue;
    }
    const changed = findTransition(wallClock, low, high);
    low = changed;
    const offset = offsetAt(wallClock, changed);
    const shift = offset - offsetAt(wallClock, changed - 1);
    const lastShown = changed - 1 + offset - shift;
    if (shift > 0) {
      const keepsPace = fields.everyHour && shift % HOUR_MINUTES === 0 && shift < DAY_MINUTES;
      if (keepsPace || !skipsTime(fields, wallClock, changed - 1)) continue;
      const isMoved = schedule.gapPolicy === "RUN_AFTER_GAP" && !fields.everyHour;
      changes.push(
        toChange(isMoved ? "moved" : "skipped", changed, nextWallMinute(fields, lastShown)),
      );
    } else if (fields.everyHour) {
      const wall = nextWallMinute(fields, lastShown + shift);
      if (wall <= lastShown) changes.push(toChange("twice", wall - offset, wall));
    }
  }
  return changes;
}
