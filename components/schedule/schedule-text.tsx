import { useLocale, useTranslations } from "next-intl";
import { cronWords } from "@/components/schedule/cron-words";
import { useIntervalWords } from "@/components/schedule/use-interval-words";
import type { RoutineDto } from "@/lib/domain/routine/routine";

type ScheduleFields = Pick<RoutineDto, "interval_minutes" | "cron_expression">;

/** A schedule in words; null for a cron expression that cannot be scheduled. */
export function useScheduleWords(): (schedule: ScheduleFields) => string | null {
  const intervalWords = useIntervalWords();
  const speech = { t: useTranslations("schedule"), locale: useLocale() };
  return ({ interval_minutes, cron_expression }) =>
    interval_minutes === null
      ? cronWords(cron_expression ?? "", speech)
      : intervalWords(interval_minutes);
}

type ScheduleTextProps = {
  routine: Pick<RoutineDto, "interval_minutes" | "cron_expression" | "timezone">;
  /** Whether to name the time zone of a cron expression. */
  withTimezone: boolean;
};

/** A schedule in words; under those of a cron expression, the expression itself. */
export function ScheduleText({ routine, withTimezone }: ScheduleTextProps) {
  const words = useScheduleWords()(routine);
  if (routine.cron_expression === null) return words;
  return (
    <>
      {words !== null && <span className="block">{words}</span>}
      <span className="inline-flex flex-wrap items-baseline gap-x-2 text-ink-faint">
        <code className="font-mono whitespace-nowrap">{routine.cron_expression}</code>
        {withTimezone && <span>{routine.timezone}</span>}
      </span>
    </>
  );
}
