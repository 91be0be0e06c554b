import { useTranslations } from "next-intl";
import { StatusGlyph } from "@/components/pulse/status-glyph";
import { RelativeTime } from "@/components/time/time";
import type { OverviewDto } from "@/lib/domain/run/overview";

/** The health of the routines as a whole: the failing and the slow ones, or that all is healthy. */
function State({ overview }: { overview: OverviewDto }) {
  const t = useTranslations("overview");
  const { routines_active: active, routines_ended: ended, failing, degraded } = overview;
  const paused = overview.routines_total - active - ended;
  if (failing.total > 0 || degraded.total > 0) {
    return (
      <>
        {failing.total > 0 && (
          <strong className="font-medium text-failed">
            {t("needAttention", { count: failing.total })}
          </strong>
        )}
        {degraded.total > 0 && (
          <strong className="font-medium text-degraded">
            {t("areSlow", { count: degraded.total })}
          </strong>
        )}
      </>
    );
  }
  if (active > 0) {
    return overview.last_run_at !== null && <span>{t("allWell", { count: active })}</span>;
  }
  if (ended === 0) return <span>{t("allPaused")}</span>;
  return paused === 0 ? <span>{t("allEnded")}</span> : <span>{t("noneActive")}</span>;
}

/** The health of the workspace in one line, with paused routines and the last run. */
export function OverviewLead({ overview }: { overview: OverviewDto }) {
  const t = useTranslations("overview");
  const { routines_total: total, routines_active: active, routines_ended: ended } = overview;
  const paused = total - active - ended;
  const isMixed = active > 0 || (paused > 0 && ended > 0);
  return (
    <p className="flex flex-wrap items-center gap-x-1.5">
      {overview.last_run_at !== null && (active > 0 || overview.failing.total > 0) && (
        <StatusGlyph
          state={
            overview.failing.total > 0
              ? "FAIL"
              : overview.degraded.total > 0
                ? "DEGRADED"
                : "SUCCESS"
          }
        />
      )}
      <State overview={overview} />
      {paused > 0 && isMixed && <span>{t("somePaused", { count: paused })}</span>}
      {ended > 0 && isMixed && <span>{t("someEnded", { count: ended })}</span>}
      {overview.last_run_at === null ? (
        <span>{t("notRunYet")}</span>
      ) : (
        <span>
          {t.rich("lastRun", {
            age: () => <RelativeTime value={overview.last_run_at ?? ""} />,
          })}
        </span>
      )}
    </p>
  );
}
