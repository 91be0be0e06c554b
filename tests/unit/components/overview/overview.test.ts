import { describe, expect, it } from "vitest";
import { pointsChange, relativeChange, successShare } from "@/components/overview/overview-numbers";
import { nearestMark, walkKeyOf, walkMarks, type WalkStart } from "@/components/pulse/walk-marks";
import {
  columnNumber,
  countColumns,
  findPulseSpan,
  fitPulseSpan,
  pulseSpans,
  pulseStart,
} from "@/lib/domain/run/pulse";

describe("how a number stands to that of the day before", () => {
  it.each([
    [150, 100, { is: "up", by: 0.5 }],
    [75, 100, { is: "down", by: 0.25 }],
    [100, 100, { is: "same" }],
    [100.3, 100, { is: "same" }],
    [0, 100, { is: "down", by: 1 }],
    [0, 0, { is: "same" }],
    [5, 0, { is: "unknown" }],
    [null, 100, { is: "unknown" }],
    [100, null, { is: "unknown" }],
  ] as const)("%s after %s", (today, before, expected) => {
    expect(relativeChange(today, before)).toEqual(expected);
  });

  it.each([
    [0.995, 0.99, { is: "up", by: 0.5 }],
    [0.9, 1, { is: "down", by: 10 }],
    [0.9901, 0.99, { is: "same" }],
    [null, 1, { is: "unknown" }],
    [1, null, { is: "unknown" }],
  ])("a share of %s after %s", (today, before, expected) => {
    expect(pointsChange(today, before)).toEqual(expected);
  });

  it("one failure among many is never rounded to success throughout", () => {
    expect(successShare({ succeeded: 99_999, failed: 1 })).toBe(0.999);
    expect(successShare({ succeeded: 3, failed: 0 })).toBe(1);
    expect(successShare({ succeeded: 0, failed: 0 })).toBeNull();
  });
});

describe("where a pulse begins", () => {
  it.each(["2026-03-02T12:00:00.000Z", "2026-03-02T12:07:31.500Z", "2026-03-02T12:14:59.999Z"])(
    "at %s the last column of a day holds the moment, and columns begin on quarter hours",
    (text) => {
      const now = new Date(text);
      const span = findPulseSpan("24");
      const start = pulseStart(now, span);
      expect(start.toISOString()).toBe("2026-03-01T12:15:00.000Z");
      const first = columnNumber(start, span.columnMinutes);
      expect(columnNumber(now, span.columnMinutes) - first).toBe(countColumns(span) - 1);
    },
  );
});

describe("how far back a pulse goes", () => {
  const now = new Date("2026-03-02T12:07:31.500Z");
  const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

  it.each([
    [0, 1],
    [10, 1],
    [59, 1],
    [60, 3],
    [178, 3],
    [182, 6],
    [355, 6],
    [361, 12],
    [710, 12],
    [721, 24],
    [1_440, 24],
    [500_000, 24],
  ])("with a first run of %d minutes ago it is %d hours", (minutes, hours) => {
    expect(fitPulseSpan(minutesAgo(minutes), now).hours).toBe(hours);
  });

  it("without a run it is an hour", () => {
    expect(fitPulseSpan(null, now).hours).toBe(1);
  });

  it("its width is whole columns, at most 96", () => {
    for (const span of pulseSpans) {
      expect(countColumns(span)).toBeLessThanOrEqual(96);
      expect(Number.isInteger(countColumns(span))).toBe(true);
    }
  });

  it("shows the first run for a day, and only becomes wider as time goes on", () => {
    const first = now;
    let before = 0;
    for (let minute = 0; minute < 1_430; minute += 1) {
      const later = new Date(first.getTime() + minute * 60_000);
      const span = fitPulseSpan(first, later);
      expect(span.hours).toBeGreaterThanOrEqual(before);
      before = span.hours;
      const column =
        columnNumber(first, span.columnMinutes) -
        columnNumber(pulseStart(later, span), span.columnMinutes);
      expect(column).toBeGreaterThanOrEqual(0);
      // Never less than a quarter of the width, once there is more than the first hour.
      if (span.hours > 1) expect(column).toBeLessThan(countColumns(span) * 0.75);
    }
  });

  it.each([
    ["1", 1],
    ["6", 6],
    ["24", 24],
    ["2", 24],
    ["1e0", 24],
    ["-1", 24],
    ["", 24],
    [null, 24],
  ])("asked for %j hours, it is %d", (asked, hours) => {
    expect(findPulseSpan(asked).hours).toBe(hours);
  });
});

