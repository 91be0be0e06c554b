import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  activeUntil,
  nextStarts,
  stretchOf,
  windowOf,
  type MaintenanceWindow,
  type Stretch,
} from "@/lib/domain/maintenance/maintenance-window";
import { nextSlot } from "@/lib/domain/schedule/schedule";
import { DAY_MS, MINUTE_MS } from "@/lib/domain/time-units";

const at = (text: string) => new Date(text);
const recurring = (
  expression: string,
  durationMinutes: number,
  timezone = "UTC",
): MaintenanceWindow => ({ kind: "recurring", expression, timezone, durationMinutes });

describe("a window that is once", () => {
  const window: MaintenanceWindow = {
    kind: "once",
    startsAt: at("2026-03-01T09:00:00Z"),
    endsAt: at("2026-03-01T10:00:00Z"),
  };

  it.each([
    ["2026-03-01T08:59:59.999Z", false],
    ["2026-03-01T09:00:00Z", true],
    ["2026-03-01T09:59:59.999Z", true],
    ["2026-03-01T10:00:00Z", false],
  ])("at %s is on: %s", (text, isOn) => {
    expect(activeUntil(window, at(text))).toEqual(isOn ? window.endsAt : null);
  });

  it("starts once more only where it hasn't begun", () => {
    expect(nextStarts(window, at("2026-03-01T08:00:00Z"), 3)).toEqual([window.startsAt]);
    expect(nextStarts(window, window.startsAt, 3)).toEqual([]);
  });
});

describe("a window that recurs", () => {
  it.each([
    // The clocks of New York go from 2 to 3 on 8 March 2026: 1:30 is there, and it lasts as long.
    ["30 1 * * *", 60, "America/New_York", "2026-03-08T07:29:00Z", "2026-03-08T07:30:00Z"],
    ["30 1 * * *", 60, "America/New_York", "2026-03-08T07:30:00Z", null],
    // 2:30 isn't shown that day: no window.
    ["30 2 * * *", 60, "America/New_York", "2026-03-08T07:30:00Z", null],
    ["30 2 * * *", 60, "America/New_York", "2026-03-09T06:30:00Z", "2026-03-09T07:30:00Z"],
    // They go back from 2 to 1 on 1 November: 1:30 is shown twice, and the window is the first.
    ["30 1 * * *", 30, "America/New_York", "2026-11-01T05:30:00Z", "2026-11-01T06:00:00Z"],
    ["30 1 * * *", 30, "America/New_York", "2026-11-01T06:30:00Z", null],
    // Across midnight, and from the week before.
    ["0 23 * * *", 180, "UTC", "2026-03-02T01:59:00Z", "2026-03-02T02:00:00Z"],
    ["0 0 * * 1", 10_080, "UTC", "2026-03-08T12:00:00Z", "2026-03-09T00:00:00Z"],
    // Longer than the time to its next start: it goes on.
    ["0 * * * *", 90, "UTC", "2026-03-01T12:10:00Z", "2026-03-01T13:30:00Z"],
  ])("%s for %i minutes in %s, at %s, is on until %s", (expression, minutes, zone, now, until) => {
    const end = until === null ? null : at(until);
    expect(activeUntil(recurring(expression, minutes, zone), at(now))).toEqual(end);
  });

  it("names its next starts", () => {
    expect(nextStarts(recurring("0 2 * * 0", 60), at("2026-03-01T02:00:00Z"), 2)).toEqual([
      at("2026-03-08T02:00:00Z"),
      at("2026-03-15T02:00:00Z"),
    ]);
  });

  it("can't be made of half a row", () => {
    const row = { startsAt: null, endsAt: null, timezone: "UTC", durationMinutes: 60 };
    expect(() => windowOf({ ...row, cronExpression: null })).toThrow(RangeError);
    expect(windowOf({ ...row, cronExpression: "0 9 * * *" })).toEqual(recurring("0 9 * * *", 60));
  });
});

/** Every stretch of a window that could matter at `now`, found by following its starts one by one. */
function everyStretch(window: MaintenanceWindow, now: Date, horizon: Date): Stretch[] {
  if (window.kind === "once") return [{ from: window.startsAt, until: window.endsAt }];
  const { expression, timezone, durationMinutes } = window;
  const schedule = { kind: "cron", expression, timezone } as const;
  const lengthMs = durationMinutes * MINUTE_MS;
  const found: Stretch[] = [];
  let from = nextSlot(schedule, new Date(now.getTime() - lengthMs - 2 * DAY_MS));
  while (from <= horizon) {
    found.push({ from, until: new Date(from.getTime() + lengthMs) });
    from = nextSlot(schedule, from);
  }
  return found;
}

/** By force: minute by minute through everything that is on, until nothing is. */
function endByForce(stretches: readonly Stretch[], from: Date): Date {
  let end = from;
  for (;;) {
    const longer = stretches.filter((s) => s.from <= end && s.until > end);
    if (longer.length === 0) return end;
    end = new Date(Math.max(...longer.map(({ until }) => until.getTime())));
  }
}

const zones = ["UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"];
const expressions = ["*/20 * * * *", "0 * * * *", "30 1,2 * * *", "15 23 * * *", "0 3 * * 0"];

/** Around changes of clocks, and anywhere else. */
const arbitraryNow = fc
  .record({
    base: fc.constantFrom("2026-03-08", "2026-03-29", "2026-04-04", "2026-10-25", "2026-11-01"),
    offsetMs: fc.integer({ min: -3 * DAY_MS, max: 3 * DAY_MS }),
    isWhole: fc.boolean(),
  })
  .map(({ base, offsetMs, isWhole }) => {
    const ms = Date.parse(`${base}T00:00:00Z`) + offsetMs;
    return new Date(isWhole ? Math.floor(ms / MINUTE_MS) * MINUTE_MS : ms);
  });

const arbitraryWindow: fc.Arbitrary<MaintenanceWindow> = fc.record({
  kind: fc.constant("recurring" as const),
  expression: fc.constantFrom(...expressions),
  timezone: fc.constantFrom(...zones),
  durationMinutes: fc.oneof(
    fc.integer({ min: 1, max: 300 }),
    fc.integer({ min: 1_380, max: 1_500 }),
  ),
});

describe("by force", () => {
  it("what is on, and its end, are those of the starts followed one by one", () => {
    fc.assert(
      fc.property(arbitraryWindow, arbitraryNow, (window, now) => {
        const on = everyStretch(window, now, now).filter(({ until }) => until > now);
        const end = on.length === 0 ? null : Math.max(...on.map(({ until }) => until.getTime()));
        expect(activeUntil(window, now)?.getTime() ?? null).toBe(end);
      }),
      { numRuns: 300 },
    );
  });

  it("what is on, or begins by the horizon, lasts to the end of the last start that meets it", () => {
    fc.assert(
      fc.property(arbitraryWindow, arbitraryNow, (window, now) => {
        const horizon = new Date(now.getTime() + 3 * MINUTE_MS);
        const all = everyStretch(window, now, horizon).filter(({ until }) => until > now);
        const found = stretchOf(window, now, horizon);
        const [first] = all;
        if (first === undefined) {
          expect(found).toBeNull();
          return;
        }
        expect(found).toEqual({ from: first.from, until: endByForce(all, first.from) });
      }),
      { numRuns: 300 },
    );
  });
});
