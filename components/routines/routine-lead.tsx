import { useTranslations } from "next-intl";
import { StatusLabel } from "@/components/pulse/status-label";
import { MaintenanceNote } from "@/components/routines/maintenance-note";
import { routineState } from "@/components/routines/routine-state";
import { ExactTime, RelativeTime } from "@/components/time/time";
import type { RoutineDto } from "@/lib/domain/routine/routine";

/** The state of a routine in one line, with its last and its next run. */
export function RoutineLead({ routine }: { routine: RoutineDto }) {
  const t = useTranslations("routine");
  const state = routineState(routine);
  const {
    run_at: runAt,
    ends_at: endsAt,
    last_run_at: lastRunAt,
    maintenance_until: maintenanceUntil,
  } = routine;
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <StatusLabel state={state === "active" ? (routine.last_status ?? "none") : state} />
      {lastRunAt !== null && (
        <span>{t.rich("lastRun", { time: () => <RelativeTime value={lastRunAt} /> })}</span>
      )}
      {maintenanceUntil !== null && (
        <span>
          <MaintenanceNote until={maintenanceUntil} />
        </span>
      )}
      <span>
        {state === "active" &&
          t.rich("nextRun", { time: () => <RelativeTime value={routine.next_run_at} ahead /> })}
        {state === "paused" && t("pausedLead")}
        {state === "ended" &&
          runAt !== null &&
          t.rich("ranOnceLead", { time: () => <ExactTime value={runAt} format="date" /> })}
        {state === "ended" &&
          runAt === null &&
          endsAt !== null &&
          t.rich("endedLead", { time: () => <ExactTime value={endsAt} format="date" /> })}
      </span>
    </p>
  );
}
