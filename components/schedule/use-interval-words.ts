import { useTranslations } from "next-intl";

const HOUR = 60;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

type IntervalParts = {
  key: "everyMinutes" | "everyHours" | "everyDays" | "everyWeeks";
  count: number;
};

/** An interval in the largest unit that shows it exactly: 90 minutes stay minutes. */
export function intervalParts(minutes: number): IntervalParts {
  if (minutes % WEEK === 0) return { key: "everyWeeks", count: minutes / WEEK };
  if (minutes % DAY === 0) return { key: "everyDays", count: minutes / DAY };
  if (minutes % HOUR === 0) return { key: "everyHours", count: minutes / HOUR };
  return { key: "everyMinutes", count: minutes };
}

/** An interval in words. */
export function useIntervalWords(): (minutes: number) => string {
  const t = useTranslations("schedule");
  return (minutes) => {
    const { key, count } = intervalParts(minutes);
    return t(key, { count });
  };
}
