import fc from "fast-check";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { gridPaths } from "@/components/pulse/grid-paths";
import { markPaths, Marks } from "@/components/pulse/mark-paths";
import { PulseBars, PulseCopy } from "@/components/pulse/pulse-bars";
import { packPulse, STRIP_HEIGHT, unpackPulse } from "@/components/pulse/pulse-code";
import { countOutcomes, pulseHeights } from "@/components/pulse/pulse-scale";
import { RunSentence } from "@/components/pulse/run-sentence";
import { markTime, runState, type RunState } from "@/components/pulse/run-state";
import { stripMarks } from "@/components/pulse/strip-cards";
import { findMarkRun } from "@/components/pulse/use-strip-runs";
import { nearestMark, walkMarks } from "@/components/pulse/walk-marks";
import { renderMarkup, renderText } from "@/tests/support/render-markup";
import { runDetail } from "@/tests/support/run-detail";

const everyState = ["SUCCESS", "DEGRADED", "FAIL", "MISSED", "ABANDONED", "RUNNING"] as const;

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
  const plain = { is_degraded: false, in_maintenance: false };

  it("every mark is counted once", () => {
    const statuses = ["SUCCESS", "FAIL", "MISSED", "ABANDONED", "RUNNING", "SUCCESS"] as const;
    expect(countOutcomes(statuses.map((status) => ({ status, ...plain })))).toEqual({
      count: 6,
      succeeded: 2,
      degraded: 0,
      failed: 1,
      other: 3,
      maintenance: 0,
    });
  });

  it("runs in maintenance are counted apart from what succeeded and failed", () => {
    const marks = (["SUCCESS", "FAIL", "FAIL"] as const).map((status, index) => ({
      status,
      is_degraded: false,
      in_maintenance: index < 2,
    }));
    expect(countOutcomes(marks)).toEqual({
      count: 3,
      succeeded: 0,
      degraded: 0,
      failed: 1,
      other: 2,
      maintenance: 2,
    });
  });

  it("a degraded run counts as a success, and as degraded", () => {
    const marks = [true, false].map((is_degraded) => ({
      ...plain,
      status: "SUCCESS" as const,
      is_degraded,
    }));
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
});

describe("a strip as text", () => {
  const toMark = (state: RunState, duration_ms: number | null, isQuiet = false) => ({
    status: state === "DEGRADED" ? ("SUCCESS" as const) : state,
    is_degraded: state === "DEGRADED",
    in_maintenance: isQuiet,
    duration_ms,
  });

  it.each([false, true])("every state comes back with its bar, quiet: %s", (isQuiet) => {
    const marks = everyState.map((state, index) => toMark(state, 10 ** index, isQuiet));
    const heights = pulseHeights(marks).map((share) => Math.round(share * STRIP_HEIGHT));
    expect(unpackPulse(packPulse(marks))).toEqual(
      everyState.map((state, index) => ({ state, barHeight: heights[index], isQuiet })),
    );
  });

  it("a mark takes two characters, however long it ran", () => {
    const marks = [null, 0, 1, 86_400_000].map((ms) => toMark("SUCCESS", ms));
    expect(packPulse(marks)).toHaveLength(2 * marks.length);
  });

  it("no marks make no text, and no text no marks", () => {
    expect(packPulse([])).toBe("");
    expect(unpackPulse("")).toEqual([]);
  });
});

