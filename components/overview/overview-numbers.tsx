import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Duration } from "@/components/layout/duration";
import type { OverviewDto } from "@/lib/domain/overview";

function Figure({ label, value, hint }: { label: string; value: ReactNode; hint: string }) {
  return (
    <div className="bg-raised px-4 py-3">
      <dt className="text-sm text-ink-soft">{label}</dt>
      <dd className="mt-1 text-2xl font-semibold tracking-tight">{value}</dd>
      <dd className="text-sm text-ink-faint">{hint}</dd>
    </div>
  );
}

/** Four numbers of the last 24 hours. */
export function OverviewNumbers({ overview }: { overview: OverviewDto }) {
  const t = useTranslations();
  const format = useFormatter();
  const { runs, succeeded, failed, missed } = overview;
  const finished = succeeded + failed;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-block border bg-line lg:grid-cols-4">
      <Figure
        label={t("overview.successRate")}
        value={
          finished === 0
            ? t("time.noDuration", { count: 0 })
            : format.number(Math.floor((succeeded / finished) * 1_000) / 1_000, {
                style: "percent",
                maximumFractionDigits: 1,
              })
        }
        hint={t("overview.succeededOf", { succeeded, finished })}
      />
      <Figure
        label={t("overview.p95")}
        value={<Duration ms={overview.p95_duration_ms} />}
        hint={t("overview.p95Hint")}
      />
      <Figure
        label={t("overview.lag")}
        value={<Duration ms={overview.p99_lag_ms} />}
        hint={t("overview.lagHint")}
      />
      <Figure
        label={t("overview.runsToday")}
        value={format.number(runs)}
        hint={t("overview.failedAndMissed", { failed, missed })}
      />
    </dl>
  );
}
