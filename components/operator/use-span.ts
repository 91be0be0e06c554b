import { useTranslations } from "next-intl";
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS } from "@/lib/domain/time-units";

/** Returns the words for a span of seconds, in the largest unit of which it has two: 90 s, 3 min, 26 h. */
export function useSpan(): (seconds: number) => string {
  const t = useTranslations("operator.spans");
  return (seconds) => {
    if (seconds < 2 * MINUTE_SECONDS) return t("seconds", { count: Math.round(seconds) });
    if (seconds < 2 * HOUR_SECONDS) {
      return t("minutes", { count: Math.round(seconds / MINUTE_SECONDS) });
    }
    if (seconds < 2 * DAY_SECONDS) {
      return t("hours", { count: Math.round(seconds / HOUR_SECONDS) });
    }
    return t("days", { count: Math.round(seconds / DAY_SECONDS) });
  };
}
