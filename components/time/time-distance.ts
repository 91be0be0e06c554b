import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

type TimeDistance = {
  key:
    | "now"
    | "secondsAgo"
    | "minutesAgo"
    | "hoursAgo"
    | "daysAgo"
    | "dueNow"
    | "inSeconds"
    | "inMinutes"
    | "inHours"
    | "inDays";
  count: number;
};

/**
 * How far `at` is from `now`, both in milliseconds, in the largest unit that fits, rounded towards
 * now. With `isAhead` the moment is in the future: one that has passed is due.
 */
export function timeDistance(at: number, now: number, isAhead: boolean): TimeDistance {
  const passed = isAhead ? at - now : now - at;
  if (passed < SECOND_MS) return { key: isAhead ? "dueNow" : "now", count: 0 };
  if (passed < MINUTE_MS) {
    return { key: isAhead ? "inSeconds" : "secondsAgo", count: Math.floor(passed / SECOND_MS) };
  }
  if (passed < HOUR_MS) {
    return { key: isAhead ? "inMinutes" : "minutesAgo", count: Math.floor(passed / MINUTE_MS) };
  }
  if (passed < 2 * DAY_MS) {
    return { key: isAhead ? "inHours" : "hoursAgo", count: Math.floor(passed / HOUR_MS) };
  }
  return { key: isAhead ? "inDays" : "daysAgo", count: Math.floor(passed / DAY_MS) };
}
