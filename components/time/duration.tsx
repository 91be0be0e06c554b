import { useTranslations } from "next-intl";
import { durationParts } from "@/components/time/duration-parts";

/** A duration in the unit that fits it. */
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
