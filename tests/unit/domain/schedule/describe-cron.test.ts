import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCron } from "@/lib/domain/schedule/cron";
import { describeCron, type Span, type TimesPart } from "@/lib/domain/schedule/describe-cron";

const field = (min: number, max: number) => {
  const value = fc.integer({ min, max });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: max - min + 1 });
  const item = fc.oneof(
    value.map(String),
    range,
    fc.tuple(range, step).map(([span, by]) => `${span}/${by}`),
    step.map((by) => `*/${by}`),
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
  .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6))
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

test("what is said of any expression are its minutes, its days and its months, and no others", () => {
  fc.assert(
    fc.property(cronExpression, (expression) => {
      const fields = parseCron(expression);
      const { times, days, months } = describeCron(fields, expression);
      expect(DAY.filter((minute) => isSaid(times, minute))).toEqual([...fields.timesOfDay]);
      for (let month = 1; month <= 12; month += 1) {
        expect(months === null || inSpans(months, month)).toBe(fields.months.has(month));
      }
      for (let day = 1; day <= 31; day += 1) {
        const { ofMonth, ofWeek, isEither } = days;
        const isOfMonth =
          ofMonth === null ||
          (typeof ofMonth === "string"
            ? (day % 2 === 1) === (ofMonth === "odd")
            : inSpans(ofMonth, day));
        for (let weekday = 0; weekday < 7; weekday += 1) {
          const isOfWeek = ofWeek === null || ofWeek.some((said) => said % 7 === weekday);
          const matches = fields.eitherDay
            ? fields.daysOfMonth.has(day) || fields.daysOfWeek.has(weekday)
            : fields.daysOfMonth.has(day) && fields.daysOfWeek.has(weekday);
          expect(isEither ? isOfMonth || isOfWeek : isOfMonth && isOfWeek).toBe(matches);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});
