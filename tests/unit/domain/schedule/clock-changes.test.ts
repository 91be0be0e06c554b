import { describe, expect, test } from "vitest";
import { findClockChanges } from "@/lib/domain/schedule/clock-changes";
import { NEVER, nextSlot, type Schedule } from "@/lib/domain/schedule/schedule";
import { DAY_MS } from "@/lib/domain/time-units";

const cron = (expression: string, timezone: string, isMoved = false): Schedule => ({
  kind: "cron",
  expression,
  timezone,
  gapPolicy: isMoved ? "RUN_AFTER_GAP" : "SKIP",
});

const changesOf = (schedule: Schedule, from: string, until: string) =>
  findClockChanges(schedule, new Date(from), new Date(until)).map(
    ({ kind, at, local }) => `${kind} ${at.toISOString().slice(0, 16)} ${local}`,
  );

describe("the days on which a clock change matters", () => {
  const year = ["2026-01-01T00:00Z", "2027-01-01T00:00Z"] as const;

  test.each([
    ["30 2 * * *", "America/New_York", ["skipped 2026-03-08T07:00 2026-03-08T02:30"]],
    ["*/20 2 * * *", "America/New_York", ["skipped 2026-03-08T07:00 2026-03-08T02:00"]],
    ["0 9 * * *", "America/New_York", []],
    ["30 1 * * *", "America/New_York", []],
    ["30 2 * * 1", "America/New_York", []],
    ["30 2 8 3 *", "America/New_York", ["skipped 2026-03-08T07:00 2026-03-08T02:30"]],
    // A schedule of every hour keeps its pace over a gap of an hour, and comes twice in the hour that does.
    ["30 * * * *", "America/New_York", ["twice 2026-11-01T06:30 2026-11-01T01:30"]],
    ["*/5 * * * *", "Europe/Berlin", ["twice 2026-10-25T01:00 2026-10-25T02:00"]],
    ["30 * * * 1", "America/New_York", []],
    // Half an hour: every hour is off its pace, too.
    ["15 * * * *", "Australia/Lord_Howe", ["skipped 2026-10-03T15:30 2026-10-04T02:15"]],
    ["45 * * * *", "Australia/Lord_Howe", ["twice 2026-04-04T15:15 2026-04-05T01:45"]],
    ["15 2 * * *", "Australia/Lord_Howe", ["skipped 2026-10-03T15:30 2026-10-04T02:15"]],
    ["0 0 * * *", "Asia/Beirut", ["skipped 2026-03-28T22:00 2026-03-29T00:00"]],
    ["0 0 * * *", "America/Santiago", ["skipped 2026-09-06T04:00 2026-09-06T00:00"]],
    ["30 2 * * *", "America/Sao_Paulo", []],
    ["30 2 * * *", "UTC", []],
  ])("%s in %s", (expression, timezone, expected) => {
    expect(changesOf(cron(expression, timezone), ...year)).toEqual(expected);
    const moved = expected.map((change) =>
      expression.includes(" * * * *") ? change : change.replace("skipped", "moved"),
    );
    expect(changesOf(cron(expression, timezone, true), ...year)).toEqual(moved);
  });

  test("a day that a zone leaves out is one of them, whatever the schedule is", () => {
    const days = ["2011-12-29T00:00Z", "2012-01-02T00:00Z"] as const;
    const skipped = (time: string) => [`skipped 2011-12-30T10:00 2011-12-30T${time}`];
    expect(changesOf(cron("0 9 * * *", "Pacific/Apia"), ...days)).toEqual(skipped("09:00"));
    expect(changesOf(cron("0 * * * *", "Pacific/Apia"), ...days)).toEqual(skipped("00:00"));
  });

  test("intervals and single times have none", () => {
    expect(changesOf({ kind: "interval", intervalMinutes: 60 }, ...year)).toEqual([]);
    expect(changesOf({ kind: "once", at: new Date("2026-03-08T07:00Z") }, ...year)).toEqual([]);
  });

  test("the span begins after its start and includes its end", () => {
    const daily = cron("30 2 * * *", "America/New_York");
    expect(changesOf(daily, "2026-03-08T06:59Z", "2026-03-08T07:00Z")).toHaveLength(1);
    expect(changesOf(daily, "2026-03-08T07:00Z", "2026-03-09T07:00Z")).toEqual([]);
    expect(changesOf(daily, "2026-03-01T00:00Z", "2026-03-08T06:59Z")).toEqual([]);
  });

  test("where a run is moved, a slot is there", () => {
    for (const timezone of ["America/New_York", "Europe/Paris", "Asia/Beirut", "Africa/Cairo"]) {
      for (let minute = 0; minute < 240; minute += 7) {
        const time = `${minute % 60} ${Math.floor(minute / 60)} * * *`;
        const schedule = cron(time, timezone, true);
        for (const { kind, at } of findClockChanges(
          schedule,
          new Date(year[0]),
          new Date(Date.parse(year[0]) + 400 * DAY_MS),
        )) {
          expect(kind).toBe("moved");
          expect(nextSlot(schedule, new Date(at.getTime() - 1))).toEqual(at);
        }
      }
    }
  });

  test("a year is searched in milliseconds", () => {
    const schedule = cron("30 2 * * *", "America/New_York");
    const started = performance.now();
    for (let time = 0; time < 20; time += 1) {
      findClockChanges(schedule, new Date(year[0]), new Date(year[1]));
    }
    expect((performance.now() - started) / 20).toBeLessThan(100);
  });
});

test("a schedule of one time has one slot, and none after it", () => {
  const at = new Date("2026-03-08T07:00Z");
  const schedule: Schedule = { kind: "once", at };
  expect(nextSlot(schedule, new Date(at.getTime() - 1))).toEqual(at);
  expect(nextSlot(schedule, at)).toEqual(NEVER);
  expect(nextSlot(schedule, NEVER)).toEqual(NEVER);
});
