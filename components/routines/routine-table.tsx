import Link from "next/link";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/layout/time";
import { routineState } from "@/components/routines/routine-state";
import { ScheduleText } from "@/components/routines/schedule-text";
import { urlHost } from "@/components/routines/url-host";
import { PulseStrip } from "@/components/runs/pulse-strip";
import { StatusLabel } from "@/components/runs/status-label";
import type { PulseMark } from "@/lib/domain/overview";
import type { RoutineDto } from "@/lib/domain/routine";

type RoutineTableProps = {
  routines: readonly RoutineDto[];
  pulses: Readonly<Record<string, readonly PulseMark[]>>;
  /** Marks a strip. */
  places: number;
};

function LastOutcome({ routine }: { routine: RoutineDto }) {
  return (
    <span className="grid">
      <StatusLabel state={routine.last_status ?? "none"} />
      {routine.last_run_at !== null && (
        <RelativeTime
          value={routine.last_run_at}
          className="pl-4.5 whitespace-nowrap text-ink-faint"
        />
      )}
    </span>
  );
}

function NextRun({ routine }: { routine: RoutineDto }) {
  const state = routineState(routine);
  return state === "active" ? (
    <RelativeTime value={routine.next_run_at} ahead className="whitespace-nowrap" />
  ) : (
    <StatusLabel state={state} />
  );
}

/** Routines side by side. On a phone, what does not fit beside the name stands under it. */
export function RoutineTable({ routines, pulses, places }: RoutineTableProps) {
  const t = useTranslations("routines.columns");
  return (
    <div className="overflow-hidden rounded-block border bg-raised">
      <table className="w-full text-left text-sm">
        <thead className="border-b bg-sunken text-ink-faint max-md:sr-only">
          <tr className="*:h-9 *:px-4 *:font-medium *:whitespace-nowrap">
            <th scope="col">{t("routine")}</th>
            <th scope="col">{t("schedule")}</th>
            <th scope="col" className="max-lg:hidden">
              {t("pulse")}
            </th>
            <th scope="col">{t("last")}</th>
            <th scope="col">{t("next")}</th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {routines.map((routine) => {
            const state = routineState(routine);
            const strip = <PulseStrip marks={pulses[routine.id] ?? []} places={places} />;
            return (
              <tr
                key={routine.id}
                className="relative align-middle *:px-4 *:py-2 hover:bg-sunken/60"
              >
                <td className="max-w-0 min-w-40 md:w-1/3">
                  <Link
                    href={`/routines/${routine.id}`}
                    className="block truncate text-base font-medium after:absolute after:inset-0"
                  >
                    {routine.name}
                  </Link>
                  <span className="block truncate text-ink-faint">
                    <span className="font-mono">{routine.http_method}</span>{" "}
                    {urlHost(routine.endpoint_url)}
                  </span>
                  <span className="mt-1 block text-ink-soft md:hidden">
                    <ScheduleText routine={routine} withTimezone />
                  </span>
                  <span className="mt-2 block md:hidden">{strip}</span>
                </td>
                <td className="text-ink-soft max-md:hidden">
                  <ScheduleText routine={routine} withTimezone />
                </td>
                <td className="max-lg:hidden">
                  <Link href={`/routines/${routine.id}`} tabIndex={-1} className="relative block">
                    {strip}
                  </Link>
                </td>
                <td className="max-md:pl-0! max-md:align-top">
                  <LastOutcome routine={routine} />
                  {state !== "active" && <StatusLabel state={state} className="mt-1 md:hidden" />}
                </td>
                <td className="text-ink-soft max-md:hidden">
                  <NextRun routine={routine} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
