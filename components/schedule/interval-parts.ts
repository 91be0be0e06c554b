import { DAY_MINUTES, HOUR_MINUTES } from "@/lib/domain/time-units";

const WEEK_MINUTES = 7 * DAY_MINUTES;

type IntervalParts = {
  key: "everyMinutes" | "everyHours" | "everyDays" | "everyWeeks";
  count: number;
};

/** An interval in the largest unit that shows it exactly: 90 minutes stay minutes. */
export function intervalParts(minutes: number): IntervalParts {
  if (minutes % WEEK_MINUTES === 0) return { key: "everyWeeks", count: minutes / WEEK_MINUTES };
  if (minutes % DAY_MINUTES === 0) return { key: "everyDays", count: minutes / DAY_MINUTES };
  if (minutes % HOUR_MINUTES === 0) return { key: "everyHours", count: minutes / HOUR_MINUTES };
  return { key: "everyMinutes", count: minutes };
}
