import { useLocale, useTranslations } from "next-intl";
import { useSpan } from "@/components/operator/use-span";
import { Fact, Facts } from "@/components/page/facts";
import { useDuration } from "@/components/time/duration";
import { RelativeTime } from "@/components/time/time";
import { formatBytes } from "@/lib/domain/instance/format-bytes";
import type { InstanceReport } from "@/lib/domain/instance/report";

/** What the instance has and does, in numbers. */
export function InstanceFacts({ report }: { report: InstanceReport }) {
  const t = useTranslations("operator.facts");
  const locale = useLocale();
  const duration = useDuration();
  const span = useSpan();
  const { day, growthBytesPerDay: growth } = report;
  return (
    <Facts>
      <Fact label={t("version")}>{report.version}</Fact>
      <Fact label={t("schema")}>
        <code className="font-mono">{report.schema}</code>
      </Fact>
      <Fact label={t("lastTick")}>
        {report.lastTickAt === null ? t("never") : <RelativeTime value={report.lastTickAt} />}
      </Fact>
      <Fact label={t("ticks")}>{t("count", { count: day.ticks })}</Fact>
      <Fact label={t("lag")}>
        {day.lagP50Ms === null
          ? t("noRuns")
          : t("lagOfDay", {
              p50: duration(day.lagP50Ms),
              p99: duration(day.lagP99Ms),
              max: duration(day.lagMaxMs),
            })}
      </Fact>
      <Fact label={t("runs")}>
        {t("runsOfDay", {
          succeeded: day.succeeded,
          failed: day.failed,
          missed: day.missed,
          abandoned: day.abandoned,
        })}
      </Fact>
      <Fact label={t("due")}>
        {report.due === 0
          ? t("nothingDue")
          : t("dueSince", { count: report.due, lag: duration(report.oldestDueLagMs) })}
      </Fact>
      <Fact label={t("inFlight")}>{t("count", { count: report.runsInFlight })}</Fact>
      <Fact label={t("workspaces")}>{t("count", { count: report.workspaces })}</Fact>
      <Fact label={t("routines")}>{t("count", { count: report.activeRoutines })}</Fact>
      <Fact label={t("incidents")}>{t("count", { count: report.unresolvedIncidents })}</Fact>
      <Fact label={t("messages")}>
        {report.pendingMessages === 0
          ? t("nothingPending")
          : t("pendingSince", {
              count: report.pendingMessages,
              span: span(report.oldestPendingSeconds),
            })}
      </Fact>
      <Fact label={t("database")}>
        {growth === null
          ? formatBytes(report.databaseBytes, locale)
          : t("sizeAndGrowth", {
              size: formatBytes(report.databaseBytes, locale),
              growth: formatBytes(Math.max(0, growth), locale),
            })}
      </Fact>
    </Facts>
  );
}
