import { fromZonedTime, toZonedTime, zoneOrUtc } from "@/lib/domain/schedule/zoned-time";
import type { Placeholder } from "@/lib/domain/template/parse-template";
import { DAY_MS, SECOND_MS } from "@/lib/domain/time-units";

/** What the values of one run are made of. */
export type RunMoment = {
  /** The slot; of a run that a person started, the minute in which it did. */
  slot: Date;
  /** The slot before by the schedule. Asked for only where a value names it. */
  previousSlot: () => Date;
  runId: string;
  attempt: number;
  /** The zone of the routine, in which days are counted. */
  timezone: string;
};

/**
 * The instant at which the clock of `timezone` shows the same time `days` later. A time that the clock
 * skips on that day is moved forward; one that it shows twice is the first.
 */
function addDays(instant: Date, days: number, timezone: string): Date {
  if (days === 0) return instant;
  const wall = new Date(Date.parse(`${toZonedTime(instant, timezone)}Z`) + days * DAY_MS);
  const text = wall.toISOString().replace(/Z$/, "");
  return fromZonedTime(text, timezone) ?? new Date(instant.getTime() + days * DAY_MS);
}

/** The text of a value in a run: letters, digits, `-`, `:` and `.` only. */
export function valueOf({ name, offsetDays }: Omit<Placeholder, "at">, moment: RunMoment): string {
  const timezone = zoneOrUtc(moment.timezone);
  const shifted = (instant: Date) => addDays(instant, offsetDays, timezone);
  switch (name) {
    case "slot":
      return shifted(moment.slot).toISOString();
    case "slot_date": {
      // The date counts on as a date, whatever the clock does on that day.
      const date = toZonedTime(moment.slot, timezone).slice(0, 10);
      return new Date(Date.parse(date) + offsetDays * DAY_MS).toISOString().slice(0, 10);
    }
    case "slot_unix":
      return String(Math.floor(shifted(moment.slot).getTime() / SECOND_MS));
    case "previous_slot":
      return shifted(moment.previousSlot()).toISOString();
    case "run_id":
      return moment.runId;
    case "attempt":
      return String(moment.attempt);
  }
}

/** A moment whose values are as long as any can be. */
export const longestMoment = (timezone: string): RunMoment => {
  const slot = new Date("2999-12-31T23:59:00.000Z");
  return {
    slot,
    previousSlot: () => slot,
    runId: "ffffffff-ffff-4fff-bfff-ffffffffffff",
    attempt: 99,
    timezone,
  };
};
