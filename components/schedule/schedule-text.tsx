import { useLocale, useTranslations } from "next-intl";
import { scheduleWords, type ScheduleFields } from "@/components/schedule/schedule-words";
import { ZonedTime } from "@/components/time/time";

/** A schedule in words; null for a cron expression that cannot be scheduled. */
export function useScheduleWords(): (schedule: ScheduleFields) => string | null {
  const speech = { t: useTranslations("schedule"), locale: useLocale() };
  return (schedule) => scheduleWords(schedule, speech);
}

type ScheduleTextProps = {
  routine: ScheduleFields;
  /** Whether to name the time zone of a cron expression. */
  withTimezone: boolean;
};

/** A schedule in words; under those of a cron expression, the expression itself. A single time is in the routine's zone. */
export function ScheduleText({ routine, withTimezone }: ScheduleTextProps) {
  const t = useTranslations("schedule");
  const words = useScheduleWords()(routine);
  const { run_at, timezone } = routine;
  if (run_at !== null) {
    return t.rich("once", {
      time: () => <ZonedTime value={run_at} timezone={timezone} />,
    });
  }
  if (routine.cron_expression === null) return words;
  return (
    <>
      {words !== null && <span className="block">{words}</span>}
      <span className="inline-flex flex-wrap items-baseline gap-x-2 text-ink-faint">
        <code className="font-mono whitespace-nowrap">{routine.cron_expression}</code>
        {withTimezone && <span>{timezone}</span>}
      </span>
    </>
  );
}
