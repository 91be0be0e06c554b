import { useTranslations } from "next-intl";
import { intervalParts } from "@/components/routines/interval-parts";
import type { RoutineDto } from "@/lib/domain/routine";

type ScheduleTextProps = {
  routine: Pick<RoutineDto, "interval_minutes" | "cron_expression" | "timezone">;
};

/** A schedule in words; a cron expression as it is written, with its time zone. */
export function ScheduleText({ routine }: ScheduleTextProps) {
  const t = useTranslations();
  if (routine.interval_minutes !== null) {
    const { key, count } = intervalParts(routine.interval_minutes);
    return t(`schedule.${key}`, { count });
  }
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      <code className="font-mono whitespace-nowrap">{routine.cron_expression}</code>
      <span className="text-ink-faint">{routine.timezone}</span>
    </span>
  );
}
