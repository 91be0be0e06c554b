import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isQuiet, quietUntil } from "@/lib/domain/channels/quiet-hours";
import { DAY_MS, MINUTE_MS } from "@/lib/domain/time-units";

const hours = (start: string, end: string, timezone = "UTC") => ({ start, end, timezone });

describe("quiet hours", () => {
  test.each([
    ["none", null, "2026-03-01T23:00:00Z", null],
    ["of a day", hours("09:00", "17:00"), "2026-03-01T12:00:00Z", "2026-03-01T17:00:00.000Z"],
    [
      "past midnight, before it",
      hours("22:00", "07:00"),
      "2026-03-01T23:00:00Z",
      "2026-03-02T07:00:00.000Z",
    ],
    [
      "past midnight, after it",
      hours("22:00", "07:00"),
      "2026-03-02T06:59:59Z",
      "2026-03-02T07:00:00.000Z",
    ],
    ["that have ended", hours("22:00", "07:00"), "2026-03-02T07:00:00Z", null],
    [
      "of another zone",
      hours("22:00", "07:00", "America/Sao_Paulo"),
      "2026-03-02T03:00:00Z",
      "2026-03-02T10:00:00.000Z",
    ],
    [
      "whose end the clock skips",
      hours("22:00", "02:30", "Europe/Berlin"),
      "2026-03-29T00:00:00Z",
      "2026-03-29T01:30:00.000Z",
    ],
    [
      "whose end the clock shows twice, before the first",
      hours("22:00", "02:30", "Europe/Berlin"),
      "2026-10-25T00:10:00Z",
      "2026-10-25T00:30:00.000Z",
    ],
    [
      "whose end the clock shows twice, before the second",
      hours("22:00", "02:30", "Europe/Berlin"),
      "2026-10-25T01:10:00Z",
      "2026-10-25T01:30:00.000Z",
    ],
  ])("%s", (_what, quiet, now, expected) => {
    expect(quietUntil(quiet, new Date(now))?.toISOString() ?? null).toBe(expected);
  });

  test("end within a day and an hour, at a time that is not quiet", () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
    const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe");
    const minute = fc
      .integer({ min: 0, max: 365 * 1_440 })
      .map((minutes) => new Date(Date.UTC(2026, 0, 1) + minutes * MINUTE_MS));
    fc.assert(
      fc.property(time, time, zone, minute, (start, end, timezone, now) => {
        fc.pre(start !== end);
        const quiet = { start, end, timezone };
        const until = quietUntil(quiet, now);
        expect(until === null).toBe(!isQuiet(quiet, now));
        if (until === null) return;
        expect(until.getTime()).toBeGreaterThan(now.getTime());
        expect(until.getTime() - now.getTime()).toBeLessThanOrEqual(DAY_MS + 60 * MINUTE_MS);
        expect(isQuiet(quiet, until)).toBe(false);
      }),
    );
  });
});
