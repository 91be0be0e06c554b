import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/layout/time";
import { StatusLabel } from "@/components/runs/status-label";
import type { RoutineDto } from "@/lib/domain/routine";

/** The state of a routine in one line: how it went last, and when it goes next. */
export function RoutineLead({ routine }: { routine: RoutineDto }) {
  const t = useTranslations("routine");
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <StatusLabel state={routine.is_active ? (routine.last_status ?? "none") : "paused"} />
      <span>
        {routine.is_active
          ? t.rich("nextRun", { time: () => <RelativeTime value={routine.next_run_at} ahead /> })
          : t("pausedLead")}
      </span>
    </p>
  );
}
