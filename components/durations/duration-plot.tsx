"use client";

import { AxisBottom, AxisLeft, type TickRendererProps } from "@visx/axis";
import { scaleLog, scaleUtc } from "@visx/scale";
import { useLocale, useTranslations } from "next-intl";
import { startTransition, useCallback, useState, type PointerEvent } from "react";
import {
  durationDomain,
  durationTicks,
  nearestPoint,
  worstLast,
  type DurationPoint,
  type DurationThreshold,
} from "@/components/durations/duration-points";
import { DOT_ROOM, Marks } from "@/components/pulse/mark-paths";
import { barHeight } from "@/components/pulse/pulse-scale";
import { useDuration } from "@/components/time/duration";
import { useViewerZone } from "@/components/time/viewer-zone-provider";
import { toZonedTime, zoneOrUtc } from "@/lib/domain/schedule/zoned-time";
import { DAY_MS, MINUTE_MS } from "@/lib/domain/time-units";

export const PLOT_HEIGHT = 220;

const TOP = 14;
const LEFT = 52;
const RIGHT = 8;
const AXIS_HEIGHT = 24;
const BASE = PLOT_HEIGHT - AXIS_HEIGHT - DOT_ROOM - 4;
const LEAST_PITCH = 3.5;
const SHARE_WITHOUT_DURATION = 0.1;
const LONGEST_SPAN_WITH_SECONDS_MS = 5 * MINUTE_MS;
const MOST_DURATION_TICKS = 5;

/** Half of the widest label of a time, which has seconds. */
const LABEL_ROOM = 28;
const LABEL_GAP = 12;

const tickText = { fill: "var(--ink-faint)", fontSize: 11, fontFamily: "var(--font-sans)" };

const round = (pixels: number) => Math.round(pixels * 10) / 10;

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

/** Round times on the reader's clock, and what stands under them: the hour, and the day as it begins. */
function useTimeTicks(from: number, to: number, count: number) {
  const locale = useLocale();
  const timeZone = zoneOrUtc(useViewerZone() ?? "UTC");
  const clockMs = (instantMs: number) =>
    Date.parse(`${toZonedTime(new Date(instantMs), timeZone)}Z`);
  const aheadMs = clockMs(to) - to;
  const times = scaleUtc({ domain: [new Date(from + aheadMs), new Date(to + aheadMs)] })
    .ticks(count)
    .map((tick) => tick.getTime() - aheadMs);
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone });
  const day = format({ month: "short", day: "numeric" });
  const clock = format({
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(to - from < LONGEST_SPAN_WITH_SECONDS_MS && { second: "2-digit" }),
  });
  const textOf = (timeMs: number) =>
    (clockMs(timeMs) % DAY_MS === 0 ? day : clock).format(new Date(timeMs));
  return { times, textOf };
}

/** A label as it is: the library's own measures its text and wraps it, which none of these needs. */
function Tick({ x, y, dx, dy, textAnchor, formattedValue }: TickRendererProps) {
  return (
    <text x={x} y={y} dx={dx} dy={dy} textAnchor={textAnchor} {...tickText}>
      {formattedValue}
    </text>
  );
}

type PointMarksProps = {
  points: readonly DurationPoint[];
  /** The place of a time, and of a duration, both in milliseconds. */
  x: (timeMs: number) => number;
  y: (ms: number) => number;
  width: number;
};

/** The marks in a few paths, the worst on top: there are hundreds, and they move with every pixel. */
function PointMarks({ points, x, y, width }: PointMarksProps) {
  const place = (ms: number) => y(Math.max(1, ms));
  const bars = worstLast(points).map(({ state, timeMs, durationMs }) => ({
    state,
    x: round(x(timeMs)),
    barHeight: barHeight(
      BASE,
      durationMs === null ? SHARE_WITHOUT_DURATION : (BASE - place(durationMs)) / BASE,
    ),
  }));
  const reaches = points.flatMap(({ timeMs, durationMs, p95Ms }) =>
    p95Ms === null || durationMs === null
      ? []
      : [`M${round(x(timeMs))} ${round(place(durationMs))}V${round(place(p95Ms))}`],
  );
  const longest = points.flatMap(({ timeMs, durationMs, maxMs }) =>
    maxMs === null || maxMs === durationMs ? [] : [`M${round(x(timeMs))} ${round(place(maxMs))}h0`],
  );
  return (
    <>
      <Marks marks={bars} width={width} height={BASE} />
      <path d={reaches.join("")} stroke="var(--ink-faint)" />
      <path d={longest.join("")} stroke="var(--ink-soft)" strokeWidth={2.5} strokeLinecap="round" />
    </>
  );
}

type DurationPlotProps = {
  points: readonly DurationPoint[];
  /** The ends of the axis of time; null for those of the points. */
  span: readonly [number, number] | null;
  thresholds: readonly DurationThreshold[];
  chosenId: string | null;
  onChoose: (id: string | null) => void;
  onOpen: (point: DurationPoint) => void;
};

/**
 * Durations over time, as marks that tell the outcome by colour and by form. Where there is less
 * room than the marks need, the oldest runs are left out. Its labels are in the reader's time zone.
 */
