import { describe, expect, it } from "vitest";
import { fromZonedTime, toZonedTime } from "@/lib/domain/schedule/zoned-time";

describe("wall times of a zone", () => {
  it.each([
    ["UTC", "2026-01-31T09:00", "2026-01-31T09:00:00.000Z"],
    ["America/Sao_Paulo", "2026-01-31T09:00", "2026-01-31T12:00:00.000Z"],
    ["America/Sao_Paulo", "2026-01-31T22:00", "2026-02-01T01:00:00.000Z"],
    ["Asia/Kathmandu", "2026-01-31T00:00", "2026-01-30T18:15:00.000Z"],
    ["Pacific/Kiritimati", "2026-01-01T13:59", "2025-12-31T23:59:00.000Z"],
    ["Pacific/Niue", "2025-12-31T13:00", "2026-01-01T00:00:00.000Z"],
    ["Europe/Berlin", "2026-01-31T00:00", "2026-01-30T23:00:00.000Z"],
    ["Europe/Berlin", "2026-07-31T00:00", "2026-07-30T22:00:00.000Z"],
    ["Europe/Berlin", "2026-07-31T09:00:05", "2026-07-31T07:00:05.000Z"],
    ["Europe/Berlin", "2026-07-31T09:00:05.250", "2026-07-31T07:00:05.250Z"],
    ["Europe/Berlin", "2026-07-31T09:00:00.250", "2026-07-31T07:00:00.250Z"],
    ["UTC", "2028-02-29T23:59", "2028-02-29T23:59:00.000Z"],
  ])("in %s, %s is %s, and back", (timezone, wall, instant) => {
    expect(fromZonedTime(wall, timezone)?.toISOString()).toBe(instant);
    expect(toZonedTime(new Date(instant), timezone)).toBe(wall);
  });

  it.each([
    ["Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00.000Z"],
    ["America/New_York", "2026-11-01T01:00", "2026-11-01T05:00:00.000Z"],
    ["Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00.000Z"],
    ["Pacific/Auckland", "2026-04-05T02:30", "2026-04-04T13:30:00.000Z"],
  ])("in %s, %s is shown twice, and means the first time", (timezone, wall, instant) => {
    expect(fromZonedTime(wall, timezone)?.toISOString()).toBe(instant);
  });

  it.each([
    ["Europe/Berlin", "2026-03-29T02:30", "2026-03-29T03:30"],
    ["America/New_York", "2026-03-08T02:00", "2026-03-08T03:00"],
    ["Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-04T02:45"],
    ["Pacific/Apia", "2011-12-30T10:00", "2011-12-31T10:00"],
  ])("in %s, %s is skipped, and means %s", (timezone, wall, shown) => {
    const instant = fromZonedTime(wall, timezone);
    expect(instant && toZonedTime(instant, timezone)).toBe(shown);
  });

  it("every hour of a year survives the way there and back, except those shown twice", () => {
    const hours = Array.from({ length: 365 * 24 }, (_, hour) => Date.UTC(2026, 0, 1, hour));
    const moved = hours.filter((at) => {
      const wall = toZonedTime(new Date(at), "America/New_York");
      return fromZonedTime(wall, "America/New_York")?.getTime() !== at;
    });
    expect(moved).toEqual([Date.UTC(2026, 10, 1, 6)]);
  });

  it.each([
    "",
    "tomorrow",
    "2026-01-31",
    "2026-01-31 09:00",
    "2026-01-31T09:00Z",
    "2026-02-30T09:00",
    "2026-13-01T09:00",
    "2026-01-31T24:00",
    "2026-01-31T09:60",
    "12026-01-31T09:00",
    "0999-12-31T23:59",
    "0000-01-01T00:00",
  ])("%j is not a wall time", (text) => {
    expect(fromZonedTime(text, "UTC")).toBeNull();
  });

  it("a zone that does not exist is refused", () => {
    expect(() => toZonedTime(new Date(0), "Nowhere/Land")).toThrow(RangeError);
    expect(() => fromZonedTime("2026-01-31T09:00", "Nowhere/Land")).toThrow(RangeError);
  });
});
