import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GapPolicy } from "@/lib/domain/routine/routine-options";
import { dueSlots, nextSlot, nextSlots } from "@/lib/domain/schedule/schedule";
import type { Schedule } from "@/lib/domain/schedule/schedule";
import { DAY_MINUTES, MINUTE_MS } from "@/lib/domain/time-units";

const cron = (expression: string, timezone: string, gapPolicy: GapPolicy = "SKIP"): Schedule => ({
  kind: "cron",
  expression,
  timezone,
  gapPolicy,
});

const iso = (date: Date) => `${date.toISOString().slice(0, 16)}Z`;

describe("with RUN_AFTER_GAP, a time that the clock skips runs in the first minute after the gap", () => {
  test.each([
    [
      "30 2 * * *",
      "America/New_York",
      "2026-03-07T07:30Z",
      ["2026-03-08T07:00Z", "2026-03-09T06:30Z"],
    ],
    [
      "30 1 * * *",
      "Europe/London",
      "2026-03-28T01:30Z",
      ["2026-03-29T01:00Z", "2026-03-30T00:30Z"],
    ],
    // Zones that skip their midnight.
    [
      "0 0 * * *",
      "America/Sao_Paulo",
      "2018-11-03T03:00Z",
      ["2018-11-04T03:00Z", "2018-11-05T02:00Z"],
    ],
    ["15 0 * * *", "Asia/Beirut", "2026-03-27T22:15Z", ["2026-03-28T22:00Z", "2026-03-29T21:15Z"]],
    [
      "0 0 * * *",
      "America/Santiago",
      "2026-09-05T04:00Z",
      ["2026-09-06T04:00Z", "2026-09-07T03:00Z"],
    ],
    // A gap of half an hour, and one of a whole day.
    [
      "15 2 * * *",
      "Australia/Lord_Howe",
      "2026-10-02T15:45Z",
      ["2026-10-03T15:30Z", "2026-10-04T15:15Z"],
    ],
    ["0 9 * * *", "Pacific/Apia", "2011-12-29T19:00Z", ["2011-12-30T10:00Z", "2011-12-30T19:00Z"]],
    [
      "0 9 30 12 *",
      "Pacific/Apia",
      "2010-12-30T20:00Z",
      ["2011-12-30T10:00Z", "2012-12-29T19:00Z"],
    ],
    // Once, however many were skipped, and not again where that minute is a slot of its own.
    [
      "*/15 2 * * *",
      "America/New_York",
      "2026-03-08T06:00Z",
      ["2026-03-08T07:00Z", "2026-03-09T06:00Z"],
    ],
    [
      "30 2,3 * * *",
      "America/New_York",
      "2026-03-08T06:00Z",
      ["2026-03-08T07:00Z", "2026-03-08T07:30Z"],
    ],
    [
      "0 2,3 * * *",
      "America/New_York",
      "2026-03-08T06:00Z",
      ["2026-03-08T07:00Z", "2026-03-09T06:00Z"],
    ],
    [
      "0 */2 * * *",
      "America/New_York",
      "2026-03-08T05:00Z",
      ["2026-03-08T07:00Z", "2026-03-08T08:00Z"],
    ],
    // Counted from the last minute before the gap, and from the first after it.
    ["30 2 * * *", "America/New_York", "2026-03-08T06:59Z", ["2026-03-08T07:00Z"]],
    ["30 2 * * *", "America/New_York", "2026-03-08T07:00Z", ["2026-03-09T06:30Z"]],
    // Nothing is skipped on either side of the gap, and a cadence goes on with the clock.
    [
      "59 1,3 * * *",
      "America/New_York",
      "2026-03-08T06:00Z",
      ["2026-03-08T06:59Z", "2026-03-08T07:59Z"],
    ],
    [
      "30 * * * *",
      "America/New_York",
      "2026-03-08T06:00Z",
      ["2026-03-08T06:30Z", "2026-03-08T07:30Z"],
    ],
    ["30 2 * * 1", "America/New_York", "2026-03-08T06:00Z", ["2026-03-09T06:30Z"]],
    // The day on which a time comes twice is as with SKIP.
    [
      "30 1 * * *",
      "America/New_York",
      "2026-10-31T06:00Z",
      ["2026-11-01T05:30Z", "2026-11-02T06:30Z"],
    ],
  ])("%s in %s, after %s", (expression, timezone, slot, expected) => {
    const schedule = cron(expression, timezone, "RUN_AFTER_GAP");
    expect(nextSlots(schedule, new Date(slot), expected.length).map(iso)).toEqual(expected);
  });
});