describe("marks in paths", () => {
  const PITCH = 4;
  const WIDTH = 3;
  const upright = { width: WIDTH, height: STRIP_HEIGHT };
  const sizes = [
    ["in a strip", upright],
    ["in a stretched grid", { ...upright, isStretched: true }],
  ] as const;
  const bar = (state: RunState, place = 0, barHeight = 12) => ({
    state,
    barHeight,
    x: place * PITCH + WIDTH / 2,
  });
  const forty = (state: RunState) => Array.from({ length: 40 }, (_, place) => bar(state, place));
  /** Where a path puts its pen down. */
  const startsOf = (d: string) => [...d.matchAll(/M([\d.]+) /g)].map(([, x]) => Number(x));

  it.each(sizes)(
    "a state takes as many paths for forty marks as for one, at most two, %s",
    (_, size) => {
      for (const state of everyState) {
        const paths = markPaths(forty(state), size);
        expect(paths.length).toBe(markPaths([bar(state)], size).length);
        expect(paths.length).toBeLessThanOrEqual(2);
      }
    },
  );

  it.each(sizes)("every state has a shape of its own, whatever the colours, %s", (_, size) => {
    const looks = everyState.map((state) =>
      renderToStaticMarkup(createElement(Marks, { marks: [bar(state)], ...size })).replace(
        /var\(--[a-z-]+\)/g,
        "ink",
      ),
    );
    expect(new Set(looks).size).toBe(everyState.length);
  });

  it.each([40, 20, 3])("a degraded bar of %d pixels is filled for three quarters", (barHeight) => {
    const height = 40;
    const [path] = markPaths([bar("DEGRADED", 0, barHeight)], { width: WIDTH, height });
    const [, from = NaN, to = NaN] =
      /^M[\d.]+ ([\d.]+)V([\d.]+)/.exec(path?.d ?? "")?.map(Number) ?? [];
    expect(from).toBe(height);
    expect(from - to).toBeGreaterThan(0);
    expect(Math.abs(from - to - barHeight * 0.75)).toBeLessThanOrEqual(1.5);
  });

  it.each(everyState)("every mark of %s stands in its place, in the order of the runs", (state) => {
    const others: RunState = state === "SUCCESS" ? "FAIL" : "SUCCESS";
    const firstPlace = 7;
    const marks = [state, others, state, others, state].map((each, index) =>
      bar(each, firstPlace + index),
    );
    const own = markPaths(marks, upright).filter((path) => path.state === state);
    expect(own.length).toBeGreaterThan(0);
    for (const { d } of own) {
      const places = startsOf(d).map((x) => Math.floor(x / PITCH) - firstPlace);
      expect([...new Set(places)]).toEqual([0, 2, 4]);
    }
  });

  it.each(everyState)("a bar of %s as low as it can be is drawn without a break", (state) => {
    for (const [, size] of sizes) {
      for (const { d } of markPaths([bar(state, 0, 3)], size)) {
        expect(d).toMatch(/^(M[\d.]+ [\d.]+|[mvVhqaz][-\d. ]*)+$/);
      }
    }
  });

  it("forty marks of one state take less than 60 characters each", () => {
    for (const state of everyState) {
      const paths = markPaths(forty(state), upright);
      expect(paths.reduce((sum, { d }) => sum + d.length, 0)).toBeLessThan(40 * 60);
    }
  });

  it("a mark of the grid stands in the middle of its column, as high as its run took long", () => {
    const column = (place: number, duration_ms: number) => ({
      column: place,
      runs: 1,
      failed: 0,
      worst: {
        at: "2026-03-01T09:00:00.000Z",
        status: "SUCCESS" as const,
        is_degraded: false,
        in_maintenance: false,
        http_status: 200,
        duration_ms,
        error_code: null,
        lag_ms: null,
      },
    });
    const [path, ...others] = gridPaths([column(3, 10), column(95, 10_000)]);
    expect(others).toEqual([]);
    expect(path).toEqual({ state: "SUCCESS", part: "bar", d: "M3.5 18V13M95.5 18V0" });
  });
});

describe("a strip on a page", () => {
  const strip = { code: "sksafkmadksk", places: 40, id: "pulse-1" };
  const said = "Last 6 runs: 4 succeeded (1 degraded), 1 failed, 1 other";

  it("says in words what it shows, and so does its copy", () => {
    for (const markup of [
      renderMarkup(createElement(PulseBars, strip)),
      renderMarkup(createElement(PulseCopy, strip)),
    ]) {
      expect(markup).toContain('role="img"');
      expect(markup).toContain(`aria-label="${said}"`);
    }
  });

  it("the copy refers to the drawing, and draws nothing itself", () => {
    expect(renderMarkup(createElement(PulseBars, strip))).toContain('<g id="pulse-1">');
    const copy = renderMarkup(createElement(PulseCopy, strip));
    expect(copy).toContain('<use href="#pulse-1">');
    expect(copy).not.toContain("<path");
  });

  it("forty marks take no more elements than their states need", () => {
    const markup = renderMarkup(
      createElement(PulseBars, { code: "sk".repeat(39) + "fk", places: 40 }),
    );
    expect(markup.match(/<path/g)).toHaveLength(4);
    expect(markup.length).toBeLessThan(1_500);
  });

  it("a routine without runs has an empty strip that says so", () => {
    const markup = renderMarkup(createElement(PulseBars, { code: "", places: 40 }));
    expect(markup).toContain('aria-label="No runs yet"');
    expect(markup.match(/<path/g)).toHaveLength(1);
  });
});

describe("the marks of a strip in their places", () => {
  const code = packPulse(
    (["SUCCESS", "FAIL", "SUCCESS"] as const).map((status) => ({
      status,
      is_degraded: false,
      in_maintenance: false,
      duration_ms: 100,
    })),
  );

  it("the newest takes the last place, and the oldest places stay empty", () => {
    const marks = stripMarks(code, 10);
    expect(marks.map(({ id }) => id)).toEqual([7, 8, 9]);
    expect(marks.map(({ age }) => age)).toEqual([2, 1, 0]);
    expect(marks.map(({ state }) => state)).toEqual(["SUCCESS", "FAIL", "SUCCESS"]);
    expect(stripMarks("", 10)).toEqual([]);
  });

  it.each([
    [9.9, 9],
    [8.5, 8],
    [7.1, 7],
    [6.2, 7],
    [0, null],
  ])("a pointer at %d of 10 places is at the mark in %s", (place, expected) => {
    expect(nearestMark(stripMarks(code, 10), place / 10, 0.15)?.id ?? null).toBe(expected);
  });

  it("a walk down goes to the mark under it, or the nearest that there is", () => {
    const rows = [code, "", code.slice(-2)].map((text, row) => ({
      id: String(row),
      marks: stripMarks(text, 10),
    }));
    expect(walkMarks(rows, { rowId: "0", markId: 7 }, "ArrowDown")).toMatchObject({
      rowId: "2",
      mark: { id: 9 },
    });
    expect(walkMarks(rows, { rowId: "2", markId: 9 }, "ArrowUp")).toMatchObject({
      rowId: "0",
      mark: { id: 9 },
    });
  });
});

