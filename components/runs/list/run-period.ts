import { fromZonedTime, zoneOrUtc } from "@/lib/domain/schedule/zoned-time";
import { DAY_MS } from "@/lib/domain/time-units";

/** Whether a text names a day, as `2026-01-31` does. */
export const isDay = (text: string): boolean => fromZonedTime(`${text}T00:00`, "UTC") !== null;

/** The day after one that is written as `2026-01-31`; null for what is no day. */
function dayAfter(day: string): string | null {
  const startMs = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(startMs) ? null : new Date(startMs + DAY_MS).toISOString().slice(0, 10);
}

/** The first moment of a day on the clocks of a zone; undefined for what is no day there. */
function startOfDay(day: string | null | undefined, timezone: string): string | undefined {
  if (typeof day !== "string") return undefined;
  return fromZonedTime(`${day}T00:00`, zoneOrUtc(timezone))?.toISOString();
}

/**
 * The days from `from` to `to`, both included, as `listRuns` takes them. Text that names no day
 * sets no limit.
 */
export function toRunPeriod(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  timezone: string,
): { from?: string; to?: string } {
  const start = startOfDay(from, timezone);
  const end = startOfDay(to === undefined ? undefined : dayAfter(to), timezone);
  return { ...(start !== undefined && { from: start }), ...(end !== undefined && { to: end }) };
}
