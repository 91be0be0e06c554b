import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { markTime } from "@/components/runs/mark-time";
import { countOutcomes, pulseHeights } from "@/components/runs/pulse-scale";
import { PulseShape } from "@/components/runs/pulse-shape";
import { runAnswer } from "@/components/runs/run-answer";
import { runState } from "@/components/runs/run-state";

const heightsOf = (...durations: (number | null)[]) =>
  pulseHeights(durations.map((duration_ms) => ({ duration_ms })));

describe("the heights of a pulse", () => {
  it("the longest run reaches the top, and every mark can be seen", () => {
    const heights = heightsOf(1, 20, 4_000, 30_000);
    expect(heights.at(-1)).toBe(1);
    expect(Math.min(...heights)).toBeGreaterThan(0.2);
  });

  it("equal ratios of durations make equal steps", () => {
    const [a = 0, b = 0, c = 0] = heightsOf(10, 100, 1_000);
    expect(b - a).toBeCloseTo(c - b);
    expect(b - a).toBeGreaterThan(0.1);
  });

  it("small differences look small", () => {
    const [a = 0, b = 0] = heightsOf(100, 110);
    expect(b - a).toBeLessThan(0.05);
  });

  it("a run without a duration has a height of its own, alone or among others", () => {
    expect(heightsOf(null)).toEqual(heightsOf(null, 10, 10_000).slice(0, 1));
  });

  it("no marks make no heights", () => {
    expect(heightsOf()).toEqual([]);
  });

  it("a run of 0 ms is drawn", () => {
    expect(heightsOf(0)).toEqual([1]);
  });
});

describe("what a pulse says in words", () => {
  it("every mark is counted once", () => {
    const statuses = ["SUCCESS", "FAIL", "MISSED", "ABANDONED", "RUNNING", "SUCCESS"] as const;
    expect(countOutcomes(statuses.map((status) => ({ status, is_degraded: false })))).toEqual({
      count: 6,
      succeeded: 2,
      degraded: 0,
      failed: 1,
      other: 3,
    });
  });

  it("a degraded run counts as a success, and is told", () => {
    const marks = [true, false].map((is_degraded) => ({ status: "SUCCESS" as const, is_degraded }));
    expect(countOutcomes(marks)).toMatchObject({ count: 2, succeeded: 2, degraded: 1, other: 0 });
  });
});

describe("the state that a run is shown in", () => {
  it.each([
    ["SUCCESS", false, "SUCCESS"],
    ["SUCCESS", true, "DEGRADED"],
    ["FAIL", false, "FAIL"],
    ["MISSED", false, "MISSED"],
  ] as const)("%s, degraded: %s, is %s", (status, is_degraded, state) => {
    expect(runState({ status, is_degraded })).toBe(state);
  });

  it("every state has a shape of its own, whatever the colours", () => {
    const states = ["SUCCESS", "DEGRADED", "FAIL", "MISSED", "ABANDONED", "RUNNING"] as const;
    const shapes = states.map((status) =>
      renderToStaticMarkup(PulseShape({ status, width: 3, height: 20, share: 1 })).replace(
        /var\(--[a-z-]+\)/g,
        "ink",
      ),
    );
    expect(new Set(shapes).size).toBe(states.length);
  });

  it.each([1, 0.5, 0.01])("a degraded bar is filled for three quarters, at %d too", (share) => {
    const height = 40;
    const markup = renderToStaticMarkup(
      PulseShape({ status: "DEGRADED", width: 3, height, share }),
    );
    const bar = Math.max(3, height * share);
    const [filled = NaN] = [...markup.matchAll(/height="([\d.]+)"/g)]
      .map(([, text]) => Number(text))
      .slice(-1);
    expect(filled).toBeGreaterThan(0);
    expect(Math.abs(filled - bar * 0.75)).toBeLessThanOrEqual(1.5);
  });
});

describe("a mark in time", () => {
  const slot = "2026-03-02T12:00:00.000Z";
  const started = "2026-03-02T12:00:00.250Z";

  it("stands at its slot, and by hand at its start", () => {
    const mark = { scheduled_for: slot, started_at: started, created_at: started };
    expect(markTime(mark)).toBe(slot);
    expect(markTime({ ...mark, scheduled_for: null })).toBe(started);
  });
});

describe("what came back, in a word", () => {
  it.each([
    [
      { http_status: 200, error_code: null },
      { kind: "http", status: 200 },
    ],
    [
      { http_status: 503, error_code: "HTTP_STATUS" },
      { kind: "http", status: 503 },
    ],
    [
      { http_status: 200, error_code: "TOO_LARGE" },
      { kind: "error", code: "TOO_LARGE" },
    ],
    [
      { http_status: null, error_code: "DNS" },
      { kind: "error", code: "DNS" },
    ],
    [{ http_status: null, error_code: null }, null],
  ] as const)("%j is told as %j", (run, answer) => {
    expect(runAnswer(run)).toEqual(answer);
  });
});
