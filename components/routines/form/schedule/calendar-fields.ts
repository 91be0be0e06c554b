import {
  compileCalendarTimes,
  readTimes,
  recognizeCalendarTimes,
  writeTimes,
  type CalendarTimes,
  type MonthDay,
} from "@/lib/domain/schedule/calendar-times";

/** The days of the week as boxes to tick, Monday first. */
export const weekdayFields = ["on_1", "on_2", "on_3", "on_4", "on_5", "on_6", "on_0"] as const;

type WeekdayField = (typeof weekdayFields)[number];

/** The fields of a schedule by the calendar. Its expression is made of them. */
export type CalendarField = "day_times" | "month_day" | "month_weekday" | WeekdayField;

/** Days of a month by number, and by their place: `nth2` is the second of a weekday, `nthL` the last. */
export const monthDays: readonly string[] = [
  ...Array.from({ length: 31 }, (_, index) => String(index + 1)),
  "last",
  "nth1",
  "nth2",
  "nth3",
  "nth4",
  "nthL",
];

type CalendarKind = CalendarTimes["kind"];

const kinds: readonly CalendarKind[] = ["daily", "weekly", "monthly"];

export type CalendarValues = Record<CalendarField | "schedule", string>;

/** The kind of a schedule by the calendar; undefined for another. */
export const findCalendarKind = ({ schedule }: CalendarValues) =>
  kinds.find((kind) => kind === schedule);

export const isByCalendar = (values: CalendarValues): boolean =>
  findCalendarKind(values) !== undefined;

const weekdayOf = (field: WeekdayField) => Number(field.slice(3));

function readMonthDay({ month_day, month_weekday }: CalendarValues): MonthDay {
  if (month_day === "last") return { kind: "last" };
  const [, place] = /^nth([1-4L])$/.exec(month_day) ?? [];
  if (place === undefined) return { kind: "day", day: Number(month_day) };
  return { kind: "nth", nth: place === "L" ? -1 : Number(place), weekday: Number(month_weekday) };
}

/** The cron expression of a schedule by the calendar; null for another, and for an incomplete one. */
export function calendarCron(values: CalendarValues): string | null {
  const kind = findCalendarKind(values);
  const times = readTimes(values.day_times);
  if (kind === undefined || times === null) return null;
  switch (kind) {
    case "daily":
      return compileCalendarTimes({ kind, times });
    case "weekly": {
      const weekdays = weekdayFields.filter((field) => values[field] !== "").map(weekdayOf);
      return compileCalendarTimes({ kind, times, weekdays });
    }
    case "monthly":
      return compileCalendarTimes({ kind, times, day: readMonthDay(values) });
  }
}

/** The cron expression that the fields mean, as it is typed or chosen; null where they mean none. */
export const draftCron = (values: CalendarValues & { cron_expression: string }): string | null =>
  values.schedule === "cron" ? values.cron_expression : calendarCron(values);

const CHECKED = "on";

/** What the fields hold before anything is chosen: each Monday, or each first of a month, at nine. */
const untouched: Record<CalendarField, string> = {
  day_times: "09:00",
  month_day: "1",
  month_weekday: "1",
  on_1: CHECKED,
  on_2: "",
  on_3: "",
  on_4: "",
  on_5: "",
  on_6: "",
  on_0: "",
};

function writeMonthDay(day: MonthDay): Pick<CalendarValues, "month_day" | "month_weekday"> {
  const { month_weekday } = untouched;
  switch (day.kind) {
    case "day":
      return { month_day: String(day.day), month_weekday };
    case "last":
      return { month_day: "last", month_weekday };
    case "nth":
      return {
        month_day: `nth${day.nth === -1 ? "L" : day.nth}`,
        month_weekday: String(day.weekday),
      };
  }
}

/** What the fields hold for a cron expression, and the kind of schedule that shows it. */
export function calendarTexts(
  expression: string | null,
): Record<CalendarField, string> & { schedule: CalendarKind | "cron" } {
  const found = expression === null ? null : recognizeCalendarTimes(expression);
  if (found === null) return { ...untouched, schedule: "cron" };
  const texts = { ...untouched, schedule: found.kind, day_times: writeTimes(found.times) };
  if (found.kind === "monthly") return { ...texts, ...writeMonthDay(found.day) };
  if (found.kind === "daily") return texts;
  const days = weekdayFields.map((field): [WeekdayField, string] => [
    field,
    found.weekdays.includes(weekdayOf(field)) ? CHECKED : "",
  ]);
  return { ...texts, ...(Object.fromEntries(days) as Record<WeekdayField, string>) };
}