describe("a time that the clock skips is skipped", () => {
  test.each([
    ["30 2 * * *", "America/New_York", "2026-03-07T07:30Z", ["2026-03-09T06:30Z"]],
    ["30 1 * * *", "Europe/London", "2026-03-28T01:30Z", ["2026-03-30T00:30Z"]],
    ["0 0 * * *", "America/Sao_Paulo", "2018-11-03T03:00Z", ["2018-11-05T02:00Z"]],
    ["15 2 * * *", "Australia/Lord_Howe", "2026-10-02T15:45Z", ["2026-10-04T15:15Z"]],
    ["0 9 30 12 *", "Pacific/Apia", "2010-12-30T20:00Z", ["2012-12-29T19:00Z"]],
    // On either side of the gap the day is as any other.
    [
      "59 1,3 * * *",
      "America/New_York",
      "2026-03-08T06:00Z",
      ["2026-03-08T06:59Z", "2026-03-08T07:59Z"],
    ],
    ["0 3 * * *", "America/New_York", "2026-03-08T06:59Z", ["2026-03-08T07:00Z"]],
    // A cadence goes on with the clock: 01:30 is followed by 03:00.
    [
      "*/30 * * * *",
      "America/New_York",
      "2026-03-08T06:00Z",
      ["2026-03-08T06:30Z", "2026-03-08T07:00Z", "2026-03-08T07:30Z"],
    ],
  ])("%s in %s, after %s", (expression, timezone, slot, expected) => {
    expect(nextSlots(cron(expression, timezone), new Date(slot), expected.length)).toEqual(
      expected.map((time) => new Date(time)),
    );
  });
});

describe("a time of day that the clock shows twice fires the first time only", () => {
  test.each([
    [
      "30 1 * * *",
      "America/New_York",
      "2026-11-01T05:00Z",
      ["2026-11-01T05:30Z", "2026-11-02T06:30Z"],
    ],
    ["30 1 * * *", "America/New_York", "2026-11-01T06:10Z", ["2026-11-02T06:30Z"]],
    [
      "30 1 * * *",
      "Europe/London",
      "2026-10-25T00:00Z",
      ["2026-10-25T00:30Z", "2026-10-26T01:30Z"],
    ],
    [
      "30 23 * * *",
      "America/Sao_Paulo",
      "2018-02-18T01:00Z",
      ["2018-02-18T01:30Z", "2018-02-19T02:30Z"],
    ],
    [
      "45 1 * * *",
      "Australia/Lord_Howe",
      "2026-04-04T14:00Z",
      ["2026-04-04T14:45Z", "2026-04-05T15:15Z"],
    ],
    // Lists, ranges and steps of hours name hours too.
    [
      "30 1-3 * * *",
      "America/New_York",
      "2026-11-01T05:00Z",
      ["2026-11-01T05:30Z", "2026-11-01T07:30Z"],
    ],
    [
      "0 1-23/2 * * *",
      "America/New_York",
      "2026-11-01T04:00Z",
      ["2026-11-01T05:00Z", "2026-11-01T08:00Z"],
    ],
    [
      "*/30 0-5 * * *",
      "America/New_York",
      "2026-11-01T05:00Z",
      ["2026-11-01T05:30Z", "2026-11-01T07:00Z"],
    ],
  ])("%s in %s, after %s", (expression, timezone, slot, expected) => {
    expect(nextSlots(cron(expression, timezone), new Date(slot), expected.length)).toEqual(
      expected.map((time) => new Date(time)),
    );
  });
});

