import { DAY_MINUTES, HOUR_MINUTES } from "@/lib/domain/time-units";

/**
 * Schedules as a calendar has them, and the cron expressions that say the same. Times are minutes of a
 * day; days of the week are counted from 0, which is Sunday.
 */

/** A day of each month: by its number, the last one, or a weekday by its place, where -1 is the last. */
export type MonthDay =
  { kind: "day"; day: number } | { kind: "last" } | { kind: "nth"; nth: number; weekday: number };

export type CalendarTimes =
  | { kind: "daily"; times: readonly number[] }
  | { kind: "weekly"; times: readonly number[]; weekdays: readonly number[] }
  | { kind: "monthly"; times: readonly number[]; day: MonthDay };

const sorted = (values: Iterable<number>) => [...new Set(values)].sort((a, b) => a - b);

/**
 * The fields for minutes and hours; null where one expression can't say these times and no others: each
 * minute of the list runs in each hour of it.
 */
function compileTimes(times: readonly number[]): string | null {
  const all = sorted(times);
  const minutes = sorted(all.map((time) => time % HOUR_MINUTES));
  const hours = sorted(all.map((time) => Math.floor(time / HOUR_MINUTES)));
  const isInDay = all.every((time) => Number.isInteger(time) && time >= 0 && time < DAY_MINUTES);
  return all.length > 0 && isInDay && minutes.length * hours.length === all.length
    ? `${minutes.join(",")} ${hours.join(",")}`
    : null;
}

/** Days in a row as a range, others as a list. */
function compileWeekdays(weekdays: readonly number[]): string | null {
  const days = sorted(weekdays);
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return null;
  if (days.length === 7) return "*";
  return days.length > 2 && last - first === days.length - 1 ? `${first}-${last}` : days.join(",");
}

function compileMonthDay(day: MonthDay): string {
  switch (day.kind) {
    case "day":
      return `${day.day} * *`;
    case "last":
      return "L * *";
    case "nth":
      return day.nth === -1 ? `* * ${day.weekday}L` : `* * ${day.weekday}#${day.nth}`;
  }
}

/** The cron expression of calendar times; null where none says exactly the same. */
export function compileCalendarTimes(calendar: CalendarTimes): string | null {
  const times = compileTimes(calendar.times);
  if (times === null) return null;
  switch (calendar.kind) {
    case "daily":
      return `${times} * * *`;
    case "weekly": {
      const weekdays = compileWeekdays(calendar.weekdays);
      return weekdays === null ? null : `${times} * * ${weekdays}`;
    }
    case "monthly":
      return `${times} ${compileMonthDay(calendar.day)}`;
  }
}

const numbersOf = (list: string) => list.split(",").map(Number);

function recognizeDays(day: string, weekday: string): CalendarTimes | null {
  const times: number[] = [];
  if (weekday === "*") {
    if (day === "*") return { kind: "daily", times };
    if (day === "L") return { kind: "monthly", times, day: { kind: "last" } };
    return /^(?:[1-9]|[12]\d|3[01])$/.test(day)
      ? { kind: "monthly", times, day: { kind: "day", day: Number(day) } }
      : null;
  }
  if (day !== "*") return null;
  const [, nthDay, place, lastDay] = /^([0-6])#([1-4])$|^([0-6])L$/.exec(weekday) ?? [];
  const named = nthDay ?? lastDay;
  if (named !== undefined) {
    const nth = place === undefined ? -1 : Number(place);
    return { kind: "monthly", times, day: { kind: "nth", nth, weekday: Number(named) } };
  }
  const [, from, to] = /^([0-6])-([0-6])$/.exec(weekday) ?? [];
  const weekdays =
    from === undefined
      ? numbersOf(weekday)
      : Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index);
  return { kind: "weekly", times, weekdays };
}

/**
 * The calendar times that compile to just this expression; null where none do, so that an expression
 * that was written by hand stays as it is.
 */
export function recognizeCalendarTimes(expression: string): CalendarTimes | null {
  const plain = /^(\d{1,2}(?:,\d{1,2})*) (\d{1,2}(?:,\d{1,2})*) (\S+) \* ([\d,#L*-]+)$/;
  const [, minutes = "", hours = "", day = "", weekday = ""] = plain.exec(expression) ?? [];
  const calendar = recognizeDays(day, weekday);
  if (calendar === null) return null;
  const times = numbersOf(hours).flatMap((hour) =>
    numbersOf(minutes).map((minute) => hour * HOUR_MINUTES + minute),
  );
  const found = { ...calendar, times: sorted(times) };
  return compileCalendarTimes(found) === expression ? found : null;
}

/** A time of day in minutes, as people write it (`9`, `9:30`, `09h30`, `9.30pm`); null for other text. */
function readTime(text: string): number | null {
  const [, hour = "", minute = "0", half] =
    /^(\d{1,2})(?:(?:[:.h]|\s*h\s*)(\d{2})?(?:min|m)?)?\s*(am|pm|a\.m\.|p\.m\.)?$/i.exec(text) ??
    [];
  if (hour === "") return null;
  const hours = Number(hour);
  const minutes = Number(minute);
  if (minutes >= HOUR_MINUTES || (half === undefined ? hours > 23 : hours < 1 || hours > 12)) {
    return null;
  }
  const inDay = half === undefined ? hours : (hours % 12) + (/^p/i.test(half) ? 12 : 0);
  return inDay * HOUR_MINUTES + minutes;
}

/** The times of a list with commas, semicolons or words between them; null where one isn't a time. */
export function readTimes(text: string): number[] | null {
  const parts = text
    .split(/[,;]|\s+(?:and|e)\s+|\s{2,}|(?<=\d)\s+(?=\d)/i)
    .map((part) => part.trim())
    .filter(Boolean);
  const times = parts.map(readTime);
  return times.some((time) => time === null) ? null : sorted(times.filter((time) => time !== null));
}

/** Times of a day as a field holds them: `09:00, 18:00`. */
export const writeTimes = (times: readonly number[]): string =>
  times
    .map((time) =>
      [Math.floor(time / HOUR_MINUTES), time % HOUR_MINUTES]
        .map((part) => String(part).padStart(2, "0"))
        .join(":"),
    )
    .join(", ");
