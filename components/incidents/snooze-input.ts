import type { Snooze } from "@/components/incidents/incident-act";
import { fromZonedTime, toZonedTime, zoneOrUtc } from "@/lib/domain/schedule/zoned-time";
import { DAY_MS, HOUR_MINUTES } from "@/lib/domain/time-units";

const MORNING = "09:00";

/** The end of a snooze, as its verb takes it. Tomorrow is that of the reader's zone. */
export function toSnoozeInput(
  snooze: Snooze,
  { timezone, now }: { timezone: string; now: Date },
): { minutes: number } | { until: string } {
  if (snooze === "1h") return { minutes: HOUR_MINUTES };
  if (snooze === "4h") return { minutes: 4 * HOUR_MINUTES };
  const zone = zoneOrUtc(timezone);
  const today = toZonedTime(now, zone).slice(0, "2026-01-31".length);
  const tomorrow = new Date(Date.parse(`${today}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  const morning = fromZonedTime(`${tomorrow}T${MORNING}`, zone);
  return { until: (morning ?? new Date(now.getTime() + DAY_MS)).toISOString() };
}
