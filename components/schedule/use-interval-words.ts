import { useTranslations } from "next-intl";
import { intervalParts } from "@/components/schedule/interval-parts";

/** An interval in words. */
export function useIntervalWords(): (minutes: number) => string {
  const t = useTranslations("schedule");
  return (minutes) => {
    const { key, count } = intervalParts(minutes);
    return t(key, { count });
  };
}
