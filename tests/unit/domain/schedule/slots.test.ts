import { afterEach, describe, expect, test, vi } from "vitest";
import {
  dueHorizon,
  dueSlots,
  firstSlot,
  nextSlot,
  nextSlots,
  rescheduledSlot,
  resumedSlot,
  truncateToMinute,
} from "@/lib/domain/schedule/schedule";
import type { Schedule } from "@/lib/domain/schedule/schedule";

const at = (time: string) => new Date(time);
const every = (intervalMinutes: number): Schedule => ({ kind: "interval", intervalMinutes });
const cron = (expression: string, timezone = "UTC"): Schedule => ({
  kind: "cron",
  expression,
  timezone,
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a slot is a whole minute", () => {
  test.each([
    ["2026-05-01T10:05:00.000Z", "2026-05-01T10:05:00.000Z"],
    ["2026-05-01T10:05:00.001Z", "2026-05-01T10:05:00.000Z"],
    ["2026-05-01T10:05:59.999Z", "2026-05-01T10:05:00.000Z"],
    ["1969-12-31T23:59:30.000Z", "1969-12-31T23:59:00.000Z"],
  ])("%s is in the minute %s", (instant, minute) => {
    expect(truncateToMinute(at(instant))).toEqual(at(minute));
  });

  test.each([
    ["an interval", every(5)],
    ["a cron expression", cron("*/5 * * * *")],
  ])("%s drops the seconds of its start", (_, schedule) => {
    expect(nextSlot(schedule, at("2026-05-01T10:05:42.123Z"))).toEqual(at("2026-05-01T10:10:00Z"));
  });
});

describe("a slot may start as early as the slack and no earlier", () => {
  const slot = at("2026-05-01T10:05:00Z");

  test.each([
    ["10:04:57.200", 3, true],
    ["10:04:57.000", 3, true],
    ["10:04:56.999", 3, false],
    ["10:04:56.900", 3, false],
    ["10:04:59.999", 0, false],
    ["10:05:00.000", 0, true],
    ["10:09:00.000", 0, true],
  ])("a tick at %s with %d s of slack: due is %s", (time, slackSeconds, due) => {
    const now = at(`2026-05-01T${time}Z`);
    expect(slot <= dueHorizon(now, slackSeconds)).toBe(due);
    expect(dueHorizon(now, slackSeconds) >= slot).toBe(due);
  });

  test("the horizon is the slack after now", () => {
    expect(dueHorizon(at("2026-05-01T10:04:57.200Z"), 3)).toEqual(at("2026-05-01T10:05:00.200Z"));
  });
});

describe("the next slot is computed from the slot", () => {
  test.each([
    ["an interval", every(7), "2026-05-02T21:00:00Z"],
    ["a cron expression", cron("*/7 * * * *"), "2026-05-02T19:21:00Z"],
  ])("late ticks do not make %s drift", (_, schedule, expected) => {
    let slot = at("2026-05-01T10:00:00Z");
    for (let run = 0; run < 300; run += 1) {
      const lateTick = new Date(slot.getTime() + 40_000 + run);
      const { latest, passedOver } = dueSlots(schedule, slot, lateTick);
      expect({ latest, passedOver }).toEqual({ latest: slot, passedOver: 0 });
      slot = nextSlot(schedule, latest);
    }
    expect(slot).toEqual(at(expected));
  });

  test("each slot of a list follows the one before", () => {
    expect(nextSlots(every(90), at("2026-05-01T22:00:00Z"), 3)).toEqual([
      at("2026-05-01T23:30:00Z"),
      at("2026-05-02T01:00:00Z"),
      at("2026-05-02T02:30:00Z"),
    ]);
    expect(nextSlots(cron("0 9 * * MON-FRI"), at("2026-05-01T09:00:00Z"), 2)).toEqual([
      at("2026-05-04T09:00:00Z"),
      at("2026-05-05T09:00:00Z"),
    ]);
    expect(nextSlots(every(5), at("2026-05-01T22:00:00Z"), 0)).toEqual([]);
  });
});

