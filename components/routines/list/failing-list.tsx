import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FailureSentence } from "@/components/evidence/failure-sentence";
import { runState } from "@/components/pulse/run-state";
import { StatusGlyph } from "@/components/pulse/status-glyph";
import { MaintenanceNote } from "@/components/routines/maintenance-note";
import { ExactTime, RelativeTime } from "@/components/time/time";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";
import { explainFailure, type ExplainedRun } from "@/lib/domain/run/explain-failure";
import type { UnhealthyRoutine } from "@/lib/domain/run/overview";

type FailingListProps = {
  failing: readonly UnhealthyRoutine[];
  /** The button that runs a routine again. */
  renderRunNow: (routineId: string) => ReactNode;
  /** The level of the routines' names: under the title of the page, or of a section. */
  heading: "h2" | "h3";
  /** Whether to say what to do about each. */
  withAdvice?: boolean;
};

/** The unhealthy routines: what broke, since when, the last good run, and a way to try again. */
export function FailingList({
  failing,
  renderRunNow,
  heading: Heading,
  withAdvice = false,
}: FailingListProps) {
  const t = useTranslations();
  return (
    <ul className="divide-y overflow-hidden rounded-block border bg-raised">
      {failing.map(({ routine, since, last_good_at, is_cut, last_run }) => (
        <li
          key={routine.id}
          className={cn(
            "grid gap-x-6 gap-y-3 border-l-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto]",
            last_run.is_degraded ? "border-l-degraded" : "border-l-failed",
          )}
        >
          <div className="min-w-0">
            <Heading className="flex items-center gap-1.5 font-medium">
              <StatusGlyph state={runState(last_run)} />
              <Link
                href={`/routines/${routine.id}`}
                className="min-h-6 truncate leading-6 hover:underline"
              >
                {routine.name}
              </Link>
            </Heading>
            <p className="mt-0.5">
              <Link href={`/runs/${last_run.id}`} className="hover:underline">
                <FailureSentence run={last_run} />
              </Link>
            </p>
            {withAdvice && <NextStep run={last_run} />}
            {routine.maintenance_until !== null && (
              <p className="mt-0.5 text-ink-soft">
                <MaintenanceNote until={routine.maintenance_until} />
              </p>
            )}
            <dl className="mt-1.5 flex flex-wrap gap-x-4 gap-y-0.5 text-sm text-ink-faint *:flex *:gap-1">
              <div>
                <dt>{t(last_run.is_degraded ? "overview.degradedSince" : "alerts.since")}</dt>
                <dd>
                  {t.rich(is_cut ? "overview.sinceBefore" : "overview.sinceAt", {
                    time: () => (
                      <ExactTime value={since} format="minute" className="text-ink-soft" />
                    ),
                  })}
                </dd>
              </div>
              <div>
                <dt>{t("alerts.lastGood")}</dt>
                <dd className="text-ink-soft">
                  {last_good_at === null ? (
                    t(is_cut ? "overview.longAgo" : "common.never")
                  ) : (
                    <RelativeTime value={last_good_at} />
                  )}
                </dd>
              </div>
              <div>
                <dt>{t("alerts.lastTry")}</dt>
                <dd>
                  <RelativeTime
                    value={last_run.finished_at ?? last_run.created_at}
                    className="text-ink-soft"
                  />
                </dd>
              </div>
            </dl>
          </div>
          <div className="sm:justify-self-end">{renderRunNow(routine.id)}</div>
        </li>
      ))}
    </ul>
  );
}

/** What to do about a run, by a fixed rule. */
function NextStep({ run }: { run: ExplainedRun }) {
  const t = useTranslations("failureCauses");
  const explanation = explainFailure(run);
  if (explanation === null) return null;
  const { cause, params } = explanation;
  return <p className="mt-0.5 max-w-2xl text-ink-soft">{t(`${cause}.next`, params)}</p>;
}