describe("the number of a column", () => {
  it.each(pulseSpans)("of $columnMinutes minutes is the same for as long as it lasts", (span) => {
    const { columnMinutes } = span;
    const start = pulseStart(new Date("2026-03-02T12:07:31.500Z"), span);
    const number = columnNumber(start, columnMinutes);
    const end = new Date(start.getTime() + columnMinutes * 60_000);
    expect(columnNumber(new Date(end.getTime() - 1), columnMinutes)).toBe(number);
    expect(columnNumber(end.toISOString(), columnMinutes)).toBe(number + 1);
  });
});

/** Marks in the middle of these columns, of rows with ten columns. */
const marksIn = (...columns: number[]) =>
  columns.map((column) => ({ id: column, at: (column + 0.5) / 10 }));

describe("the mark under a pointer", () => {
  const marks = marksIn(10, 12, 40);

  it.each([
    [10.5, 1, 10],
    [11.4, 1, 10],
    [11.6, 1, 12],
    [13.4, 1, 12],
    [20, 1, null],
    [40.4, 0.2, 40],
  ])("at %d, within %d columns, is %s", (place, reach, expected) => {
    expect(nearestMark(marks, place / 10, reach / 10)?.id ?? null).toBe(expected);
  });
});

describe("walking the marks of a grid", () => {
  const rows = [
    { id: "row 0", marks: marksIn(1, 5, 9) },
    { id: "row 1", marks: [] },
    { id: "row 2", marks: marksIn(6) },
  ];
  const at = (row: number, column: number) => ({ rowId: `row ${row}`, markId: column });
  const walk = (from: WalkStart, key: string) => {
    const walkKey = walkKeyOf({ key });
    const place = walkKey === null ? null : walkMarks(rows, from, walkKey);
    return place && { rowId: place.rowId, markId: place.mark.id };
  };

  it.each([
    ["ArrowRight", at(0, 1), at(0, 5)],
    ["ArrowRight", at(0, 9), at(0, 9)],
    ["ArrowLeft", at(0, 5), at(0, 1)],
    ["ArrowLeft", at(0, 1), at(0, 1)],
    ["Home", at(0, 9), at(0, 1)],
    ["End", at(0, 1), at(0, 9)],
    ["ArrowDown", at(0, 9), at(2, 6)],
    ["ArrowDown", at(2, 6), at(2, 6)],
    ["ArrowUp", at(2, 6), at(0, 5)],
    ["ArrowUp", at(0, 5), at(0, 5)],
  ] as const)("%s from %j leads to %j", (key, from, expected) => {
    expect(walk(from, key)).toEqual(expected);
  });

  it.each([
    ["End", null, at(0, 9)],
    ["ArrowLeft", null, at(0, 9)],
    ["ArrowDown", null, at(0, 9)],
    ["Home", null, at(0, 1)],
    ["ArrowRight", { rowId: "row 2", markId: null }, at(2, 6)],
    ["ArrowLeft", { rowId: "row 1", markId: null }, null],
  ] as const)("%s without a chosen mark, from %j, leads to %j", (key, from, expected) => {
    expect(walk(from, key)).toEqual(expected);
  });

  it.each(["a", "Enter", "PageUp", "arrowleft"])("%s leads to no mark", (key) => {
    expect(walkKeyOf({ key })).toBeNull();
  });

  it.each(["altKey", "ctrlKey", "metaKey"])("an arrow key with %s is the browser's", (modifier) => {
    expect(walkKeyOf({ key: "ArrowLeft", [modifier]: true })).toBeNull();
  });
});
