import { useLocale, useTranslations } from "next-intl";
import { cronWords } from "@/components/routines/cron-words";
import { intervalParts } from "@/components/routines/interval-parts";
import type { RoutineDto } from "@/lib/domain/routine";

type ScheduleFields = Pick<RoutineDto, "interval_minutes" | "cron_expression">;

/** A schedule in words; null for one that says nothing yet. */
export function useScheduleWords(): (schedule: ScheduleFields) => string | null {
  const t = useTranslations();
  const locale = useLocale();
  return ({ interval_minutes, cron_expression }) => {
    if (interval_minutes === null) return cronWords(cron_expression ?? "", locale);
    const { key, count } = intervalParts(interval_minutes);
    return t(`schedule.${key}`, { count });
  };
}
