import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/layout/time";
import { StatusGlyph } from "@/components/runs/status-glyph";
import type { OverviewDto } from "@/lib/domain/overview";

/** The state of the workspace in one line: calm, or how much is wrong. */
export function OverviewLead({ overview }: { overview: OverviewDto }) {
  const t = useTranslations("overview");
  const paused = overview.routines_total - overview.routines_active;
  const isFailing = overview.failing.length > 0;
  return (
    <p className="flex flex-wrap items-center gap-x-1.5">
      {overview.last_run_at !== null && overview.routines_active > 0 && (
        <StatusGlyph state={isFailing ? "FAIL" : "SUCCESS"} />
      )}
      {isFailing ? (
        <strong className="font-medium text-failed">
          {t("needAttention", { count: overview.failing.length })}
        </strong>
      ) : overview.routines_active === 0 ? (
        <span>{t("allPaused")}</span>
      ) : (
        overview.last_run_at !== null && (
          <span>{t("allWell", { count: overview.routines_active })}</span>
        )
      )}
      {paused > 0 && overview.routines_active > 0 && (
        <span>{t("somePaused", { count: paused })}</span>
      )}
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