export default function DurationPlot(props: DurationPlotProps) {
  const { thresholds, chosenId, onChoose, onOpen } = props;
  const t = useTranslations("chart");
  const duration = useDuration();
  const { width, measure } = useWidth();
  const plotWidth = Math.max(0, width - LEFT - RIGHT);
  const most = Math.max(1, Math.floor(plotWidth / LEAST_PITCH));
  const points = props.span === null ? props.points.slice(-most) : props.points;
  const first = points[0]?.timeMs ?? 0;
  const last = points.at(-1)?.timeMs ?? 0;
  const [from, to] = props.span ?? [first, Math.max(last, first + MINUTE_MS)];
  const markWidth = Math.min(7, Math.max(2, (plotWidth / Math.max(points.length, 20)) * 0.7));

  const domain = durationDomain(points, thresholds);
  const x = scaleUtc({
    domain: [new Date(from), new Date(to)],
    range: [LEFT + markWidth, width - RIGHT - markWidth],
  });
  const y = scaleLog({ domain: [...domain], range: [BASE, TOP], clamp: true });
  const ticks = durationTicks(domain, MOST_DURATION_TICKS);
  const { times, textOf } = useTimeTicks(from, to, Math.max(2, Math.floor(plotWidth / 110)));
  const chosen = points.find(({ id }) => id === chosenId);

  const pointAt = (event: PointerEvent<SVGSVGElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    return nearestPoint(points, x.invert(event.clientX - left).getTime());
  };
  const anchorOf = (place: number) => (place > width - LABEL_ROOM ? "end" : "middle");
  // A label that ends at the edge reaches further back than the others.
  const labelled = times.filter((time, index) => {
    const before = times[index - 1];
    if (before === undefined || anchorOf(x(time)) === "middle") return true;
    return x(time) - x(before) >= 3 * LABEL_ROOM + LABEL_GAP;
  });

  return (
    // The drawing takes no part in the layout: as the window narrows it must not hold the page wide
    // until it is drawn anew.
    <div ref={measure} className="relative overflow-hidden" style={{ height: PLOT_HEIGHT }}>
      {plotWidth > 0 && (
        <svg
          aria-hidden
          width={width}
          height={PLOT_HEIGHT}
          className="absolute inset-0 touch-pan-y"
          onPointerMove={(event) => onChoose(pointAt(event)?.id ?? null)}
          onPointerDown={(event) => onChoose(pointAt(event)?.id ?? null)}
          onPointerLeave={(event) => {
            if (event.pointerType === "mouse") onChoose(null);
          }}
          onClick={(event) => {
            const { left } = event.currentTarget.getBoundingClientRect();
            const point = nearestPoint(points, x.invert(event.clientX - left).getTime());
            const isMouse =
              !("pointerType" in event.nativeEvent) || event.nativeEvent.pointerType === "mouse";
            if (point !== null && isMouse) onOpen(point);
          }}
        >
          {ticks.map((tick) => (
            <line
              key={tick}
              x1={LEFT}
              x2={width - RIGHT}
              y1={y(tick)}
              y2={y(tick)}
              stroke="var(--line)"
              strokeWidth={tick === domain[0] ? 1 : 0.75}
            />
          ))}
          <AxisLeft
            scale={y}
            left={LEFT}
            hideAxisLine
            hideTicks
            tickValues={ticks}
            tickFormat={(ms) => duration(Number(ms))}
            tickLabelProps={{ textAnchor: "end", dx: -4, dy: 4 }}
            tickComponent={Tick}
          />
          <AxisBottom
            scale={x}
            top={BASE + DOT_ROOM}
            hideAxisLine
            hideTicks
            tickValues={labelled.map((time) => new Date(time))}
            tickFormat={(moment) => textOf(Number(moment))}
            tickLabelProps={(moment) => ({ textAnchor: anchorOf(x(moment)) })}
            tickComponent={Tick}
          />
          {points.length < props.points.length && (
            <text x={width - RIGHT} y={TOP - 3} {...tickText} textAnchor="end">
              {t("newest", { count: points.length })}
            </text>
          )}
          {chosen !== undefined && (
            <rect
              x={x(chosen.timeMs) - markWidth / 2 - 2}
              y={TOP}
              width={markWidth + 4}
              height={BASE + DOT_ROOM + 1 - TOP}
              rx={2}
              fill="var(--accent-wash)"
              stroke="var(--accent)"
            />
          )}
          <PointMarks points={points} x={x} y={y} width={markWidth} />
          {thresholds.map(({ maxMs, otherwise }) => {
            const color = otherwise === "FAIL" ? "var(--failed)" : "var(--degraded)";
            return (
              <g key={`${otherwise}-${maxMs}`}>
                <line
                  x1={LEFT}
                  x2={width - RIGHT}
                  y1={y(maxMs)}
                  y2={y(maxMs)}
                  stroke={color}
                  strokeDasharray={otherwise === "FAIL" ? "6 3" : "2 3"}
                />
                <text
                  x={LEFT + 4}
                  y={y(maxMs) - 4}
                  fill={color}
                  fontSize={11}
                  stroke="var(--raised)"
                  strokeWidth={3}
                  paintOrder="stroke"
                >
                  {t(`threshold.${otherwise}`, { duration: duration(maxMs) })}
                </text>
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}
