import { ArrowDown, ArrowUp, Minus } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Duration } from "@/components/time/duration";
import type { DayNumbers } from "@/lib/domain/run/overview";

/** Differences that nobody would act on, as shares of the earlier value. */
const NOISE_SHARE = 0.005;

type DayChange =
  { is: "unknown" } | { is: "same" } | { is: "up" | "down"; /** Always above 0. */ by: number };

/** The change of a number since the day before, as a share of it; unknown where one is missing. */
export function relativeChange(today: number | null, before: number | null): DayChange {
  if (today === null || before === null || before === 0) {
    return today === 0 && before === 0 ? { is: "same" } : { is: "unknown" };
  }
  const share = today / before - 1;
  if (Math.abs(share) < NOISE_SHARE) return { is: "same" };
  return { is: share > 0 ? "up" : "down", by: Math.abs(share) };
}

/** The change of a share since the day before, in percentage points to a tenth. */
export function pointsChange(today: number | null, before: number | null): DayChange {
  if (today === null || before === null) return { is: "unknown" };
  const tenths = Math.round((today - before) * 1_000);
  if (tenths === 0) return { is: "same" };
  return { is: tenths > 0 ? "up" : "down", by: Math.abs(tenths) / 10 };
}

/** The share of the finished runs that succeeded, never rounded up to all; null without any. */
export function successShare({
  succeeded,
  failed,
}: {
  succeeded: number;
  failed: number;
}): number | null {
  const finished = succeeded + failed;
  return finished === 0 ? null : Math.floor((succeeded / finished) * 1_000) / 1_000;
}

type Measure = "rate" | "runs" | "duration" | "lag";

const icons = { up: ArrowUp, down: ArrowDown, same: Minus };

/** The change of a number since the day before, as an arrow and in words. */
function ChangeText({ measure, change }: { measure: Measure; change: DayChange }) {
  const t = useTranslations("overview");
  if (change.is === "unknown") return t("change.unknown");
  const Icon = icons[change.is];
  return (
    <span className="flex items-start gap-1">
      <Icon aria-hidden className="mt-[3px] size-3.5 shrink-0" />
      {change.is === "same"
        ? t("change.same")
        : t(`change.${measure}.${change.is}`, { by: change.by })}
    </span>
  );
}

type FigureProps = {
  label: string;
  value: ReactNode;
  hint: string;
  measure: Measure;
  /** Null where nothing ran on the day before. */
  change: DayChange | null;
};

function Figure({ label, value, hint, measure, change }: FigureProps) {
  return (
    <div className="bg-raised px-4 py-3">
      <dt className="text-sm text-ink-soft">{label}</dt>
      <dd className="mt-1 text-2xl font-semibold tracking-tight tabular-nums">{value}</dd>
      <dd className="text-sm text-ink-faint">{hint}</dd>
      {change !== null && (
        <dd className="mt-1 text-sm text-ink-soft">
          <ChangeText measure={measure} change={change} />
        </dd>
      )}
    </div>
  );
}

/** The last 24 hours in numbers, each compared with the 24 hours before where anything ran then. */
export function OverviewNumbers({ today, before }: { today: DayNumbers; before: DayNumbers }) {
  const t = useTranslations();
  const format = useFormatter();
  const { runs, succeeded, failed, missed } = today;
  const share = successShare(today);
  const isCountable = !today.is_cut && !before.is_cut;
  const compare = (change: DayChange) => (before.runs === 0 ? null : change);
  const timing = (measure: "duration" | "lag", key: keyof DayNumbers & `p${string}`) => ({
    measure,
    value: <Duration ms={today[key]} />,
    change: compare(relativeChange(today[key], before[key])),
  });
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-block border bg-line lazy-114 sm:lazy-93.5 lg:grid-flow-col lg:grid-cols-3 lg:grid-rows-2 lg:lazy-62.25">
      <Figure
        label={t("overview.successRate")}
        value={
          share === null
            ? t("time.noDuration", { count: 0 })
            : format.number(share, { style: "percent", maximumFractionDigits: 1 })
        }
        hint={t("overview.succeededOf", {
          succeeded,
          finished: succeeded + failed,
          maintenance: today.in_maintenance,
        })}
        measure="rate"
        change={compare(pointsChange(share, successShare(before)))}
      />
      <Figure
        label={t("overview.runsToday")}
        value={t(today.is_cut ? "overview.runsAtLeast" : "overview.runsExactly", { count: runs })}
        hint={t("overview.failedAndMissed", { failed, missed })}
        measure="runs"
        change={compare(isCountable ? relativeChange(runs, before.runs) : { is: "unknown" })}
      />
      <Figure
        label={t("overview.p50")}
        hint={t("overview.p50Hint")}
        {...timing("duration", "p50_duration_ms")}
      />
      <Figure
        label={t("overview.p95")}
        hint={t("overview.p95Hint")}
        {...timing("duration", "p95_duration_ms")}
      />
      <Figure
        label={t("overview.lagP50")}
        hint={t("overview.lagHint")}
        {...timing("lag", "p50_lag_ms")}
      />
      <Figure
        label={t("overview.lag")}
        hint={t("overview.lagHint")}
        {...timing("lag", "p99_lag_ms")}
      />
    </dl>
  );
}
