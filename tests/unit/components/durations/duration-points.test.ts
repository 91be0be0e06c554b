import { describe, expect, test } from "vitest";
import {
  bucketState,
  durationDomain,
  durationTicks,
  findThresholds,
  toChartRun,
  toPoints,
  worstLast,
  type DurationPoint,
} from "@/components/durations/duration-points";
import { nearestMark } from "@/components/pulse/walk-marks";
import {
  fitSummary,
  type DurationBucket,
  type DurationSummary,
} from "@/lib/domain/run/duration-summary";
import type { ChartRun, PulseMark } from "@/lib/domain/run/pulse";

const run = (overrides: Partial<PulseMark>): ChartRun =>
  toChartRun({
    id: "run",
    status: "SUCCESS",
    is_degraded: false,
    in_maintenance: false,
    http_status: 200,
    duration_ms: 100,
    error_code: null,
    lag_ms: 0,
    scheduled_for: "2026-03-01T09:00:00.000Z",
    started_at: "2026-03-01T09:00:01.000Z",
    created_at: "2026-03-01T09:00:01.000Z",
    ...overrides,
  });

const bucket = (overrides: Partial<DurationBucket>): DurationBucket => ({
  starts_at: "2026-03-01T09:00:00.000Z",
  succeeded: 10,
  degraded: 0,
  failed: 0,
  abandoned: 0,
  missed: 0,
  p50_ms: 100,
  p95_ms: 200,
  max_ms: 900,
  ...overrides,
});

const pointsOf = (...durations: (number | null)[]) =>
  toPoints({ kind: "runs", runs: durations.map((duration_ms) => run({ duration_ms })) });

describe("the points of a chart of durations", () => {
  test("a run stands where it started, or where it was due if it never did", () => {
    const [started, never] = toPoints({
      kind: "runs",
      runs: [run({}), run({ started_at: null, status: "MISSED", duration_ms: null })],
    });
    expect(started).toMatchObject({ timeMs: Date.parse("2026-03-01T09:00:01Z"), durationMs: 100 });
    expect(never).toMatchObject({
      timeMs: Date.parse("2026-03-01T09:00:00Z"),
      state: "MISSED",
      durationMs: null,
    });
  });

  test("a stretch stands at its middle, with its median, its 95th percentile and its longest", () => {
    const [point] = toPoints({
      kind: "summary",
      summary: {
        range: "7d",
        from: "2026-03-01T00:00:00.000Z",
        to: "2026-03-08T00:00:00.000Z",
        bucket_seconds: 3_600,
        buckets: [bucket({})],
      },
    });
    expect(point).toMatchObject({
      timeMs: Date.parse("2026-03-01T09:30:00Z"),
      state: "SUCCESS",
      durationMs: 100,
      p95Ms: 200,
      maxMs: 900,
    });
  });

  test.each([
    [{}, "SUCCESS"],
    [{ degraded: 1 }, "DEGRADED"],
    [{ degraded: 1, missed: 1 }, "MISSED"],
    [{ missed: 5, abandoned: 1 }, "ABANDONED"],
    [{ degraded: 5, missed: 5, abandoned: 5, failed: 1 }, "FAIL"],
  ] as const)("a stretch with %o has the state of the worst run in it: %s", (counts, state) => {
    expect(bucketState(bucket(counts))).toBe(state);
  });

  test("where marks overlap, the worst is drawn last", () => {
    const runs = [run({ status: "FAIL" }), run({}), run({ is_degraded: true })];
    const states = worstLast(toPoints({ kind: "runs", runs })).map(({ state }) => state);
    expect(states).toEqual(["SUCCESS", "DEGRADED", "FAIL"]);
  });

  test("thresholds are the rules of duration, and no other rule", () => {
    expect(
      findThresholds([
        { type: "status", accept: ["2xx"] },
        { type: "duration", max_ms: 500, otherwise: "DEGRADED" },
        { type: "duration", max_ms: 3_000, otherwise: "FAIL" },
      ]),
    ).toEqual([
      { maxMs: 500, otherwise: "DEGRADED" },
      { maxMs: 3_000, otherwise: "FAIL" },
    ]);
  });
});

