import { useLocale } from "next-intl";
import { cronWords } from "@/components/schedule/cron-words";
import { useIntervalWords } from "@/components/schedule/use-interval-words";
import type { RoutineDto } from "@/lib/domain/routine/routine";

type ScheduleFields = Pick<RoutineDto, "interval_minutes" | "cron_expression">;

/** A schedule in words; null for a cron expression that cannot be scheduled. */
export function useScheduleWords(): (schedule: ScheduleFields) => string | null {
  const intervalWords = useIntervalWords();
  const locale = useLocale();
  return ({ interval_minutes, cron_expression }) =>
    interval_minutes === null
      ? cronWords(cron_expression ?? "", locale)
      : intervalWords(interval_minutes);
}
