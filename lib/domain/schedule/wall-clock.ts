import { SECOND_MS } from "@/lib/domain/time-units";

/** Formatters of wall time by zone: making one is slow. */
const wallClocks = new Map<string, Intl.DateTimeFormat>();

/**
 * The wall clock of a zone of the IANA time zone database.
 * @throws {RangeError} for a zone that Intl does not know.
 */
export function getWallClock(timezone: string): Intl.DateTimeFormat {
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

/** Whether `zone` is a name of the IANA time zone database. A fixed offset such as +03:00 is not. */
export function isTimezone(zone: string): boolean {
  if (!/^[a-z]/i.test(zone)) return false;
  try {
    getWallClock(zone);
    return true;
  } catch {
    return false;
  }
}

/** The wall time at an instant, as the instant at which a wall clock in UTC shows the same. */
export function toWallMs(wallClock: Intl.DateTimeFormat, instantMs: number): number {
  const shown = wallClock.format(instantMs).match(/\d+/g) ?? [];
  const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = shown.map(Number);
  const milliseconds = ((instantMs % SECOND_MS) + SECOND_MS) % SECOND_MS;
  return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
}
