import { useTranslations } from "next-intl";

type DurationParts = {
  key: "milliseconds" | "seconds" | "minutes" | "noDuration";
  count: number;
};

/** A duration in the unit that fits it: 212 ms, 1.4 s, 2.5 min. Milliseconds are whole. */
export function durationParts(ms: number | null): DurationParts {
  if (ms === null) return { key: "noDuration", count: 0 };
  if (Math.round(ms) < 1_000) return { key: "milliseconds", count: Math.round(ms) };
  if (ms < 59_950) return { key: "seconds", count: ms / 1_000 };
  return { key: "minutes", count: ms / 60_000 };
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
