"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useId, useMemo, useState, type KeyboardEvent } from "react";
import {
  bucketState,
  toPoints,
  type DurationData,
  type DurationPoint,
  type DurationThreshold,
} from "@/components/durations/duration-points";
import { DurationTable } from "@/components/durations/duration-table";
import { MarkCard } from "@/components/pulse/mark-card";
import { PulseBars } from "@/components/pulse/pulse-bars";
import { countOutcomes } from "@/components/pulse/pulse-scale";
import { StatusLabel } from "@/components/pulse/status-label";
import { useDuration } from "@/components/time/duration";
import { ExactTime } from "@/components/time/time";
import { usePainted } from "@/components/time/use-painted";
import { Link } from "@/components/ui/link";
import type { DurationBucket } from "@/lib/domain/run/duration-summary";

// The chart library comes after the first paint, for the pages that have a chart.
const DurationPlot = lazy(() => import("@/components/durations/duration-plot"));

function BucketCard({ bucket }: { bucket: DurationBucket }) {
  const t = useTranslations("chart");
  const duration = useDuration();
  const { starts_at, p50_ms, p95_ms, max_ms, ...counts } = bucket;
  return (
    <>
      <StatusLabel state={bucketState(bucket)} />
      <span>{t.rich("from", { time: () => <ExactTime value={starts_at} format="minute" /> })}</span>
      <span>{t("counts", counts)}</span>
      {p50_ms !== null && (
        <span>
          {t("percentiles", {
            p50: duration(p50_ms),
            p95: duration(p95_ms),
            max: duration(max_ms),
          })}
        </span>
      )}
    </>
  );
}

function PointCard({ point }: { point: DurationPoint }) {
  const t = useTranslations("routine");
  if ("bucket" in point) return <BucketCard bucket={point.bucket} />;
  return (
    <>
      <MarkCard mark={point.mark} />
      <Link
        href={`/runs/${point.mark.id}`}
        className="text-accent-strong underline underline-offset-2"
      >
        {t("openRun")}
      </Link>
    </>
  );
}

type DurationChartProps = {
  data: DurationData;
  /** The last runs as a text of `packPulse`: shown until the chart has come, and where no script runs. */
  strip: { code: string; places: number };
  thresholds: readonly DurationThreshold[];
};

/**
 * How long the runs took, and what came of them. Hover, touch or the arrow keys choose a run or a
 * stretch of time, and the line under the chart tells it; Enter or a click opens a run.
 */
export function DurationChart({ data, strip, thresholds }: DurationChartProps) {
  const t = useTranslations();
  const router = useRouter();
  const isPainted = usePainted();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const summaryId = useId();
  const points = useMemo(() => toPoints(data), [data]);
  const chosenIndex = points.findIndex(({ id }) => id === chosenId);
  const chosen = points[chosenIndex];
  const isEmpty = points.length === 0;

  const openRun = (point: DurationPoint) => {
    if ("mark" in point) router.push(`/runs/${point.mark.id}`);
  };
  const walk = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter" && chosen !== undefined) openRun(chosen);
    const lastIndex = points.length - 1;
    const from = chosenIndex < 0 ? lastIndex + 1 : chosenIndex;
    const targets: Record<string, number> = {
      ArrowLeft: Math.max(0, from - 1),
      ArrowRight: Math.min(lastIndex, from + 1),
      Home: 0,
      End: lastIndex,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    setChosenId(points[target]?.id ?? null);
  };
  const fallback = (
    <div className="flex h-[13.75rem] items-end justify-end overflow-hidden pb-6 *:h-16 *:w-auto *:max-w-none!">
      <PulseBars {...strip} />
    </div>
  );
  const summary =
    data.kind === "runs"
      ? t("pulse.summary", countOutcomes(data.marks))
      : t("chart.summary", sumCounts(data.summary.buckets));
  const span =
    data.kind === "runs"
      ? null
      : ([Date.parse(data.summary.from), Date.parse(data.summary.to)] as const);

  return (
    <>
      <div className="rounded-block border bg-raised p-3">
        {isEmpty ? (
          <p className="grid h-[13.75rem] place-items-center text-ink-faint">{t("chart.empty")}</p>
        ) : isPainted ? (
          <Suspense fallback={fallback}>
            <div
              role="group"
              tabIndex={0}
              aria-label={t("chart.walk")}
              aria-describedby={summaryId}
              onKeyDown={walk}
              className="rounded-control"
            >
              <DurationPlot
                points={points}
                span={span}
                thresholds={thresholds}
                chosenId={chosenId}
                onChoose={setChosenId}
                onOpen={openRun}
              />
            </div>
          </Suspense>
        ) : (
          fallback
        )}
        <p
          role="status"
          className="mt-2 flex min-h-10 flex-wrap content-start items-center gap-x-3 px-1 text-sm text-ink-soft tabular-nums sm:min-h-5"
        >
          {chosen !== undefined ? (
            <PointCard point={chosen} />
          ) : (
            <span className="text-ink-faint">
              {t(data.kind === "runs" ? "pulse.legend" : "chart.legend")}
            </span>
          )}
        </p>
        <p id={summaryId} className="mt-1 px-1 text-sm text-ink-soft">
          {summary}
        </p>
      </div>
      <DurationTable data={data} />
    </>
  );
}

function sumCounts(buckets: readonly DurationBucket[]) {
  const sum = { succeeded: 0, degraded: 0, failed: 0, abandoned: 0, missed: 0 };
  for (const bucket of buckets) {
    sum.succeeded += bucket.succeeded;
    sum.degraded += bucket.degraded;
    sum.failed += bucket.failed;
    sum.abandoned += bucket.abandoned;
    sum.missed += bucket.missed;
  }
  return sum;
}
