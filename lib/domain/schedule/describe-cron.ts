import type { CronFields, NthWeekday } from "@/lib/domain/schedule/cron";
import { HOUR_MINUTES } from "@/lib/domain/time-units";

/**
 * What a cron expression means, in the parts of a sentence. It is made from the minutes and days that
 * match, and never from the text, so that the words can't contradict the runs.
 */
export type CronDescription = { times: TimesPart; days: DaysPart; months: Span[] | null };

/** Consecutive values, both ends included. */
export type Span = { from: number; to: number };

/** Times are minutes of a day. */
export type TimesPart =
  /** Every so many minutes, counted from this minute of an hour; or every so many hours from midnight. */
  | { kind: "everyMinutes"; step: number; from: number }
  | { kind: "everyHours"; step: number }
  /** These minutes of every hour. */
  | { kind: "pastHour"; minutes: number[] }
  | { kind: "at"; times: number[] }
  /** Every so many minutes in each of these, from its first to its last time. */
  | { kind: "within"; step: number; spans: Span[] }
  /** These minutes of the hours of each span. */
  | { kind: "pastHourWithin"; minutes: number[]; hours: Span[] };

/** Days of the month, days of the week (1 is Monday, 0 and 7 are Sunday), or both; null where all match. */
export type DaysPart = {
  ofMonth: Span[] | "odd" | "even" | null;
  /** Further days of the month, by their distance from the last one. */
  lastDays: readonly number[];
  ofWeek: number[] | null;
  /** Further days of the week, by their place in the month. */
  nthWeekdays: readonly NthWeekday[];
  /** Where both are there: whether one of them is enough. */
  isEither: boolean;
};

/** So many times of a day are listed; more are said by their step or their hours. */
const LISTED_TIMES = 8;

/** A list of this length is said by its ends where its values are consecutive. */
const SHORTEST_SPAN = 3;

/** Sorted values as spans; those of fewer than `shortest` values are taken apart. */
function spansOf(values: Iterable<number>, shortest = SHORTEST_SPAN): Span[] {
  const spans: Span[] = [];
  for (const value of [...values].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last?.to === value - 1) last.to = value;
    else spans.push({ from: value, to: value });
  }
  return spans.flatMap((span) => {
    const length = span.to - span.from + 1;
    if (length >= shortest) return [span];
    return Array.from({ length }, (_, index) => ({
      from: span.from + index,
      to: span.from + index,
    }));
  });
}

/** The step of values that are evenly apart; null where they aren't, or are fewer than two. */
function stepOf([first, second, ...rest]: readonly number[]): number | null {
  if (first === undefined || second === undefined) return null;
  const step = second - first;
  let last = second;
  for (const value of rest) {
    if (value - last !== step) return null;
    last = value;
  }
  return step;
}

/** The step of values that go round a cycle of this length; null where they don't. */
function stepAround(values: readonly number[], length: number): number | null {
  const step = stepOf(values);
  return step !== null && values.length * step === length ? step : null;
}

/** A field that was written as a list is said as one. */
const isStepped = (text = "") => /[*/]/.test(text);

function describeTimes({ timesOfDay }: CronFields, texts: readonly string[]): TimesPart {
  const minutes = [...new Set(timesOfDay.map((time) => time % HOUR_MINUTES))].sort((a, b) => a - b);
  const hours = [...new Set(timesOfDay.map((time) => Math.floor(time / HOUR_MINUTES)))];
  const [minuteText, hourText] = texts;
  const minuteStep = isStepped(minuteText) ? stepAround(minutes, HOUR_MINUTES) : null;
  const [minute = 0] = minutes;
  if (hours.length === 24) {
    return minuteStep === null
      ? { kind: "pastHour", minutes }
      : { kind: "everyMinutes", step: minuteStep, from: minute };
  }
  const hourStep = isStepped(hourText) && hours[0] === 0 ? stepAround(hours, 24) : null;
  if (minutes.length === 1 && minute === 0 && hourStep !== null) {
    return { kind: "everyHours", step: hourStep };
  }
  if (timesOfDay.length <= LISTED_TIMES) return { kind: "at", times: [...timesOfDay] };
  const hourSpans = spansOf(hours, 1);
  const step = minutes.length === 1 ? HOUR_MINUTES : minuteStep;
  if (step !== null && hourSpans.every(({ from, to }) => to > from || minutes.length > 1)) {
    const last = minutes.at(-1) ?? 0;
    const spans = hourSpans.map(({ from, to }) => ({
      from: from * HOUR_MINUTES + minute,
      to: to * HOUR_MINUTES + last,
    }));
    return { kind: "within", step, spans };
  }
  return minutes.length === 1
    ? { kind: "at", times: [...timesOfDay] }
    : { kind: "pastHourWithin", minutes, hours: hourSpans };
}

const isEvery = (values: ReadonlySet<number>, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index).every((value) =>
    values.has(value),
  );

function describeDaysOfMonth(days: ReadonlySet<number>): DaysPart["ofMonth"] {
  if (isEvery(days, 1, 31)) return null;
  const sorted = [...days].sort((a, b) => a - b);
  if (stepOf(sorted) === 2 && sorted.length >= 15) return sorted[0] === 1 ? "odd" : "even";
  return spansOf(sorted);
}

/** One span, or month by month. */
function describeMonths(months: ReadonlySet<number>): Span[] {
  const spans = spansOf(months);
  return spans.length === 1 ? spans : spansOf(months, Infinity);
}

/** Mondays come first, as in most calendars, unless the days are in a row from Sunday on. */
function orderWeekdays(days: ReadonlySet<number>): number[] {
  const fromSunday = [...days].sort((a, b) => a - b);
  const fromMonday = fromSunday.map((day) => (day === 0 ? 7 : day)).sort((a, b) => a - b);
  return stepOf(fromSunday) === 1 && fromSunday.length > 2 ? fromSunday : fromMonday;
}

/**
 * Describes an expression that was parsed.
 * @param expression as it was written: a list is said as a list, a step as a step where it is true.
 */
export function describeCron(fields: CronFields, expression: string): CronDescription {
  const { daysOfMonth, daysOfWeek, lastDays, nthWeekdays, months, eitherDay } = fields;
  const ofMonth = describeDaysOfMonth(daysOfMonth);
  const ofWeek = isEvery(daysOfWeek, 0, 6) ? null : orderWeekdays(daysOfWeek);
  // Where one of two is enough and one of them is every day, so are both.
  const isEveryDay = eitherDay && (ofMonth === null || ofWeek === null);
  return {
    times: describeTimes(fields, expression.trim().split(/\s+/)),
    days: isEveryDay
      ? { ofMonth: null, lastDays: [], ofWeek: null, nthWeekdays: [], isEither: false }
      : {
          ofMonth,
          lastDays: ofMonth === null ? [] : lastDays,
          ofWeek,
          nthWeekdays: ofWeek === null ? [] : nthWeekdays,
          isEither: eitherDay,
        },
    months: isEvery(months, 1, 12) ? null : describeMonths(months),
  };
}