describe("the axis of durations", () => {
  test.each<[number[], number[], [number, number]]>([
    [[100, 180], [], [10, 200]],
    [[1], [], [1, 20]],
    [[0], [], [1, 20]],
    [[4], [], [1, 20]],
    [[40, 9_000], [], [20, 10_000]],
    [[100], [30_000], [50, 50_000]],
    [[], [], [10, 1_000]],
  ])("for runs of %o ms and thresholds of %o goes over %o", (durations, thresholds, domain) => {
    const limits = thresholds.map((maxMs) => ({ maxMs, otherwise: "FAIL" as const }));
    const [lowest, highest] = durationDomain(pointsOf(...durations), limits);
    expect(lowest).toBeCloseTo(domain[0]);
    expect(highest).toBeCloseTo(domain[1]);
  });

  test("takes the longest run of a stretch in", () => {
    const points: DurationPoint[] = toPoints({
      kind: "summary",
      summary: {
        range: "24h",
        from: "2026-03-01T00:00:00.000Z",
        to: "2026-03-02T00:00:00.000Z",
        bucket_seconds: 300,
        buckets: [bucket({ p50_ms: 10, max_ms: 8_000 })],
      },
    });
    expect(durationDomain(points, [])[1]).toBeGreaterThanOrEqual(8_000);
  });

  test.each<[[number, number], number[]]>([
    [
      [100, 1_000],
      [100, 200, 500, 1_000],
    ],
    [
      [10, 1_000],
      [10, 100, 1_000],
    ],
    [
      [50, 50_000],
      [100, 1_000, 10_000],
    ],
    [
      [20, 100],
      [20, 50, 100],
    ],
  ])("over %o has round figures: %o", (domain, ticks) => {
    expect(durationTicks(domain, 5).map((tick) => Math.round(tick))).toEqual(ticks);
  });
});

describe("the nearest point", () => {
  const points = [0, 10, 20].map((second) =>
    toPoints({
      kind: "runs",
      runs: [
        run({
          id: String(second),
          started_at: `2026-03-01T09:00:${String(second).padStart(2, "0")}Z`,
        }),
      ],
    }),
  );
  const marks = points.flat().map(({ id, timeMs: at }) => ({ id, at }));
  test.each([
    [-5, "0"],
    [4, "0"],
    [6, "10"],
    [15, "20"],
    [99, "20"],
  ])("to second %i is that of %s", (second, id) => {
    const timeMs = Date.parse("2026-03-01T09:00:00Z") + second * 1_000;
    expect(nearestMark(marks, timeMs, Infinity)?.id).toBe(id);
  });

  test("of none is none", () => {
    expect(nearestMark([], 0, Infinity)).toBeNull();
  });
});

describe("the axis of a summary", () => {
  const day: DurationSummary = {
    range: "24h",
    from: "2026-03-01T12:05:00.000Z",
    to: "2026-03-02T12:02:00.000Z",
    bucket_seconds: 300,
    buckets: [],
  };
  const startOf = (summary: DurationSummary, createdAt: string) =>
    fitSummary(summary, createdAt).from;

  test.each([
    ["a routine of a minute", "2026-03-02T12:01:00.000Z", "2026-03-02T11:00:00.000Z"],
    ["a routine of three hours", "2026-03-02T09:01:30.000Z", "2026-03-02T09:00:00.000Z"],
    ["one as old as the range", "2026-03-01T12:01:00.000Z", day.from],
    ["an old routine", "2025-01-01T00:00:00.000Z", day.from],
  ])("of %s begins with it, and spans an hour at least", (_, createdAt, start) => {
    expect(startOf(day, createdAt)).toBe(start);
  });

  test("leaves out no bucket, also of a run from before the routine was created here", () => {
    const buckets = [bucket({ starts_at: "2026-03-02T02:00:00.000Z" })];
    const fitted = fitSummary({ ...day, buckets }, "2026-03-02T11:00:00.000Z");
    expect(fitted).toEqual({ ...day, buckets, from: "2026-03-02T02:00:00.000Z" });
  });
});