describe("a cadence over all hours has no silent hour when the clock is set back", () => {
  test.each([
    ["*/30 * * * *", "America/New_York", "2026-11-01T05:00Z", 30, 5],
    ["0 * * * *", "America/New_York", "2026-11-01T04:00Z", 60, 4],
    ["0 0-23 * * *", "America/New_York", "2026-11-01T04:00Z", 60, 4],
    ["15 * * * *", "America/Sao_Paulo", "2018-02-18T00:15Z", 60, 4],
    ["*/10 * * * *", "Australia/Lord_Howe", "2026-04-04T14:00Z", 10, 12],
  ])("%s in %s, after %s, fires each %d min", (expression, timezone, slot, minutes, count) => {
    const start = new Date(slot);
    expect(nextSlots(cron(expression, timezone), start, count)).toEqual(
      Array.from({ length: count }, (_, index) => {
        return new Date(start.getTime() + (index + 1) * minutes * MINUTE_MS);
      }),
    );
  });

  test("a yearly expression fires in the repeated hour", () => {
    expect(
      nextSlots(cron("30 * 17 2 *", "America/Sao_Paulo"), new Date("2018-02-18T00:30Z"), 3),
    ).toEqual([
      new Date("2018-02-18T01:30Z"),
      new Date("2018-02-18T02:30Z"),
      new Date("2019-02-17T03:30Z"),
    ]);
  });
});

test("an interval counts elapsed minutes across a transition", () => {
  expect(
    nextSlot({ kind: "interval", intervalMinutes: 1_440 }, new Date("2026-03-07T12:00Z")),
  ).toEqual(new Date("2026-03-08T12:00Z"));
});

/**
 * The reference: every minute around a transition, as Intl shows it, and whether the clock shows it
 * for the first time.
 */
type WallMinute = {
  minute: number;
  hour: number;
  dayOfMonth: number;
  month: number;
  dayOfWeek: number;
};
type ShownMinute = WallMinute & {
  instant: number;
  isFirstTime: boolean;
  /** The minutes that the clock skips right before it. */
  skipped: WallMinute[];
};

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** The minutes that a wall clock would show from one time to another, without the last. */
function wallMinutes(from: number, until: number): WallMinute[] {
  return Array.from({ length: Math.max(0, (until - from) / MINUTE_MS) }, (_, index) => {
    const date = new Date(from + index * MINUTE_MS);
    return {
      minute: date.getUTCMinutes(),
      hour: date.getUTCHours(),
      dayOfMonth: date.getUTCDate(),
      month: date.getUTCMonth() + 1,
      dayOfWeek: date.getUTCDay(),
    };
  });
}

function showMinutes(timezone: string, transition: string): ShownMinute[] {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hourCycle: "h23",
    weekday: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const start = Date.parse(transition) / MINUTE_MS - 3 * DAY_MINUTES;
  const seen = new Set<string>();
  let previousWall = NaN;
  return Array.from({ length: 9 * DAY_MINUTES }, (_, index) => {
    const instant = (start + index) * MINUTE_MS;
    const shown = format.format(instant);
    const [weekday = "", ...numbers] = shown.match(/[A-Za-z]+|\d+/g) ?? [];
    const [dayOfMonth = -1, month = -1, year = -1, hour = -1, minute = -1] = numbers.map(Number);
    const wall = Date.UTC(year, month - 1, dayOfMonth, hour, minute);
    const skipped = wallMinutes(index === 0 ? wall : previousWall + MINUTE_MS, wall);
    previousWall = wall;
    const isFirstTime = !seen.has(shown);
    seen.add(shown);
    const dayOfWeek = WEEKDAYS.indexOf(weekday);
    return { instant, minute, hour, dayOfMonth, month, dayOfWeek, isFirstTime, skipped };
  });
}

type CronFields = Record<"minute" | "hour" | "dayOfMonth" | "month" | "dayOfWeek", number[] | "*">;

const oneOf = (field: number[] | "*", value: number) => field === "*" || field.includes(value);

function firesOnDay(fields: CronFields, { dayOfMonth, dayOfWeek, month }: WallMinute): boolean {
  const ofMonth = oneOf(fields.dayOfMonth, dayOfMonth);
  const ofWeek = oneOf(fields.dayOfWeek, dayOfWeek);
  const eitherDay = fields.dayOfMonth !== "*" && fields.dayOfWeek !== "*";
  return oneOf(fields.month, month) && (eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek);
}

const isNamed = (fields: CronFields, shown: WallMinute) =>
  oneOf(fields.minute, shown.minute) && oneOf(fields.hour, shown.hour) && firesOnDay(fields, shown);

