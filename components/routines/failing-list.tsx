import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ExactTime, RelativeTime } from "@/components/layout/time";
import { RunSentence } from "@/components/runs/run-sentence";
import { StatusGlyph } from "@/components/runs/status-glyph";
import type { FailingRoutine } from "@/lib/domain/overview";

type FailingListProps = {
  failing: readonly FailingRoutine[];
  /** The button that runs a routine again. */
  renderRunNow: (routineId: string) => ReactNode;
  /** The level of the routines' names: under the title of the page, or of a section. */
  heading: "h2" | "h3";
  /** Whether to say what to do about each. */
  withAdvice?: boolean;
};

/** The routines that fail now: what broke, since when, the last good run, and a way to try again. */
export function FailingList({
  failing,
  renderRunNow,
  heading: Heading,
  withAdvice = false,
}: FailingListProps) {
  const t = useTranslations();
  return (
    <ul className="divide-y overflow-hidden rounded-block border bg-raised">
      {failing.map(({ routine, failing_since, last_success_at, last_run }) => (
        <li
          key={routine.id}
          className="grid gap-x-6 gap-y-3 border-l-2 border-l-failed px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto]"
        >
          <div className="min-w-0">
            <Heading className="flex items-center gap-1.5 font-medium">
              <StatusGlyph state={last_run.status} />
              <Link href={`/routines/${routine.id}`} className="truncate hover:underline">
                {routine.name}
              </Link>
            </Heading>
            <p className="mt-0.5">
              <Link href={`/runs/${last_run.id}`} className="hover:underline">
                <RunSentence run={last_run} />
              </Link>
            </p>
            {withAdvice && last_run.error_code !== null && (
              <p className="mt-0.5 max-w-2xl text-ink-soft">
                {t(`errorCodes.${last_run.error_code}.todo`)}
              </p>
            )}
            <dl className="mt-1.5 flex flex-wrap gap-x-4 gap-y-0.5 text-sm text-ink-faint *:flex *:gap-1">
              <div>
                <dt>{t("alerts.since")}</dt>
                <dd>
                  <ExactTime value={failing_since} format="minute" className="text-ink-soft" />
                </dd>
              </div>
              <div>
                <dt>{t("alerts.lastGood")}</dt>
                <dd className="text-ink-soft">
                  {last_success_at === null ? (
                    t("common.never")
                  ) : (
                    <RelativeTime value={last_success_at} />
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
