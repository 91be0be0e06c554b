import { markTime, runState, type RunState } from "@/components/pulse/run-state";
import type { DurationBucket, DurationSummary } from "@/lib/domain/run/duration-summary";
import type { ChartRun, PulseMark } from "@/lib/domain/run/pulse";
import type { SuccessRule } from "@/lib/domain/run/success-rule";

/** A mark of the chart of durations: a run, or the runs in a stretch of time. */
export type DurationPoint = {
  id: string;
  /** Its place on the axis of time; a stretch stands at its middle. */
  timeMs: number;
  state: RunState;
  /** The duration of the run, or the median of the stretch; null where nothing was sent. */
  durationMs: number | null;
  /** Null for a run. */
  p95Ms: number | null;
  maxMs: number | null;
} & ({ run: ChartRun } | { bucket: DurationBucket });

/** The data of a chart: runs, oldest first, or a summary of a range. */
export type DurationData =
  { kind: "runs"; runs: readonly ChartRun[] } | { kind: "summary"; summary: DurationSummary };

/** What a chart shows of a run: each field is sent for each of its marks. */
export function toChartRun({ scheduled_for, created_at, ...run }: PulseMark): ChartRun {
  const { started_at } = run;
  return { ...run, at: markTime({ scheduled_for, started_at, created_at }) };
}

/** A duration that a success rule sets as the limit, and the outcome of a slower run. */
export type DurationThreshold = { maxMs: number; otherwise: "FAIL" | "DEGRADED" };

/** A stretch of time that the chart marks, such as an incident; null while it has no end. */
export type DurationMark = { at: string; until: string | null };

/** What a chart of durations shows, as a page hands it on. */
export type ChartedDurations = {
  data: DurationData;
  /** The last runs as a text of `packPulse`: shown until the chart has loaded, and without a script. */
  strip: { code: string; places: number };
  thresholds: readonly DurationThreshold[];
};

export function findThresholds(rules: readonly SuccessRule[]): DurationThreshold[] {
  return rules.flatMap((rule) =>
    rule.type === "duration" ? [{ maxMs: rule.max_ms, otherwise: rule.otherwise }] : [],
  );
}

/** The worst outcome in a stretch: one failure among many successes must not be lost. */
export function bucketState(bucket: DurationBucket): RunState {
  if (bucket.failed > 0) return "FAIL";
  if (bucket.abandoned > 0) return "ABANDONED";
  if (bucket.missed > 0) return "MISSED";
  return bucket.degraded > 0 ? "DEGRADED" : "SUCCESS";
}

/** The outcomes of several stretches together. */
export function sumCounts(buckets: readonly DurationBucket[]) {
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

const severity: Record<RunState, number> = {
  SUCCESS: 0,
  RUNNING: 1,
  DEGRADED: 2,
  MISSED: 3,
  ABANDONED: 4,
  FAIL: 5,
};

/** In the order of drawing: where marks overlap, the worst is on top. */
export const worstLast = (points: readonly DurationPoint[]): DurationPoint[] =>
  points.toSorted((a, b) => severity[a.state] - severity[b.state]);

/** The points of a chart, oldest first. */
export function toPoints(data: DurationData): DurationPoint[] {
  if (data.kind === "runs") {
    return data.runs.map((run) => ({
      id: run.id,
      timeMs: Date.parse(run.started_at ?? run.at),
      state: runState(run),
      durationMs: run.duration_ms,
      p95Ms: null,
      maxMs: null,
      run,
    }));
  }
  const { buckets, bucket_seconds: seconds } = data.summary;
  return buckets.map((bucket) => ({
    id: bucket.starts_at,
    timeMs: Date.parse(bucket.starts_at) + seconds * 500,
    state: bucketState(bucket),
    durationMs: bucket.p50_ms,
    p95Ms: bucket.p95_ms,
    maxMs: bucket.max_ms,
    bucket,
  }));
}

/** The least ratio of the ends of the axis: small differences look small. */
const LEAST_AXIS_RATIO = 20;
const STEPS = [1, 2, 5] as const;

/** The next number up, or down, from `value` in the series 1, 2, 5, 10, … */
function roundStep(value: number, isUp: boolean): number {
  const decade = 10 ** Math.floor(Math.log10(value));
  const steps = [...STEPS.map((step) => step * decade), 10 * decade];
  const step = isUp
    ? steps.find((candidate) => candidate >= value * 0.999)
    : steps.findLast((candidate) => candidate <= value * 1.001);
  return step ?? value;
}

/**
 * The ends of the axis of durations in ms, at round figures around everything shown. It begins at 1 ms
 * at the earliest: durations are whole milliseconds.
 */
export function durationDomain(
  points: readonly DurationPoint[],
  thresholds: readonly DurationThreshold[],
): [number, number] {
  const durations = points.flatMap(({ durationMs, maxMs }) =>
    [durationMs, maxMs].filter((ms) => ms !== null),
  );
  const known = [...durations, ...thresholds.map(({ maxMs }) => maxMs)].map((ms) =>
    Math.max(1, ms),
  );
  if (known.length === 0) return [10, 1_000];
  const highest = Math.max(LEAST_AXIS_RATIO, roundStep(Math.max(...known) * 1.1, true));
  const lowest = Math.max(1, roundStep(Math.min(...known) / 1.6, false));
  return [Math.min(lowest, roundStep(highest / LEAST_AXIS_RATIO, false)), highest];
}

/** Round figures on the axis: at most `most` of them, with its ends where they fit. */
export function durationTicks(
  [lowest, highest]: readonly [number, number],
  most: number,
): number[] {
  const ticks: number[] = [];
  for (let decade = 10 ** Math.floor(Math.log10(lowest)); decade <= highest; decade *= 10) {
    ticks.push(...STEPS.map((step) => step * decade));
  }
  const inside = ticks.filter((tick) => tick >= lowest * 0.999 && tick <= highest * 1.001);
  if (inside.length <= most) return inside;
  const decades = inside.filter((tick) =>
    Number.isInteger(Math.round(Math.log10(tick) * 1e6) / 1e6),
  );
  return decades.length >= 2 ? decades.slice(-most) : inside.filter((_, index) => index % 2 === 0);
}
