import { AxisBottom, AxisLeft, type TickRendererProps } from "@visx/axis";
import { scaleLog, scaleUtc } from "@visx/scale";
import { useLocale, useTranslations } from "next-intl";
import {
  durationDomain,
  durationTicks,
  worstLast,
  type DurationMark,
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
/** The room for labels at the left, and what is left free at the right. */
export const LEFT = 52;
export const RIGHT = 8;

const TOP = 14;
const AXIS_HEIGHT = 24;
const BASE = PLOT_HEIGHT - AXIS_HEIGHT - DOT_ROOM - 4;
const SHARE_WITHOUT_DURATION = 0.1;
const LONGEST_SPAN_WITH_SECONDS_MS = 5 * MINUTE_MS;
const MOST_DURATION_TICKS = 5;
const PIXELS_A_TIME_TICK = 110;

/** Half of the widest label of a time, which has seconds. */
const LABEL_ROOM = 28;
const LABEL_GAP = 12;

const tickText = { fill: "var(--ink-faint)", fontSize: 11, fontFamily: "var(--font-sans)" };

const round = (pixels: number) => Math.round(pixels * 10) / 10;

/** Round times on the reader's clock, and their labels: the hour, or the date at midnight. */
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

/** A plain label: the library's own measures and wraps its text, which none of these needs. */
function Tick({ x, y, dx, dy, textAnchor, formattedValue }: TickRendererProps) {
  return (
    <text x={x} y={y} dx={dx} dy={dy} textAnchor={textAnchor} {...tickText}>
      {formattedValue}
    </text>
  );
}

type PointMarksProps = {
  points: readonly DurationPoint[];
  /** The places of a time and of a duration, which are in milliseconds. */
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

type StretchMarksProps = {
  marks: readonly DurationMark[];
  x: (timeMs: number) => number;
  span: readonly [number, number];
};

/** Stretches of time: a flag where each begins, and a band up to its end. */
function StretchMarks({ marks, x, span: [first, last] }: StretchMarksProps) {
  return marks.map(({ at, until }) => {
    // An incident opens as a run ends, which is after the last mark for the last of them.
    const from = Math.min(Date.parse(at), last);
    const to = until === null ? last : Math.min(Date.parse(until), last);
    if (to < first) return null;
    const start = x(Math.max(from, first));
    return (
      <g key={at}>
        <rect
          x={round(start)}
          y={TOP}
          width={round(Math.max(1, x(Math.max(to, from)) - start))}
          height={BASE + DOT_ROOM - TOP}
          fill="var(--failed-wash)"
        />
        {from >= first && (
          <path
            d={`M${round(start)} ${BASE + DOT_ROOM}V${TOP - 10}l8 4l-8 4`}
            fill="var(--failed)"
            stroke="var(--failed)"
          />
        )}
      </g>
    );
  });
}

type DurationDrawingProps = {
  points: readonly DurationPoint[];
  /** The scale of times in milliseconds. */
  x: ReturnType<typeof scaleUtc<number>>;
  /** The ends of the axis of time. */
  span: readonly [number, number];
  width: number;
  markWidth: number;
  thresholds: readonly DurationThreshold[];
  marks: readonly DurationMark[];
  chosen: DurationPoint | null;
  /** Whether older points were left out. */
  isCut: boolean;
};

/** The chart itself: axes, marks, thresholds, and a frame around the chosen mark. */
export function DurationDrawing(props: DurationDrawingProps) {
  const { points, x, span, width, markWidth, thresholds, marks, chosen, isCut } = props;
  const t = useTranslations("chart");
  const duration = useDuration();
  const domain = durationDomain(points, thresholds);
  const y = scaleLog({ domain: [...domain], range: [BASE, TOP], clamp: true });
  const ticks = durationTicks(domain, MOST_DURATION_TICKS);
  const count = Math.max(2, Math.floor((width - LEFT - RIGHT) / PIXELS_A_TIME_TICK));
  const { times, textOf } = useTimeTicks(...span, count);
  const anchorOf = (place: number) => (place > width - LABEL_ROOM ? "end" : "middle");
  // A label that ends at the edge reaches further back than the others.
  const labelled = times.filter((time, index) => {
    const before = times[index - 1];
    if (before === undefined || anchorOf(x(time)) === "middle") return true;
    return x(time) - x(before) >= 3 * LABEL_ROOM + LABEL_GAP;
  });
  return (
    <>
      <StretchMarks marks={marks} x={x} span={span} />
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
        tickLabelProps={(moment) => ({ textAnchor: anchorOf(x(Number(moment))) })}
        tickComponent={Tick}
      />
      {isCut && (
        <text x={width - RIGHT} y={TOP - 3} {...tickText} textAnchor="end">
          {t("newest", { count: points.length })}
        </text>
      )}
      {chosen !== null && (
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
    </>
  );
}