describe("cron expressions", () => {
  test.each([
    ["* * * * *", "UTC", "2026-05-01T10:00:00Z", "2026-05-01T10:01:00Z"],
    ["5,35 8-10 * * *", "UTC", "2026-05-01T08:35:00Z", "2026-05-01T09:05:00Z"],
    ["10-40/15 * * * *", "UTC", "2026-05-01T08:26:00Z", "2026-05-01T08:40:00Z"],
    ["0 0 1 jan *", "UTC", "2026-05-01T00:00:00Z", "2027-01-01T00:00:00Z"],
    ["0 0 * * 7", "UTC", "2026-05-01T00:00:00Z", "2026-05-03T00:00:00Z"],
    ["0 0 * * 0", "UTC", "2026-05-01T00:00:00Z", "2026-05-03T00:00:00Z"],
    ["0 0 * * FRI-SUN", "UTC", "2026-05-02T00:00:00Z", "2026-05-03T00:00:00Z"],
    ["0 0 31 * *", "UTC", "2026-05-31T00:00:00Z", "2026-07-31T00:00:00Z"],
    ["0 0 29 2 *", "UTC", "2026-05-01T00:00:00Z", "2028-02-29T00:00:00Z"],
    ["0 0 29 2 *", "UTC", "2096-02-29T00:00:00Z", "2104-02-29T00:00:00Z"],
    ["0 9 * * *", "Asia/Kathmandu", "2026-05-01T03:15:00Z", "2026-05-02T03:15:00Z"],
    ["0 0 1 * *", "Pacific/Kiritimati", "2026-05-01T00:00:00Z", "2026-05-31T10:00:00Z"],
  ])("%s in %s: after %s comes %s", (expression, timezone, slot, expected) => {
    expect(nextSlot(cron(expression, timezone), at(slot))).toEqual(at(expected));
  });

  test("two restricted day fields match a day that either matches", () => {
    expect(nextSlots(cron("0 0 13 * 5"), at("2026-05-07T00:00:00Z"), 4)).toEqual([
      at("2026-05-08T00:00:00Z"),
      at("2026-05-13T00:00:00Z"),
      at("2026-05-15T00:00:00Z"),
      at("2026-05-22T00:00:00Z"),
    ]);
  });

  test("a step over * does not restrict a day field, so both must match", () => {
    expect(nextSlots(cron("0 0 */2 * 1"), at("2026-05-01T00:00:00Z"), 2)).toEqual([
      at("2026-05-11T00:00:00Z"),
      at("2026-05-25T00:00:00Z"),
    ]);
    expect(nextSlots(cron("0 0 29 2 */7"), at("2026-05-01T00:00:00Z"), 2)).toEqual([
      at("2032-02-29T00:00:00Z"),
      at("2060-02-29T00:00:00Z"),
    ]);
  });

  test.each([
    ["an impossible date", cron("0 0 30 2 *")],
    ["a malformed expression", cron("0 0 * *")],
    ["an unknown time zone", cron("0 0 * * *", "Mars/Olympus")],
  ])("%s has no next slot", (_, schedule) => {
    expect(() => nextSlot(schedule, at("2026-05-01T00:00:00Z"))).toThrow(RangeError);
  });
});

describe("the first slot of a new routine is in the future", () => {
  test.each([
    ["an interval", every(60), "10:04:30Z", "10:05:00Z"],
    ["an interval created on a full minute", every(60), "10:05:00Z", "10:06:00Z"],
    ["a cron expression", cron("*/15 * * * *"), "10:04:30Z", "10:15:00Z"],
    ["a cron expression created on a match", cron("*/15 * * * *"), "10:15:00Z", "10:30:00Z"],
    ["a cron expression created within a match", cron("*/15 * * * *"), "10:15:20Z", "10:30:00Z"],
  ])("%s", (_, schedule, now, expected) => {
    expect(firstSlot(schedule, at(`2026-05-01T${now}`))).toEqual(at(`2026-05-01T${expected}`));
  });
});

