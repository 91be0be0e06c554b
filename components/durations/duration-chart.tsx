"use client";

import { useTranslations } from "next-intl";
import { lazy, Suspense, useId, useMemo } from "react";
import { ChartStatus } from "@/components/durations/chart-status";
import {
  sumCounts,
  toPoints,
  type ChartedDurations,
  type DurationMark,
} from "@/components/durations/duration-points";
import { DurationTable } from "@/components/durations/duration-table";
import { PulseBars } from "@/components/pulse/pulse-bars";
import { countOutcomes } from "@/components/pulse/pulse-scale";
import { usePainted } from "@/components/time/use-painted";

// The chart library comes after the first paint, for the pages that have a chart.
const DurationPlot = lazy(() => import("@/components/durations/duration-plot"));

type DurationChartProps = ChartedDurations & {
  /** Incidents, or what they would have been. */
  marks?: readonly DurationMark[];
};

const noMarks: readonly DurationMark[] = [];

/** The durations and outcomes of runs over time, as a chart, in a sentence, and as a table. */
export function DurationChart({ data, strip, thresholds, marks = noMarks }: DurationChartProps) {
  const t = useTranslations();
  const isPainted = usePainted();
  const summaryId = useId();
  const points = useMemo(() => toPoints(data), [data]);
  const summary =
    data.kind === "runs"
      ? t("pulse.summary", countOutcomes(data.runs))
      : t("chart.summary", sumCounts(data.summary.buckets));
  const fallback = (
    <>
      <div className="flex h-[13.75rem] items-end justify-end overflow-hidden pb-6 *:h-16 *:w-auto *:max-w-none!">
        <PulseBars {...strip} />
      </div>
      <ChartStatus kind={data.kind} />
    </>
  );
  return (
    <>
      <div className="rounded-block border bg-raised p-3">
        {points.length === 0 ? (
          <>
            <p className="grid h-[13.75rem] place-items-center text-ink-faint">
              {t("chart.empty")}
            </p>
            <ChartStatus kind={data.kind} />
          </>
        ) : isPainted ? (
          <Suspense fallback={fallback}>
            <DurationPlot
              data={data}
              points={points}
              thresholds={thresholds}
              marks={marks}
              describedBy={summaryId}
            />
          </Suspense>
        ) : (
          fallback
        )}
        <p id={summaryId} className="mt-1 px-1 text-sm text-ink-soft">
          {summary}
          {marks.length > 0 && `. ${t("chart.marks", { count: marks.length })}`}
        </p>
      </div>
      <DurationTable data={data} />
    </>
  );
}
