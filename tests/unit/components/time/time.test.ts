import { describe, expect, it } from "vitest";
import { durationParts } from "@/components/time/duration";
import { exactTimeText } from "@/components/time/exact-time-text";
import { timeDistance } from "@/components/time/time-distance";

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
  ])("%d ms ago is shown as %s %d", (age, key, count) => {
    expect(timeDistance(now - age, now, false)).toEqual({ key, count });
  });

  it.each([
    [-MINUTE, "dueNow", 0],
    [30 * SECOND, "inSeconds", 30],
    [5 * MINUTE, "inMinutes", 5],
    [3 * HOUR, "inHours", 3],
    [72 * HOUR, "inDays", 3],
  ])("a slot in %d ms is shown as %s %d", (ahead, key, count) => {
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
  ])("a reader in %s sees %s", (timezone, text) => {
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
  ])("%s ms is shown as %s", (ms, key, count) => {
    expect(durationParts(ms)).toEqual({ key, count });
  });
});