describe("a resumed routine keeps its anchor", () => {
  test.each([
    ["a slot that is ahead stays", every(10), "10:03:00Z", "09:59:00Z", "10:03:00Z"],
    ["a slot that is now is past", every(10), "10:03:00Z", "10:03:00Z", "10:13:00Z"],
    ["the series goes on after now", every(10), "10:03:00Z", "10:44:10Z", "10:53:00Z"],
    ["a slot of the series that is now is past", every(10), "10:03:00Z", "10:43:00Z", "10:53:00Z"],
    ["a cron slot that is ahead stays", cron("3 * * * *"), "12:03:00Z", "10:59:00Z", "12:03:00Z"],
    ["cron goes on after now", cron("3 * * * *"), "10:03:00Z", "13:03:00Z", "14:03:00Z"],
  ])("%s", (_, schedule, nextRunAt, now, expected) => {
    const day = "2026-05-01T";
    expect(resumedSlot(schedule, at(day + nextRunAt), at(day + now))).toEqual(at(day + expected));
  });
});

describe("an edited schedule", () => {
  test.each([
    ["the same interval changes nothing", every(60), every(60), "11:00:00Z", "11:00:00Z"],
    ["the same interval keeps a slot that is due", every(60), every(60), "10:00:00Z", "10:00:00Z"],
    [
      "the same cron changes nothing",
      cron("0 * * * *"),
      cron("0 * * * *"),
      "11:00:00Z",
      "11:00:00Z",
    ],
    [
      "a shorter interval counts from the last slot",
      every(60),
      every(45),
      "11:00:00Z",
      "10:45:00Z",
    ],
    ["a longer interval counts from the last slot", every(60), every(90), "11:00:00Z", "11:30:00Z"],
    ["an interval that is over by now starts over", every(60), every(5), "11:00:00Z", "10:31:00Z"],
    ["an interval that ends now starts again", every(60), every(30), "11:00:00Z", "10:31:00Z"],
    ["interval to cron starts over", every(60), cron("40 * * * *"), "11:00:00Z", "10:40:00Z"],
    ["cron to interval starts over", cron("0 * * * *"), every(60), "11:00:00Z", "10:31:00Z"],
    [
      "another expression starts again",
      cron("0 * * * *"),
      cron("50 * * * *"),
      "11:00:00Z",
      "10:50:00Z",
    ],
    [
      "another time zone starts again",
      cron("0 18 * * *"),
      cron("0 18 * * *", "Asia/Kathmandu"),
      "18:00:00Z",
      "12:15:00Z",
    ],
  ])("%s", (_, previous, next, nextRunAt, expected) => {
    const day = "2026-05-01T";
    const now = at(`${day}10:30:00Z`);
    expect(rescheduledSlot(previous, next, at(day + nextRunAt), now)).toEqual(at(day + expected));
  });
});

