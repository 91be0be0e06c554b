"use client";

import { scaleUtc } from "@visx/scale";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import {
  startTransition,
  useCallback,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
} from "react";
import { ChartStatus } from "@/components/durations/chart-status";
import { DurationDrawing, LEFT, PLOT_HEIGHT, RIGHT } from "@/components/durations/duration-drawing";
import {
  bucketState,
  type DurationData,
  type DurationMark,
  type DurationPoint,
  type DurationThreshold,
} from "@/components/durations/duration-points";
import { readPointer } from "@/components/pulse/mark-pointer";
import { runState } from "@/components/pulse/run-state";
import { StatusLabel } from "@/components/pulse/status-label";
import { useMarkWalk } from "@/components/pulse/use-mark-walk";
import { walkKeyOf } from "@/components/pulse/walk-marks";
import { useDuration } from "@/components/time/duration";
import { ExactTime } from "@/components/time/time";
import { TextLink } from "@/components/ui/link";
import type { DurationBucket } from "@/lib/domain/run/duration-summary";
import type { ChartRun } from "@/lib/domain/run/pulse";
import { MINUTE_MS } from "@/lib/domain/time-units";

const LEAST_PITCH = 3.5;
/** A pointer anywhere in the chart is at a mark. */
const REACH = { mouse: Infinity, touch: Infinity };
/** All marks stand in one row. */
const ROW = "durations";

/** The width of an element, as it changes; 0 before it is known. */
function useWidth() {
  const [width, setWidth] = useState(0);
  const measure = useCallback((element: HTMLElement | null) => {
    if (element === null) return;
    const observer = new ResizeObserver(() => startTransition(() => setWidth(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { width, measure };
}

type DurationPlotProps = {
  data: DurationData;
  /** The points of the data, oldest first. */
  points: readonly DurationPoint[];
  thresholds: readonly DurationThreshold[];
  marks: readonly DurationMark[];
  /** The id of the element that says the same in words. */
  describedBy: string;
};

/**
 * Durations over time, as marks that show the outcome by colour and by form. Hover, touch or the arrow
 * keys choose a run or a stretch of time, and the line under the chart shows its details; Enter or a
 * click opens a run. Where there is less room than the marks need, the oldest runs are left out.
 */
export default function DurationPlot(props: DurationPlotProps) {
  const { data, points: all, thresholds, marks, describedBy } = props;
  const t = useTranslations("chart");
  const router = useRouter();
  const { width, measure } = useWidth();
  const drawing = useRef<SVGSVGElement>(null);
  const { choice, point, walk, leave } = useMarkWalk({
    drawingOf: () => drawing.current,
    version: all,
    reach: REACH,
  });

  const plotWidth = Math.max(0, width - LEFT - RIGHT);
  const most = Math.max(1, Math.floor(plotWidth / LEAST_PITCH));
  const points = data.kind === "runs" ? all.slice(-most) : all;
  const markWidth = Math.min(7, Math.max(2, (plotWidth / Math.max(points.length, 20)) * 0.7));
  const first = points[0]?.timeMs ?? 0;
  const last = points.at(-1)?.timeMs ?? 0;
  const span =
    data.kind === "runs"
      ? ([first, Math.max(last, first + MINUTE_MS)] as const)
      : ([Date.parse(data.summary.from), Date.parse(data.summary.to)] as const);
  const x = scaleUtc({
    domain: span.map((ms) => new Date(ms)),
    range: [LEFT + markWidth, width - RIGHT - markWidth],
  });
  const toRow = (shown: readonly DurationPoint[]) => ({
    id: ROW,
    marks: shown.map(({ id, timeMs }) => ({ id, at: x(timeMs) / width })),
  });
  const chosen = all.find(({ id }) => id === choice?.markId) ?? null;

  const pointAt = (event: PointerEvent) => point(toRow(points), readPointer(event.nativeEvent));

  function open() {
    if (chosen !== null && "run" in chosen) router.push(`/runs/${chosen.run.id}`);
  }

  function step(event: KeyboardEvent) {
    const key = walkKeyOf(event);
    if (event.target !== event.currentTarget) return;
    if (event.key === "Enter") open();
    if (key === null) return;
    event.preventDefault();
    walk([toRow(all)], key);
  }

  return (
    <>
      <div
        role="group"
        tabIndex={0}
        aria-label={t("walk")}
        aria-describedby={describedBy}
        onKeyDown={step}
        className="rounded-control"
      >
        {/* The drawing takes no part in the layout: as the window narrows it must not hold the page
            wide until it is drawn again. */}
        <div ref={measure} className="relative overflow-hidden" style={{ height: PLOT_HEIGHT }}>
          {plotWidth > 0 && (
            <svg
              ref={drawing}
              aria-hidden
              width={width}
              height={PLOT_HEIGHT}
              className="absolute inset-0 touch-pan-y"
              onPointerMove={pointAt}
              onPointerDown={pointAt}
              onPointerLeave={() => leave("mouse")}
              onClick={() => {
                if (choice?.by === "mouse") open();
              }}
            >
              <DurationDrawing
                points={points}
                x={x}
                span={span}
                width={width}
                markWidth={markWidth}
                thresholds={thresholds}
                marks={marks}
                chosen={points.find((shown) => shown === chosen) ?? null}
                isCut={points.length < all.length}
              />
            </svg>
          )}
        </div>
      </div>
      <ChartStatus kind={data.kind}>
        {chosen === null ? null : <PointDetails point={chosen} />}
      </ChartStatus>
    </>
  );
}

function RunDetails({ run }: { run: ChartRun }) {
  const t = useTranslations();
  const duration = useDuration();
  return (
    <>
      <StatusLabel state={runState(run)} />
      <ExactTime value={run.at} />
      {run.http_status !== null && <span>{t("pulse.http", { status: run.http_status })}</span>}
      {run.duration_ms !== null && <span>{duration(run.duration_ms)}</span>}
      {run.lag_ms !== null && (
        <span>
          {t("pulse.lag")} {duration(run.lag_ms)}
        </span>
      )}
      {run.error_code !== null && <span>{t(`errorCodes.${run.error_code}.title`)}</span>}
      <TextLink href={`/runs/${run.id}`}>{t("routine.openRun")}</TextLink>
    </>
  );
}

function BucketDetails({ bucket }: { bucket: DurationBucket }) {
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

/** The details of a run, or of a stretch of time, in a line. */
function PointDetails({ point }: { point: DurationPoint }) {
  return "bucket" in point ? (
    <BucketDetails bucket={point.bucket} />
  ) : (
    <RunDetails run={point.run} />
  );
}
