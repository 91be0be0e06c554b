import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compileCalendarTimes,
  readTimes,
  recognizeCalendarTimes,
  writeTimes,
  type CalendarTimes,
} from "@/lib/domain/schedule/calendar-times";
import { checkCronExpression, nextSlots } from "@/lib/domain/schedule/schedule";

const times = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 3 }),
    fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 4 }),
  )
  .map(([minutes, hours]) =>
    hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute)).sort((a, b) => a - b),
  );

const weekday = fc.integer({ min: 0, max: 6 });

const calendar: fc.Arbitrary<CalendarTimes> = fc.oneof(
  fc.record({ kind: fc.constant("daily"), times }),
  fc.record({
    kind: fc.constant("weekly"),
    times,
    weekdays: fc
      .uniqueArray(weekday, { minLength: 1, maxLength: 6 })
      .map((days) => days.sort((a, b) => a - b)),
  }),
  fc.record({
    kind: fc.constant("monthly"),
    times,
    day: fc.oneof(
      fc.record({ kind: fc.constant("day"), day: fc.integer({ min: 1, max: 31 }) }),
      fc.constant({ kind: "last" as const }),
      fc.record({ kind: fc.constant("nth"), nth: fc.constantFrom(1, 2, 3, 4, -1), weekday }),
    ),
  }),
);

test("what was chosen is recognized in its expression, which can be scheduled", () => {
  fc.assert(
    fc.property(calendar, (chosen) => {
      const expression = compileCalendarTimes(chosen) ?? "";
      expect(checkCronExpression(expression, "UTC", 1)).toEqual({ ok: true });
      expect(recognizeCalendarTimes(expression)).toEqual(chosen);
    }),
  );
});

test("an expression that is recognized is compiled to the very same text", () => {
  const field = fc.constantFrom("0", "5", "00", "0,30", "*", "*/5", "9-17", "L", "L-2", "31", "?");
  const last = fc.constantFrom("*", "1-5", "MON", "1#2", "5L", "0,6", "7", "0-6", "1,2,3", "1#5");
  fc.assert(
    fc.property(field, field, field, last, (minute, hour, day, ofWeek) => {
      const expression = `${minute} ${hour} ${day} * ${ofWeek}`;
      const found = recognizeCalendarTimes(expression);
      if (found !== null) expect(compileCalendarTimes(found)).toBe(expression);
    }),
  );
});

test.each<[string, CalendarTimes | null]>([
  ["0 9 * * *", { kind: "daily", times: [540] }],
  ["0,30 8,20 * * *", { kind: "daily", times: [480, 510, 1200, 1230] }],
  ["30 7 * * 1-5", { kind: "weekly", times: [450], weekdays: [1, 2, 3, 4, 5] }],
  ["30 7 * * 0,6", { kind: "weekly", times: [450], weekdays: [0, 6] }],
  ["0 0 31 * *", { kind: "monthly", times: [0], day: { kind: "day", day: 31 } }],
  ["0 0 L * *", { kind: "monthly", times: [0], day: { kind: "last" } }],
  ["0 6 * * 1#2", { kind: "monthly", times: [360], day: { kind: "nth", nth: 2, weekday: 1 } }],
  ["0 6 * * 5L", { kind: "monthly", times: [360], day: { kind: "nth", nth: -1, weekday: 5 } }],
  ["0 9 * * MON-FRI", null],
  ["0 9 1 1 *", null],
  ["0 9 1 * 1", null],
  ["*/5 * * * *", null],
  ["0 * * * *", null],
  ["0 9 L-2 * *", null],
  ["09 9 * * *", null],
  ["0 9 32 * *", null],
  ["61 9 * * *", null],
])("%s is recognized only where it is written as the form writes it", (expression, expected) => {
  expect(recognizeCalendarTimes(expression)).toEqual(expected);
});

test("times that no single expression has are refused", () => {
  expect(compileCalendarTimes({ kind: "daily", times: [540, 1110] })).toBeNull();
  expect(compileCalendarTimes({ kind: "daily", times: [] })).toBeNull();
  expect(compileCalendarTimes({ kind: "weekly", times: [540], weekdays: [] })).toBeNull();
  expect(
    compileCalendarTimes({ kind: "weekly", times: [540], weekdays: [0, 1, 2, 3, 4, 5, 6] }),
  ).toBe("0 9 * * *");
});

test("the last day of the month is the last of each month", () => {
  const expression =
    compileCalendarTimes({ kind: "monthly", times: [0], day: { kind: "last" } }) ?? "";
  const slots = nextSlots(
    { kind: "cron", expression, timezone: "UTC" },
    new Date("2028-01-15T00:00:00Z"),
    3,
  );
  expect(slots.map((slot) => slot.toISOString().slice(0, 10))).toEqual([
    "2028-01-31",
    "2028-02-29",
    "2028-03-31",
  ]);
});

describe("times as people write them", () => {
  test.each([
    ["09:00", "09:00"],
    ["9", "09:00"],
    ["9:05, 18:05", "09:05, 18:05"],
    ["18:00; 9:00", "09:00, 18:00"],
    ["9h30", "09:30"],
    ["9h", "09:00"],
    ["9.30", "09:30"],
    ["9am", "09:00"],
    ["12 AM", "00:00"],
    ["12:30 pm", "12:30"],
    ["9:15 p.m.", "21:15"],
    ["09:00 and 21:00", "09:00, 21:00"],
    ["09:00 e 21:00", "09:00, 21:00"],
    ["09:00 21:00", "09:00, 21:00"],
    ["", ""],
  ])("%s", (text, expected) => {
    expect(writeTimes(readTimes(text) ?? [-1])).toBe(expected);
  });

  test.each(["24:00", "9:60", "noon", "13pm", "0am", "-1", "9:00-17:00", "09:00:30"])(
    "%s is refused",
    (text) => {
      expect(readTimes(text)).toBeNull();
    },
  );
});
