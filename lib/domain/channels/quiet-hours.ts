import type { QuietHours } from "@/lib/domain/channels/channel";
import { getWallClock, toWallMs } from "@/lib/domain/schedule/wall-clock";
import { fromZonedTime } from "@/lib/domain/schedule/zoned-time";
import { DAY_MS, HOUR_MS } from "@/lib/domain/time-units";

const wallTextOf = (instantMs: number, timezone: string) =>
  new Date(toWallMs(getWallClock(timezone), instantMs)).toISOString();

/** Whether the wall clock shows a time of the quiet hours, which may go past midnight. */
export function isQuiet({ start, end, timezone }: QuietHours, at: Date): boolean {
  const time = wallTextOf(at.getTime(), timezone).slice(11, 16);
  return start < end ? time >= start && time < end : time >= start || time < end;
}

/**
 * When the quiet hours end that `now` is in; null where it is in none. Where the clock shows their end
 * twice they end twice; an end that it skips comes after the gap.
 * @throws {RangeError} for a zone that Intl does not know.
 */
export function quietUntil(quiet: QuietHours | null, now: Date): Date | null {
  if (quiet === null || !isQuiet(quiet, now)) return null;
  const nowMs = now.getTime();
  const endOn = (dayMs: number): number => {
    const day = wallTextOf(dayMs, quiet.timezone).slice(0, 10);
    return fromZonedTime(`${day}T${quiet.end}`, quiet.timezone)?.getTime() ?? nowMs + HOUR_MS;
  };
  const [today, tomorrow] = [endOn(nowMs), endOn(nowMs + DAY_MS)];
  const end = [today, today + HOUR_MS, tomorrow, tomorrow + HOUR_MS].find(
    (endMs) => endMs > nowMs && !isQuiet(quiet, new Date(endMs)),
  );
  return new Date(end ?? nowMs + HOUR_MS);
}