describe("the run of a mark of a strip", () => {
  const PLACES = 6;
  let count = 0;
  const toRun = (state: RunState) => ({
    id: `run-${(count += 1)}`,
    status: state === "DEGRADED" ? ("SUCCESS" as const) : state,
    is_degraded: state === "DEGRADED",
  });
  type Run = ReturnType<typeof toRun>;
  /** Oldest first, as a strip is drawn; lists are the other way round. */
  const history = (["SUCCESS", "FAIL", "SUCCESS", "MISSED", "DEGRADED", "SUCCESS"] as const).map(
    toRun,
  );
  const listed = (runs: readonly Run[]) => runs.slice(-PLACES).toReversed();
  /** The runs that a strip of `drawn` shows for its marks while the list has `now`. */
  const runsOf = (drawn: readonly Run[], now: readonly Run[]) => {
    const marks = drawn.slice(-PLACES);
    return marks.map((mark, index) =>
      findMarkRun(listed(now), marks.at(-1)?.id ?? null, {
        age: marks.length - 1 - index,
        state: runState(mark),
      }),
    );
  };

  it("is its own while nothing has changed", () => {
    expect(runsOf(history, history)).toEqual(history);
    const few = history.slice(0, 2);
    expect(runsOf(few, few)).toEqual(few);
  });

  it("is unknown in an empty list, and in a strip without runs", () => {
    expect(runsOf(history, [])).toEqual(history.map(() => null));
    expect(findMarkRun(history, null, { age: 0, state: "SUCCESS" })).toBeNull();
  });

  it("stays its own when a run comes, and is unknown once the list no longer has it", () => {
    const grown = [...history, toRun("FAIL")];
    expect(runsOf(history, grown)).toEqual([null, ...history.slice(1)]);
    const few = history.slice(0, 3);
    expect(runsOf(few, [...few, toRun("SUCCESS")])).toEqual(few);
  });

  it("is not shown for the mark of a running run once that has ended, and all others keep theirs", () => {
    const running = toRun("RUNNING");
    const ended = { ...running, status: "SUCCESS" as const };
    const before = history.slice(0, 5);
    expect(runsOf([...before, running], [...before, ended])).toEqual([...before, null]);
  });

  it("is unknown where it was deleted, and all others keep theirs", () => {
    expect(runsOf(history, history.slice(2))).toEqual([null, null, ...history.slice(2)]);
  });

  it.each([
    ["the newest run is another one", [...history.slice(0, 5), toRun("SUCCESS")]],
    ["many new ones have come", Array.from({ length: PLACES }, () => toRun("MISSED"))],
  ])("is unknown for every mark where %s", (_, now) => {
    expect(runsOf(history, now)).toEqual(history.map(() => null));
  });

  it("is never another's, however alike the marks look and however many runs have come", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...everyState), { maxLength: 2 * PLACES }),
        fc.array(fc.constantFrom(...everyState), { maxLength: 2 * PLACES }),
        (older, newer) => {
          const drawn = older.map(toRun);
          const now = [...drawn, ...newer.map(toRun)];
          const inList = new Set(listed(now));
          const newest = drawn.at(-1);
          const isFound = newest !== undefined && inList.has(newest);
          expect(runsOf(drawn, now)).toEqual(
            drawn.slice(-PLACES).map((run) => (isFound && inList.has(run) ? run : null)),
          );
        },
      ),
    );
  });
});

describe("a mark in time", () => {
  const slot = "2026-03-02T12:00:00.000Z";
  const started = "2026-03-02T12:00:00.250Z";

  it("stands at its slot, and a manual run at its start", () => {
    const mark = { scheduled_for: slot, started_at: started, created_at: started };
    expect(markTime(mark)).toBe(slot);
    expect(markTime({ ...mark, scheduled_for: null })).toBe(started);
  });
});

describe("a degraded run in a sentence", () => {
  const run = runDetail({ is_degraded: true, duration_ms: 2_100 });

  it.each([
    ["en", "Degraded: the server responded with 200 after 2.1 s."],
    ["pt-BR", "Degradada: o servidor respondeu com 200 após 2,1 s."],
  ] as const)("is shown in %s as degraded, not as failed", (locale, sentence) => {
    expect(renderText(createElement(RunSentence, { run }), { locale })).toBe(sentence);
  });
});
