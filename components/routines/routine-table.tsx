import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Query } from "@/components/layout/query";
import { RelativeTime } from "@/components/layout/time";
import { PageCheckbox, RowCheckbox } from "@/components/routines/routine-selection";
import { RoutineRowMenu } from "@/components/routines/routine-row-menu";
import { routineState } from "@/components/routines/routine-state";
import { ScheduleText } from "@/components/routines/schedule-text";
import { SortHeader } from "@/components/routines/sort-header";
import { urlHost } from "@/components/routines/url-host";
import { PulseStrip } from "@/components/runs/pulse-strip";
import { runState } from "@/components/runs/run-state";
import { StatusLabel } from "@/components/runs/status-label";
import { cn } from "@/components/ui/cn";
import type { PulseMark } from "@/lib/domain/overview";
import type { RoutineDto } from "@/lib/domain/routine";

type RoutineTableProps = {
  routines: readonly RoutineDto[];
  pulses: Readonly<Record<string, readonly PulseMark[]>>;
  /** Marks a strip. */
  places: number;
  path: string;
  query: Query;
  canEdit: boolean;
};

type RowProps = { routine: RoutineDto; marks: readonly PulseMark[] };

function LastOutcome({ routine, marks, className }: RowProps & { className?: string }) {
  const newest = marks.at(-1);
  const state = newest === undefined ? (routine.last_status ?? "none") : runState(newest);
  return (
    <span className={cn("flex flex-wrap items-baseline gap-x-3 md:grid", className)}>
      <StatusLabel state={state} />
      {routine.last_run_at !== null && (
        <RelativeTime
          value={routine.last_run_at}
          className="whitespace-nowrap text-ink-faint md:pl-4.5"
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

type RoutineRowProps = RowProps & { places: number; canEdit: boolean };

function RoutineRow({ routine, marks, places, canEdit }: RoutineRowProps) {
  const { id, name, endpoint_url } = routine;
  const state = routineState(routine);
  const href = `/routines/${id}`;
  const strip = <PulseStrip marks={marks} places={places} />;
  return (
    <tr
      data-routine-id={id}
      className="relative align-middle *:px-4 *:py-2 hover:bg-sunken/60 has-checked:bg-accent-wash has-[a:focus-visible]:bg-sunken"
    >
      {canEdit && (
        <td className="w-10 px-0! py-0! align-top max-md:pt-1! md:align-middle">
          <RowCheckbox id={id} name={name} />
        </td>
      )}
      <td className={cn("max-w-0 min-w-40 max-md:w-full md:w-1/3", canEdit && "pl-1!")}>
        <Link
          href={href}
          data-routine-link
          className="block truncate text-base font-medium after:absolute after:inset-0"
        >
          {name}
        </Link>
        <span className="block truncate text-ink-faint">
          <span className="font-mono">{routine.http_method}</span> {urlHost(endpoint_url)}
        </span>
        <span className="mt-1 block text-ink-soft md:hidden">
          <ScheduleText routine={routine} withTimezone />
        </span>
        <span className="mt-2 block md:hidden">{strip}</span>
        <span className="mt-1.5 flex flex-wrap gap-x-3 md:hidden">
          <LastOutcome routine={routine} marks={marks} />
          {state !== "active" && <StatusLabel state={state} />}
        </span>
      </td>
      <td className="text-ink-soft max-md:hidden">
        <ScheduleText routine={routine} withTimezone />
      </td>
      <td className="max-lg:hidden">
        <Link href={href} tabIndex={-1} className="relative block">
          {strip}
        </Link>
      </td>
      <td className="max-md:hidden">
        <LastOutcome routine={routine} marks={marks} />
      </td>
      <td className="text-ink-soft max-md:hidden">
        <NextRun routine={routine} />
      </td>
      <td className="w-12 py-0! pr-1.5! pl-0! align-top max-md:pt-1! md:align-middle">
        <RoutineRowMenu routine={{ id, name, endpoint_url }} state={state} canEdit={canEdit} />
      </td>
    </tr>
  );
}

/** Routines side by side. On a phone, what does not fit beside the name stands under it. */
export function RoutineTable({
  routines,
  pulses,
  places,
  path,
  query,
  canEdit,
}: RoutineTableProps) {
  const t = useTranslations("routines.columns");
  return (
    <div className="overflow-hidden rounded-block border bg-raised">
      <table className="w-full text-left text-sm">
        <thead className="border-b bg-sunken text-ink-faint">
          <tr className="*:h-9 *:px-4 *:font-medium *:whitespace-nowrap">
            {canEdit && (
              <td className="w-10 px-0!">
                <PageCheckbox />
              </td>
            )}
            <SortHeader path={path} query={query} sort="name" className={cn(canEdit && "pl-1!")}>
              {t("routine")}
            </SortHeader>
            <th scope="col" className="max-md:hidden">
              {t("schedule")}
            </th>
            <th scope="col" className="max-lg:hidden">
              {t("pulse")}
            </th>
            <SortHeader path={path} query={query} sort="outcome" className="max-md:hidden">
              {t("last")}
            </SortHeader>
            <SortHeader path={path} query={query} sort="next_run_at" className="max-md:hidden">
              {t("next")}
            </SortHeader>
            <th scope="col">
              <span className="sr-only">{t("actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {routines.map((routine) => (
            <RoutineRow
              key={routine.id}
              routine={routine}
              marks={pulses[routine.id] ?? []}
              places={places}
              canEdit={canEdit}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}
