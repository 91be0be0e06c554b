import { getWallClock, isTimezone, toWallMs } from "@/lib/domain/schedule/wall-clock";
import { DAY_MS } from "@/lib/domain/time-units";

/**
 * Wall times of a time zone in the years 1000 to 9999, as the `datetime-local` input of HTML writes them:
 * `2026-01-31T09:00`, with seconds and milliseconds only where there are any.
 */

/**
 * The wall time in `timezone` at an instant of the years 1000 to 9999.
 * @throws {RangeError} for a zone that Intl does not know.
 */
export function toZonedTime(instant: Date, timezone: string): string {
  const wall = new Date(toWallMs(getWallClock(timezone), instant.getTime())).toISOString();
  return wall
    .replace(/Z$/, "")
    .replace(/\.000$/, "")
    .replace(/(T\d\d:\d\d):00$/, "$1");
}

/**
 * The instant at which a clock in `timezone` shows `text`, or null where `text` is not a wall time.
 * A time that the clock shows twice is the earlier instant; a time that the clock skips is moved
 * forward by the length of the gap. Both are by RFC 5545, section 3.3.5.
 * @throws {RangeError} for a zone that Intl does not know.
 */
export function fromZonedTime(text: string, timezone: string): Date | null {
  const wallClock = getWallClock(timezone);
  if (!/^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/.test(text)) return null;
  const wallMs = Date.parse(`${text}Z`);
  // Date.parse lets 30 February through, as 2 March.
  if (Number.isNaN(wallMs) || !new Date(wallMs).toISOString().startsWith(text.slice(0, 16))) {
    return null;
  }
  // The offset changes at most once in 48 hours, so one of these two holds, or neither in a gap.
  const instantBy = (nearbyMs: number) => wallMs - (toWallMs(wallClock, nearbyMs) - nearbyMs);
  const before = instantBy(wallMs - DAY_MS);
  const after = instantBy(wallMs + DAY_MS);
  const isShown = (instantMs: number) => toWallMs(wallClock, instantMs) === wallMs;
  return new Date(isShown(after) && !isShown(before) ? after : before);
}

/** The zone, or UTC for one that Intl does not know. */
export function zoneOrUtc(timezone: string): string {
  return isTimezone(timezone) ? timezone : "UTC";
}

/** A moment to the minute, such as `2026-01-31 09:00 UTC`, in every language. */
export const clockText = (instant: Date) =>
  `${instant.toISOString().slice(0, 16).replace("T", " ")} UTC`;
