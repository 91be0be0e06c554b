import { describe, expect, it } from "vitest";
import { systemState } from "@/components/live/system-state";
import { readQuery, withQuery } from "@/components/page/query";
import { intervalParts } from "@/components/schedule/interval-parts";
import { durationParts } from "@/components/time/duration-parts";
import { exactTimeText } from "@/components/time/exact-time-text";
import { timeDistance } from "@/components/time/time-distance";
import type { HealthDto } from "@/lib/domain/run/overview";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const now = Date.parse("2026-03-02T12:00:00Z");

describe("ages", () => {
  it.each([
    [0, "now", 0],
    [-5 * SECOND, "now", 0],
    [999, "now", 0],
    [14.9 * SECOND, "secondsAgo", 14],
    [59.9 * SECOND, "secondsAgo", 59],
    [MINUTE, "minutesAgo", 1],
    [HOUR - 1, "minutesAgo", 59],
    [HOUR, "hoursAgo", 1],
    [48 * HOUR - 1, "hoursAgo", 47],
    [48 * HOUR, "daysAgo", 2],
  ])("%d ms ago is told as %s %d", (age, key, count) => {
    expect(timeDistance(now - age, now, false)).toEqual({ key, count });
  });

  it.each([
    [-MINUTE, "dueNow", 0],
    [30 * SECOND, "inSeconds", 30],
    [5 * MINUTE, "inMinutes", 5],
    [3 * HOUR, "inHours", 3],
    [72 * HOUR, "inDays", 3],
  ])("a slot in %d ms is told as %s %d", (ahead, key, count) => {
    expect(timeDistance(now + ahead, now, true)).toEqual({ key, count });
  });
});

describe("exact times", () => {
  it.each([
    ["full", "2026-01-31 09:00:05 UTC"],
    ["minute", "2026-01-31 09:00 UTC"],
    ["clock", "09:00"],
  ] as const)("without a reader's zone, %s is the same on every machine", (style, text) => {
    expect(exactTimeText("2026-01-31T09:00:05.123Z", style, null)).toBe(text);
  });

  it("midnight is 00:00, never 24:00", () => {
    const reader = { locale: "en", timezone: "America/Sao_Paulo" };
    expect(exactTimeText("2026-01-31T03:00:00.000Z", "clock", reader)).toBe("00:00");
  });

  it.each([
    ["Asia/Tokyo", "Sat, Jan 31, 18:00"],
    ["America/New_York", "Sat, Jan 31, 04:00"],
    ["Mars/Olympus", "Sat, Jan 31, 09:00"],
  ])("a reader in %s is told %s", (timezone, text) => {
    const reader = { locale: "en", timezone };
    expect(exactTimeText("2026-01-31T09:00:05.123Z", "minute", reader)).toBe(text);
  });
});

describe("durations", () => {
  it.each([
    [null, "noDuration", 0],
    [0, "milliseconds", 0],
    [211.6, "milliseconds", 212],
    [999.4, "milliseconds", 999],
    [999.6, "seconds", 0.9996],
    [1_400, "seconds", 1.4],
    [59_960, "minutes", 59_960 / 60_000],
    [150_000, "minutes", 2.5],
  ])("%s ms is told as %s", (ms, key, count) => {
    expect(durationParts(ms)).toEqual({ key, count });
  });
});

describe("intervals in words", () => {
  it.each([
    [1, "everyMinutes", 1],
    [90, "everyMinutes", 90],
    [60, "everyHours", 1],
    [36 * 60, "everyHours", 36],
    [1_440, "everyDays", 1],
    [14 * 1_440, "everyWeeks", 2],
  ])("%d minutes are told exactly, as %s %d", (minutes, key, count) => {
    expect(intervalParts(minutes)).toEqual({ key, count });
  });
});

describe("the state of a list in its URL", () => {
  const allowed = { q: null, status: ["FAIL", "SUCCESS"] };

  it.each([
    [
      { q: "pay", status: "FAIL" },
      { q: "pay", status: "FAIL" },
    ],
    [{ q: " ", status: "" }, {}],
    [{ status: "WRONG" }, {}],
    [{ status: ["FAIL", "SUCCESS"] }, {}],
    [{ other: "x" }, {}],
    [{}, {}],
  ])("%j is read as %j", (parameters, query) => {
    expect(readQuery(parameters, allowed)).toEqual(query);
  });

  it("an address holds what is set, and nothing else", () => {
    expect(withQuery("/runs", { status: "FAIL", cursor: undefined, q: "" })).toBe(
      "/runs?status=FAIL",
    );
    expect(withQuery("/runs", { q: "a&b=c" })).toBe("/runs?q=a%26b%3Dc");
    expect(withQuery("/runs", { status: undefined })).toBe("/runs");
  });
});

describe("the state of the system", () => {
  const health = (tickAgeMs: number | null, lagMs: number | null): HealthDto => ({
    status: "ok",
    database: { status: "ok", latency_ms: 2 },
    scheduler: {
      last_tick_at: tickAgeMs === null ? null : new Date(now - tickAgeMs).toISOString(),
      due: 0,
      oldest_due_lag_ms: lagMs,
      lag_ms: null,
    },
    version: "0.0.0",
  });

  it.each([
    ["a tick a minute ago", health(MINUTE, 0), "ok"],
    ["nothing due", health(MINUTE, null), "ok"],
    ["exactly three minutes", health(3 * MINUTE, 3 * MINUTE), "ok"],
    ["no tick for longer", health(3 * MINUTE + 1, 0), "late"],
    ["never a tick", health(null, null), "late"],
    ["a slot that waits for longer", health(MINUTE, 3 * MINUTE + 1), "late"],
    [
      "no database",
      { ...health(null, null), database: { status: "down" as const, latency_ms: null } },
      "down",
    ],
  ])("%s", (_name, dto, state) => {
    expect(systemState(dto, new Date(now))).toBe(state);
  });
});
