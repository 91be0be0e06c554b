import { useTranslations } from "next-intl";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

type DurationParts = {
  key: "milliseconds" | "seconds" | "minutes" | "noDuration";
  count: number;
};

/** A duration in the unit that fits it: 212 ms, 1.4 s, 2.5 min. Milliseconds are whole. */
export function durationParts(ms: number | null): DurationParts {
  if (ms === null) return { key: "noDuration", count: 0 };
  if (Math.round(ms) < SECOND_MS) return { key: "milliseconds", count: Math.round(ms) };
  if (ms < 59_950) return { key: "seconds", count: ms / SECOND_MS };
  return { key: "minutes", count: ms / MINUTE_MS };
}

/** Returns the words for a duration, in the unit that fits it. */
export function useDuration(): (ms: number | null) => string {
  const t = useTranslations();
  return (ms) => {
    const { key, count } = durationParts(ms);
    return t(`time.${key}`, { count });
  };
}

export function Duration({ ms }: { ms: number | null }) {
  return <span className="tabular-nums">{useDuration()(ms)}</span>;
}
