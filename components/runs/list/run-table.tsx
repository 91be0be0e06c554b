import { useTranslations } from "next-intl";
import { runState } from "@/components/pulse/run-state";
import { StatusLabel } from "@/components/pulse/status-label";
import { Duration } from "@/components/time/duration";
import { ExactTime, RelativeTime } from "@/components/time/time";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";
import type { RunDto } from "@/lib/domain/run/run";
import type { RunErrorCode } from "@/lib/domain/run/run-error-code";

type RunTableProps = {
  runs: readonly RunDto[];
  withRoutine: boolean;
  /** The attempts that a slot has; null where the runs are of several routines. */
  maxAttempts: number | null;
};

type ResponseInBrief = { kind: "http"; status: number } | { kind: "error"; code: RunErrorCode };

/** The error where it is more than a status, else the status; null where there is neither. */
export function responseOf({
  http_status,
  error_code,
}: Pick<RunDto, "http_status" | "error_code">): ResponseInBrief | null {
  if (error_code !== null && error_code !== "HTTP_STATUS") {
    return { kind: "error", code: error_code };
  }
  if (http_status !== null) return { kind: "http", status: http_status };
  return error_code === null ? null : { kind: "error", code: error_code };
}

/** The columns by the keys of their titles, with the classes of their heads. */
const columns = [
  ["outcome", undefined],
  ["routine", "max-md:hidden"],
  ["when", undefined],
  ["duration", "text-right"],
  ["lag", "text-right max-lg:hidden"],
  ["response", "max-md:hidden"],
  ["trigger", "max-md:hidden"],
] as const;

/**
 * Runs, newest first. The row is a link to the run. On a phone, rows are boxes of two columns that
 * layout can skip while they are out of sight; roles keep them a table.
 */
export function RunTable({ runs, withRoutine, maxAttempts }: RunTableProps) {
  const t = useTranslations();
  const shownColumns = columns.filter(([key]) => withRoutine || key !== "routine");
  const responseText = (run: RunDto) => {
    const response = responseOf(run);
    if (response === null) return t("time.noDuration", { count: 0 });
    return response.kind === "http"
      ? t("pulse.http", { status: response.status })
      : t(`errorCodes.${response.code}.title`);
  };
  return (
    <div className="overflow-hidden rounded-block border bg-raised">
      <table role="table" className="w-full text-left text-sm max-md:block">
        <thead role="rowgroup" className="border-b bg-sunken text-ink-faint max-md:sr-only">
          <tr role="row" className="*:h-9 *:px-4 *:font-medium *:whitespace-nowrap">
            {shownColumns.map(([key, className]) => (
              <th key={key} scope="col" role="columnheader" className={className}>
                {t(`runs.columns.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody
          role="rowgroup"
          className={cn(
            "divide-y *:relative *:hover:bg-sunken/60 max-md:block md:[&>tr>*]:h-10 md:[&>tr>*]:px-4 md:[&>tr>*]:py-1.5",
            "max-md:*:grid max-md:*:grid-cols-[minmax(0,1fr)_auto] max-md:*:grid-rows-[auto_1fr] max-md:*:gap-x-4 max-md:*:px-4 max-md:*:py-1.5",
            withRoutine ? "max-md:*:lazy-15" : "max-md:*:lazy-10",
          )}
        >
          {runs.map((run) => (
            <tr key={run.id} role="row">
              <td role="cell" className="max-md:row-span-2">
                <Link href={`/runs/${run.id}`} className="after:absolute after:inset-0">
                  <StatusLabel state={runState(run)} />
                  {responseOf(run) !== null && (
                    <span className="sr-only"> {responseText(run)}</span>
                  )}
                </Link>
                {withRoutine && (
                  <span className="block truncate pl-4.5 text-ink-soft md:hidden">
                    {run.routine_name}
                  </span>
                )}
                {run.status !== "MISSED" && run.status !== "ABANDONED" && (
                  <span className="block truncate pl-4.5 text-ink-faint md:hidden">
                    {responseText(run)}
                  </span>
                )}
                <RunNotes
                  run={run}
                  maxAttempts={maxAttempts}
                  className={cn("block pl-4.5 text-ink-faint", withRoutine && "md:hidden")}
                />
              </td>
              {withRoutine && (
                <td role="cell" className="w-2/5 max-w-0 max-md:hidden">
                  <Link
                    href={`/routines/${run.routine_id}`}
                    className="relative block truncate hover:underline"
                  >
                    {run.routine_name}
                  </Link>
                  <RunNotes run={run} maxAttempts={maxAttempts} className="block text-ink-faint" />
                </td>
              )}
              <td role="cell" className="whitespace-nowrap text-ink-soft max-md:text-right">
                <RelativeTime value={run.started_at ?? run.created_at} />
                <ExactTime
                  value={run.started_at ?? run.created_at}
                  format="clock"
                  className="ml-2 text-ink-faint max-md:hidden"
                />
              </td>
              <td role="cell" className="text-right whitespace-nowrap">
                <Duration ms={run.duration_ms} />
              </td>
              <td role="cell" className="text-right whitespace-nowrap text-ink-soft max-lg:hidden">
                <Duration ms={run.lag_ms} />
              </td>
              <td role="cell" className="whitespace-nowrap text-ink-soft max-md:hidden">
                {responseText(run)}
              </td>
              <td role="cell" className="whitespace-nowrap text-ink-faint max-md:hidden">
                {t(`trigger.${run.triggered_by}`)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type RunNotesProps = { run: RunDto; maxAttempts: number | null; className?: string };

/** What is unusual about a run, in words; nothing for most runs. */
function RunNotes({ run, maxAttempts, className }: RunNotesProps) {
  const t = useTranslations("runs");
  const isFollowed = run.will_retry && run.superseded_by === null;
  const isFurther = run.attempt > 1 || isFollowed;
  const notes = [
    run.status === "MISSED" || run.status === "ABANDONED" ? t(`notRun.${run.status}`) : null,
    isFurther
      ? t("attemptNote", {
          attempt: run.attempt,
          total: maxAttempts === null ? "none" : Math.max(maxAttempts, run.attempt),
          next: isFollowed ? "yes" : "no",
        })
      : null,
    run.superseded_by === null ? null : t("superseded"),
    run.missed_slots > 0 ? t("missedSlots", { count: run.missed_slots }) : null,
  ].filter((note) => note !== null);
  return notes.map((note) => (
    <span key={note} className={className}>
      {note}
    </span>
  ));
}
