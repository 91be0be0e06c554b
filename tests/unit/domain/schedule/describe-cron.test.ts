import fc from "fast-check";
import { expect, test } from "vitest";
import { nextWallMinute, parseCron } from "@/lib/domain/schedule/cron";
import {
  describeCron,
  type DaysPart,
  type Span,
  type TimesPart,
} from "@/lib/domain/schedule/describe-cron";

const field = (min: number, max: number, ...special: string[]) => {
  const value = fc.integer({ min, max });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: max - min + 1 });
  const item = fc.oneof(
    value.map(String),
    range,
    fc.tuple(range, step).map(([span, by]) => `${span}/${by}`),
    step.map((by) => `*/${by}`),
    ...(special.length > 0 ? [fc.constantFrom(...special)] : []),
  );
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant("*") },
    { weight: 2, arbitrary: item },
    {
      weight: 1,
      arbitrary: fc.array(item, { minLength: 2, maxLength: 3 }).map((list) => list.join(",")),
    },
  );
};

const canBeParsed = (expression: string) => {
  try {
    parseCron(expression);
    return true;
  } catch {
    return false;
  }
};

const cronExpression = fc
  .tuple(
    field(0, 59),
    field(0, 23),
    field(1, 31, "L", "L-3"),
    field(1, 12),
    field(0, 6, "5L", "MON#2"),
  )
  .map((fields) => fields.join(" "))
  .filter(canBeParsed);

const DAY = Array.from({ length: 24 * 60 }, (_, minute) => minute);
const inSpans = (spans: readonly Span[], value: number) =>
  spans.some(({ from, to }) => from <= value && value <= to);

/** Whether what is said of times includes this minute of a day, by the plain sense of the words. */
function isSaid(times: TimesPart, minute: number): boolean {
  switch (times.kind) {
    case "everyMinutes":
      return minute >= times.from && (minute - times.from) % times.step === 0;
    case "everyHours":
      return minute % (times.step * 60) === 0;
    case "pastHour":
      return times.minutes.includes(minute % 60);
    case "at":
      return times.times.includes(minute);
    case "within":
      return times.spans.some(
        ({ from, to }) => from <= minute && minute <= to && (minute - from) % times.step === 0,
      );
    case "pastHourWithin":
      return times.minutes.includes(minute % 60) && inSpans(times.hours, Math.floor(minute / 60));
  }
}

const startOf = (date: Date) => date.getTime() / 60_000;

/** Whether what is said of days includes this one, by the plain sense of the words. */
function isSaidOfDay({ ofMonth, lastDays, ofWeek, nthWeekdays, isEither }: DaysPart, date: Date) {
  const day = date.getUTCDate();
  const left =
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate() - day;
  const isOfMonth =
    ofMonth === null ||
    lastDays.includes(left) ||
    (typeof ofMonth === "string" ? (day % 2 === 1) === (ofMonth === "odd") : inSpans(ofMonth, day));
  const isOfWeek =
    ofWeek === null ||
    ofWeek.some((said) => said % 7 === date.getUTCDay()) ||
    nthWeekdays.some(
      ({ weekday, nth }) =>
        weekday === date.getUTCDay() &&
        (nth === -1 ? left < 7 : nth === Math.floor((day - 1) / 7) + 1),
    );
  return isEither ? isOfMonth || isOfWeek : isOfMonth && isOfWeek;
}

test("what is said of any expression are its minutes, its days and its months, and no others", () => {
  fc.assert(
    fc.property(cronExpression, (expression) => {
      const fields = parseCron(expression);
      const { times, days, months } = describeCron(fields, expression);
      expect(DAY.filter((minute) => isSaid(times, minute))).toEqual([...fields.timesOfDay]);
      for (let month = 1; month <= 12; month += 1) {
        expect(months === null || inSpans(months, month)).toBe(fields.months.has(month));
      }
      for (let day = 0; day < 4 * 365; day += 1) {
        const date = new Date(Date.UTC(2026, 0, 1 + day));
        if (!fields.months.has(date.getUTCMonth() + 1)) continue;
        expect(isSaidOfDay(days, date)).toBe(
          nextWallMinute(fields, startOf(date) - 1) < startOf(date) + 1_440,
        );
      }
    }),
    { numRuns: 300 },
  );
});