describe("after an outage the latest slot is due, and the ones before it are counted", () => {
  test.each([
    [
      "none passed",
      every(5),
      "2026-05-01T10:00:00Z",
      "2026-05-01T10:04:59Z",
      "2026-05-01T10:00:00Z",
      0,
    ],
    [
      "just due",
      every(5),
      "2026-05-01T10:00:00Z",
      "2026-05-01T10:00:00Z",
      "2026-05-01T10:00:00Z",
      0,
    ],
    [
      "one passed",
      every(5),
      "2026-05-01T10:00:00Z",
      "2026-05-01T10:05:00Z",
      "2026-05-01T10:05:00Z",
      1,
    ],
    [
      "a day",
      every(7),
      "2026-05-01T10:00:00Z",
      "2026-05-02T10:00:00Z",
      "2026-05-02T09:55:00Z",
      205,
    ],
    [
      "a year",
      every(1),
      "2026-05-01T10:00:00Z",
      "2027-05-01T10:00:30Z",
      "2027-05-01T10:00:00Z",
      525_600,
    ],
  ])("interval, %s", (_, schedule, nextRunAt, horizon, latest, passedOver) => {
    expect(dueSlots(schedule, at(nextRunAt), at(horizon))).toEqual({
      latest: at(latest),
      passedOver,
    });
  });

  test.each([
    // A year from one March to the next: every elapsed minute and hour counts, the clock notwithstanding.
    [
      "* * * * *",
      "America/New_York",
      "2026-03-01T05:00Z",
      "2027-03-01T05:00Z",
      "2027-03-01T05:00Z",
      525_600,
    ],
    [
      "0 * * * *",
      "America/New_York",
      "2026-03-01T05:00Z",
      "2027-03-01T05:00Z",
      "2027-03-01T05:00Z",
      8_760,
    ],
    // 02:30 does not exist on one of the days, and 01:30 comes twice on another.
    [
      "30 2 * * *",
      "America/New_York",
      "2026-03-01T07:30Z",
      "2027-03-01T07:30Z",
      "2027-03-01T07:30Z",
      364,
    ],
    [
      "30 1 * * *",
      "America/New_York",
      "2026-03-01T06:30Z",
      "2027-03-01T06:30Z",
      "2027-03-01T06:30Z",
      365,
    ],
    ["0 0 29 2 *", "UTC", "2000-02-29T00:00Z", "2026-05-01T00:00Z", "2024-02-29T00:00Z", 6],
    ["0 9 * * 1", "UTC", "2026-05-04T09:00Z", "2026-05-18T08:59Z", "2026-05-11T09:00Z", 1],
    ["0 9 * * 1", "UTC", "2026-05-04T09:00Z", "2026-05-04T09:00Z", "2026-05-04T09:00Z", 0],
  ])(
    "cron %s in %s from %s to %s",
    (expression, timezone, nextRunAt, horizon, latest, passedOver) => {
      expect(dueSlots(cron(expression, timezone), at(nextRunAt), at(horizon))).toEqual({
        latest: at(latest),
        passedOver,
      });
    },
  );

  test.each([
    // 3,653 days of 1,440 minutes, and as many elapsed ones where the clock is put forward and back.
    ["* * * * *", "UTC", 5_260_320],
    ["* * * * *", "America/New_York", 5_260_320],
    // On ten of the days there is no time from 02:00 to 02:59.
    ["*/5 2-3 * * *", "America/New_York", 87_552],
  ])(
    "ten years of %s in %s are counted without following them",
    (expression, timezone, passedOver) => {
      const clock: { format: unknown } = Intl.DateTimeFormat.prototype;
      const look = vi.spyOn(clock, "format", "get");
      const [nextRunAt, horizon] = [at("2016-05-01T07:00:00Z"), at("2026-05-02T07:00:00Z")];
      const due = dueSlots(cron(expression, timezone), nextRunAt, horizon);
      expect(due).toEqual({ latest: horizon, passedOver });
      expect(look.mock.calls.length).toBeLessThan(2_500);
    },
  );

  test.each(["0 * * * *", "30 0,23 * * *"])(
    "a change of the clock that lasts a week is not overlooked: %s",
    (expression) => {
      const schedule = cron(expression, "America/Boa_Vista");
      const horizon = at("2000-11-01T00:00:00Z");
      for (let day = 1; day <= 7; day += 1) {
        const nextRunAt = nextSlot(schedule, at(`2000-10-0${day}T00:00:00Z`));
        let [latest, passedOver] = [nextRunAt, 0];
        for (let slot = nextRunAt; slot <= horizon; slot = nextSlot(schedule, slot)) {
          if (slot > nextRunAt) passedOver += 1;
          latest = slot;
        }
        expect(dueSlots(schedule, nextRunAt, horizon)).toEqual({ latest, passedOver });
      }
    },
  );

  test.each([every(5), cron("*/5 * * * *", "UTC")])(
    "an infinite date has no slots: %o",
    (schedule) => {
      const slot = at("2026-05-01T10:05:00Z");
      const infinite = new Date(NaN);
      expect(() => dueSlots(schedule, slot, infinite)).toThrow(RangeError);
      expect(() => dueSlots(schedule, infinite, slot)).toThrow(RangeError);
      expect(() => nextSlot(schedule, infinite)).toThrow(RangeError);
    },
  );

  test("a slot beyond the horizon is refused", () => {
    expect(() =>
      dueSlots(every(5), at("2026-05-01T10:05:00Z"), at("2026-05-01T10:04:59Z")),
    ).toThrow(RangeError);
  });
});