function fires(fields: CronFields, shown: ShownMinute, gapPolicy: GapPolicy): boolean {
  const namesHours = fields.hour !== "*" && fields.hour.length < 24;
  if (namesHours && gapPolicy === "RUN_AFTER_GAP") {
    if (shown.skipped.some((minute) => isNamed(fields, minute))) return true;
  }
  return isNamed(fields, shown) && (shown.isFirstTime || !namesHours);
}

const write = (fields: CronFields) =>
  [fields.minute, fields.hour, fields.dayOfMonth, fields.month, fields.dayOfWeek]
    .map((field) => (field === "*" ? field : field.join(",")))
    .join(" ");

const star = fc.constant("*" as const);
const some = (min: number, max: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 5 });

const arbitraryFields = (days: number[]): fc.Arbitrary<CronFields> =>
  fc.record({
    minute: fc.oneof(some(0, 59), star),
    hour: fc.oneof(
      some(0, 23),
      some(0, 4),
      star,
      fc.constant(Array.from({ length: 24 }, (_, hour) => hour)),
    ),
    dayOfMonth: fc.oneof(fc.uniqueArray(fc.constantFrom(...days), { minLength: 1 }), star),
    // January has every day, so that no combination is impossible.
    month: fc.oneof(
      { weight: 1, arbitrary: some(2, 12).map((months) => [1, ...months]) },
      { weight: 4, arbitrary: star },
    ),
    dayOfWeek: fc.oneof({ weight: 1, arbitrary: some(0, 6) }, { weight: 2, arbitrary: star }),
  });

describe("around a transition, slots are the same as in a scan of every minute", () => {
  test.each([
    ["America/Sao_Paulo", "2018-11-04T03:00Z"],
    ["America/Sao_Paulo", "2018-02-18T02:00Z"],
    ["America/New_York", "2026-03-08T07:00Z"],
    ["America/New_York", "2026-11-01T06:00Z"],
    ["Europe/London", "2026-03-29T01:00Z"],
    ["Europe/London", "2026-10-25T01:00Z"],
    ["Australia/Lord_Howe", "2026-10-03T15:30Z"],
    ["Australia/Lord_Howe", "2026-04-04T15:00Z"],
    ["Asia/Kathmandu", "2026-03-01T00:00Z"],
    ["Pacific/Apia", "2011-12-30T10:00Z"],
    ["Antarctica/Casey", "2010-03-04T15:00Z"],
    ["Asia/Beirut", "2026-03-28T22:00Z"],
    ["America/Santiago", "2026-09-06T04:00Z"],
    ["Pacific/Kwajalein", "1993-08-21T12:00Z"],
  ])("%s at %s", (timezone, transition) => {
    const minutes = showMinutes(timezone, transition);
    const lastInstant = minutes.at(-1)?.instant ?? NaN;
    const days = [...new Set(minutes.map((shown) => shown.dayOfMonth))];
    // The first day only shows which minutes are repeated.
    const start = fc.oneof(
      fc.integer({ min: DAY_MINUTES, max: minutes.length - 1 }),
      fc.integer({ min: 3 * DAY_MINUTES - 240, max: 3 * DAY_MINUTES + 240 }),
    );
    const length = fc.integer({ min: 0, max: 3 * DAY_MINUTES });
    const policy = fc.constantFrom<GapPolicy[]>("SKIP", "RUN_AFTER_GAP");

    fc.assert(
      fc.property(arbitraryFields(days), policy, start, length, (fields, gapPolicy, from, span) => {
        const schedule = cron(write(fields), timezone, gapPolicy);
        const ahead = minutes.slice(from + 1).filter((shown) => fires(fields, shown, gapPolicy));
        const origin = new Date((minutes[from]?.instant ?? NaN) + 59_999);
        const found = nextSlot(schedule, origin).getTime();

        const [first] = ahead;
        if (first === undefined) {
          expect(found).toBeGreaterThan(lastInstant);
          return;
        }
        expect(found).toBe(first.instant);

        const horizon = Math.min(found + span * MINUTE_MS, lastInstant);
        const due = ahead.filter((shown) => shown.instant <= horizon);
        expect(dueSlots(schedule, new Date(found), new Date(horizon))).toEqual({
          latest: new Date(due.at(-1)?.instant ?? NaN),
          passedOver: due.length - 1,
        });
      }),
      { numRuns: 200 },
    );
  });
});
