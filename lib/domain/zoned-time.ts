/**
 * Times on the wall of a time zone, as the `datetime-local` input of HTML writes them:
 * `2026-01-31T09:00`, with seconds and milliseconds only where there are any.
 */
import { isTimezone } from "@/lib/domain/schedule";

const DAY_MS = 86_400_000;

const wallClocks = new Map<string, Intl.DateTimeFormat>();

/** @throws {RangeError} for a zone that Intl does not know. */
function getWallClock(timezone: string): Intl.DateTimeFormat {
  // Intl ignores case: as one key, the spellings of a zone cannot fill the memory.
  const key = timezone.toLowerCase();
  const known = wallClocks.get(key);
  if (known !== undefined) return known;
  const wallClock = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  wallClocks.set(key, wallClock);
  return wallClock;
}

/** What the wall shows at an instant, as the instant at which a wall in UTC shows it. */
function toWallMs(wallClock: Intl.DateTimeFormat, instantMs: number): number {
  const shown = wallClock.format(instantMs).match(/\d+/g) ?? [];
  const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = shown.map(Number);
  const milliseconds = ((instantMs % 1_000) + 1_000) % 1_000;
  return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
}

/**
 * What a clock in `timezone` shows at an instant of the years 1000 to 9999.
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
 * The instant at which a clock in `timezone` shows `text`, or null where `text` is no such time. Of
 * two instants, where the clock is set back, it is the earlier; a time that the clock passes over is
 * moved on by as much as the clock is. RFC 5545, section 3.3.5, says both.
 * @throws {RangeError} for a zone that Intl does not know.
 */
export function fromZonedTime(text: string, timezone: string): Date | null {
  const wallClock = getWallClock(timezone);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/.test(text)) return null;
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
