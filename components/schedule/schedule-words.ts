import type { useTranslations } from "next-intl";
import { cronWords } from "@/components/schedule/cron-words";
import { intervalParts } from "@/components/schedule/interval-parts";
import { zonedTimeText } from "@/components/time/exact-time-text";
import type { RoutineDto } from "@/lib/domain/routine/routine";

/** The fields of a routine that say when it runs. */
export type ScheduleFields = Pick<
  RoutineDto,
  "interval_minutes" | "cron_expression" | "run_at" | "timezone"
>;

/** The translator of `schedule`, and the language of its lists. */
type Speech = { t: ReturnType<typeof useTranslations<"schedule">>; locale: string };

/** A schedule in words; null for a cron expression that can't be scheduled. */
export function scheduleWords(schedule: ScheduleFields, speech: Speech): string | null {
  const { interval_minutes, cron_expression, run_at, timezone } = schedule;
  if (interval_minutes !== null) {
    const { key, count } = intervalParts(interval_minutes);
    return speech.t(key, { count });
  }
  if (run_at === null) return cronWords(cron_expression ?? "", speech);
  return speech.t("onceAt", { time: zonedTimeText(run_at, "date", timezone, null) });
}
