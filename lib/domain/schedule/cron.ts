import { DAY_MINUTES, DAY_MS, HOUR_MINUTES } from "@/lib/domain/time-units";

/**
 * Five-field cron expressions, on a wall clock that knows no time zone.
 *
 * The language is that of crontab(5) (Vixie cron, cronie): lists, ranges, steps, English names, 7
 * as Sunday. If day of month and day of week are both restricted, a day that matches either is
 * enough; a field that contains `*` (so also a step over it) is not restricted, and then both must
 * match. Of other dialects, these are read: `L` and `L-2` (the last day of the month, and two before
 * it), `5L` (the last Friday), `MON#2` (the second Monday), and `?` for `*` in either field of days.
 * Seconds, years, macros and W are not.
 *
 * A wall minute is the number of minutes from 1970-01-01T00:00 to the time that a wall clock shows.
 */

/**
 * The calendar of 1972 to 2099 repeats every 28 years. One cycle has every pair of date and
 * weekday, in leap years and others, so an expression that never matches two neighbouring days here
 * never does.
 */
const CALENDAR_CYCLE = { firstDay: 730, days: 28 * 365 + 7 };

const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

type CronFieldRule = { label: string; min: number; max: number; names: readonly string[] };

const MINUTE_FIELD: CronFieldRule = { label: "minute", min: 0, max: 59, names: [] };
const HOUR_FIELD: CronFieldRule = { label: "hour", min: 0, max: 23, names: [] };
const DAY_OF_MONTH_FIELD: CronFieldRule = { label: "day of month", min: 1, max: 31, names: [] };
const MONTH_FIELD: CronFieldRule = {
  label: "month",
  min: 1,
  max: 12,
  names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
const DAY_OF_WEEK_FIELD: CronFieldRule = {
  label: "day of week",
  min: 0,
  max: 7,
  names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
};

export type NthWeekday = { weekday: number; nth: number };

/** A parsed expression. Only `parseCron` makes one, so at least one minute matches. */
export type CronFields = {
  /** Minutes of a day, ascending, never empty. */
  timesOfDay: readonly number[];
  /** All 24 hours match: the expression is a cadence and names no time of day. */
  everyHour: boolean;
  daysOfMonth: ReadonlySet<number>;
  months: ReadonlySet<number>;
  daysOfWeek: ReadonlySet<number>;
  /** Days of the month by their distance from the last one, which is 0. */
  lastDays: readonly number[];
  /** Days of the week by their place in the month: the first is 1, the last -1. */
  nthWeekdays: readonly NthWeekday[];
  /** A day matches by its day of month or its day of week; otherwise it needs both. */
  eitherDay: boolean;
};

/** An expression that cannot be scheduled. `message` says what to change. */
export class CronError extends RangeError {
  readonly code: "cron_invalid" | "cron_impossible";
  readonly params: Record<string, string | number>;

  constructor(
    code: "cron_invalid" | "cron_impossible",
    message: string,
    params: Record<string, string | number>,
  ) {
    super(message);
    this.name = "CronError";
    this.code = code;
    this.params = params;
  }
}

function invalid(
  { label }: Pick<CronFieldRule, "label">,
  value: string,
  problem: string,
  advice: Record<string, string> = {},
): CronError {
  const subject = label.charAt(0).toUpperCase() + label.slice(1);
  return new CronError("cron_invalid", `${subject}: ${problem}`, {
    field: label,
    value,
    ...advice,
  });
}

/** The last value that `*` covers. 7 is Sunday again, so `*` ends at 6 for days of the week. */
function getLast(rule: CronFieldRule): number {
  return rule === DAY_OF_WEEK_FIELD ? 6 : rule.max;
}

function parseValue(rule: CronFieldRule, text: string): number {
  const { min, max, names } = rule;
  // Letters of ASCII alone: others become one in upper case, as \u0131 does.
  const named = /^[a-z]+$/i.test(text) ? names.indexOf(text.toUpperCase()) : -1;
  if (named >= 0) return named + min;
  if (!/^\d+$/.test(text)) {
    const orNames = names.length > 0 ? ` or ${names.join(", ")}` : "";
    const use = `use ${min} to ${max}${orNames}, with *, lists (1,2), ranges (1-5) and steps (*/2).`;
    throw invalid(rule, text, `"${text}" isn't supported; ${use}`);
  }
  const value = Number(text);
  if (value >= min && value <= max) return value;
  throw invalid(rule, text, `${text} is out of range; use ${min} to ${max}.`);
}

function parseRange(rule: CronFieldRule, text: string): { from: number; to: number } {
  const bounds = text.split("-");
  if (bounds.length > 2 || bounds.includes("")) {
    throw invalid(rule, text, `"${text}" isn't a range; write a range as 1-5.`);
  }
  const [from = rule.min, to = from] = bounds.map((bound) => parseValue(rule, bound));
  // A week may end on its Sunday: FRI-SUN is 5-7.
  if (rule === DAY_OF_WEEK_FIELD && to === 0) return { from, to: from === 0 ? 0 : 7 };
  if (from > to) {
    const split = `${from}-${rule.max},${rule.min}-${to}`;
    const advice = { hint: "write", write: split };
    throw invalid(rule, text, `the range ${text} runs backwards; write ${split}.`, advice);
  }
  return { from, to };
}

function parseItem(rule: CronFieldRule, text: string): number[] {
  const [base = "", stepText, ...rest] = text.split("/");
  if (rest.length > 0) {
    throw invalid(rule, text, `"${text}" has more than one step; write a step as */5.`);
  }
  if (base === "") {
    const advice = { hint: "write", write: `*${text}` };
    throw invalid(rule, text, `the step of ${text} needs a range; write *${text}.`, advice);
  }
  const last = getLast(rule);
  const { from, to } = base === "*" ? { from: rule.min, to: last } : parseRange(rule, base);
  if (stepText === undefined) {
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  }
  const longest = last - rule.min + 1;
  const step = /^\d+$/.test(stepText) ? Number(stepText) : 0;
  if (step < 1 || step > longest) {
    const advice = { hint: "step", write: String(longest) };
    const problem = `the step of ${text} must be a whole number from 1 to ${longest}.`;
    throw invalid(rule, text, problem, advice);
  }
  if (base !== "*" && !base.includes("-")) {
    const range = `${base}-${last}/${stepText}`;
    const advice = { hint: "write", write: range };
    throw invalid(rule, text, `the step of ${text} needs a range; write ${range}.`, advice);
  }
  return Array.from(
    { length: Math.floor((to - from) / step) + 1 },
    (_, index) => from + index * step,
  );
}

function parseField(rule: CronFieldRule, text: string): ReadonlySet<number> {
  return new Set(
    text.split(",").flatMap((item) => {
      if (item === "") {
        throw invalid(rule, text, `"${text}" has an empty item; separate values with one comma.`);
      }
      return parseItem(rule, item);
    }),
  );
}

/** A part of the days of the month that counts from the end, as its distance; null for any other. */
function parseLastDay(text: string): number | null {
  const [, distance] = /^L(?:-(\d{1,2}))?$/i.exec(text) ?? [];
  if (!/^L/i.test(text) || (distance === undefined && text.length > 1)) return null;
  const value = Number(distance ?? 0);
  if (value <= 30) return value;
  throw invalid(DAY_OF_MONTH_FIELD, text, `${text} is before any month; use L-1 to L-30.`);
}

/** A part of the days of the week that names a place in the month; null for any other. */
function parseNthWeekday(text: string): NthWeekday | null {
  const [, last, named, place] = /^(?:(\w+)L|(\w+)#(\d+))$/i.exec(text) ?? [];
  const day = last ?? named;
  if (day === undefined || !/^(?:\d+|[a-z]{3})$/i.test(day)) return null;
  const weekday = parseValue(DAY_OF_WEEK_FIELD, day) % 7;
  const nth = last === undefined ? Number(place) : -1;
  if (nth <= 5 && nth !== 0) return { weekday, nth };
  throw invalid(
    DAY_OF_WEEK_FIELD,
    text,
    `no month has a weekday ${String(nth)} times; write ${day}#1 to ${day}#5.`,
  );
}

/** A field of days whose items may count from the end or within the month, and those items. */
function parseDays<Special>(
  rule: CronFieldRule,
  text: string,
  parseSpecial: (item: string) => Special | null,
): { days: ReadonlySet<number>; special: Special[] } {
  // Quartz and EventBridge write ? where the other field of days is meant.
  if (text === "?") return { days: parseField(rule, "*"), special: [] };
  const special: Special[] = [];
  const plain = text.split(",").filter((item) => {
    const found = parseSpecial(item);
    if (found !== null) special.push(found);
    return found === null;
  });
  const days = plain.length === 0 ? new Set<number>() : parseField(rule, plain.join(","));
  return { days, special };
}

/**
 * Parses an expression.
 * @throws {CronError} `cron_invalid`, with the first invalid field and its text in `params`;
 *   `cron_impossible` for a date that no year has, such as 30 February.
 */
export function parseCron(expression: string): CronFields {
  const trimmed = expression.trim();
  const texts = trimmed === "" ? [] : trimmed.split(/\s+/);
  if (texts.length !== 5 || trimmed.startsWith("@")) {
    const problem = "it isn't made of five fields.";
    throw invalid({ label: "expression" }, trimmed, problem);
  }
  const [minuteText = "", hourText = "", dayText = "", monthText = "", weekdayText = ""] = texts;
  const minutes = parseField(MINUTE_FIELD, minuteText);
  const hours = parseField(HOUR_FIELD, hourText);
  const { days: daysOfMonth, special: lastDays } = parseDays(
    DAY_OF_MONTH_FIELD,
    dayText,
    parseLastDay,
  );
  const months = parseField(MONTH_FIELD, monthText);
  const { days: weekdays, special: nthWeekdays } = parseDays(
    DAY_OF_WEEK_FIELD,
    weekdayText,
    parseNthWeekday,
  );
  const daysOfWeek = new Set(Array.from(weekdays, (day) => day % 7));
  const eitherDay = !/[*?]/.test(dayText) && !/[*?]/.test(weekdayText);
  const days = { daysOfMonth, lastDays, months, daysOfWeek, nthWeekdays, eitherDay };
  if (!hasDay(days)) {
    throw new CronError(
      "cron_impossible",
      `It would never run: month ${monthText} has no day ${dayText}. Choose a day that the month has.`,
      { day: dayText, month: monthText },
    );
  }
  return {
    timesOfDay: Array.from(hours, (hour) =>
      Array.from(minutes, (minute) => hour * HOUR_MINUTES + minute),
    )
      .flat()
      .sort((a, b) => a - b),
    everyHour: hours.size === 24,
    ...days,
  };
}

type CronDays = Omit<CronFields, "timesOfDay" | "everyHour">;

/** Whether any day of the calendar matches. */
function hasDay(days: CronDays): boolean {
  const { daysOfMonth, lastDays, months, nthWeekdays, eitherDay } = days;
  if (lastDays.length === 0 && nthWeekdays.length === 0) {
    const firstDay = Math.min(...daysOfMonth);
    return (
      eitherDay ||
      LONGEST_MONTHS.some((length, index) => months.has(index + 1) && firstDay <= length)
    );
  }
  const { firstDay, days: count } = CALENDAR_CYCLE;
  return Array.from({ length: count }, (_, day) => new Date((firstDay + day) * DAY_MS)).some(
    (date) => matchesDay(days, date),
  );
}

function matchesDay(fields: CronDays, date: Date): boolean {
  const { lastDays, nthWeekdays } = fields;
  const day = date.getUTCDate();
  const left =
    lastDays.length > 0 || nthWeekdays.length > 0
      ? new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate() - day
      : 0;
  const ofMonth = fields.daysOfMonth.has(day) || lastDays.includes(left);
  const ofWeek =
    fields.daysOfWeek.has(date.getUTCDay()) ||
    nthWeekdays.some(
      ({ weekday, nth }) =>
        weekday === date.getUTCDay() && (nth === -1 ? left < 7 : Math.ceil(day / 7) === nth),
    );
  return (
    fields.months.has(date.getUTCMonth() + 1) &&
    (fields.eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek)
  );
}

/**
 * The first matching day from `day` on, in days since 1970-01-01. Skips whole months that do not
 * match.
 */
function matchingDayFrom(fields: CronFields, day: number): number {
  let candidate = day;
  for (;;) {
    const date = new Date(candidate * DAY_MS);
    if (matchesDay(fields, date)) return candidate;
    candidate = fields.months.has(date.getUTCMonth() + 1)
      ? candidate + 1
      : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / DAY_MS;
  }
}

/** The first matching wall minute strictly after `wall`. */
export function nextWallMinute(fields: CronFields, wall: number): number {
  const today = Math.floor(wall / DAY_MINUTES);
  let day = matchingDayFrom(fields, today);
  for (;;) {
    const passed = day === today ? wall - today * DAY_MINUTES : -1;
    const time = fields.timesOfDay.find((candidate) => candidate > passed);
    if (time !== undefined) return day * DAY_MINUTES + time;
    day = matchingDayFrom(fields, day + 1);
  }
}

/**
 * The number of matching wall minutes after `after`, up to and including `until`, and the last one.
 * Days between the first and the last are counted whole, whatever the number of their matches is.
 */
export function matchesBetween(
  fields: CronFields,
  after: number,
  until: number,
): { count: number; last: number | undefined } {
  const { timesOfDay } = fields;
  const countUpTo = (minute: number) => timesOfDay.filter((time) => time <= minute).length;
  let count = 0;
  let last: number | undefined;
  const firstDay = Math.floor((after + 1) / DAY_MINUTES);
  const lastDay = Math.floor(until / DAY_MINUTES);
  for (let day = firstDay; day <= lastDay; day += 1) {
    if (!matchesDay(fields, new Date(day * DAY_MS))) continue;
    const midnight = day * DAY_MINUTES;
    const start = day === firstDay ? countUpTo(after - midnight) : 0;
    const end = day === lastDay ? countUpTo(until - midnight) : timesOfDay.length;
    const latest = timesOfDay[end - 1];
    if (latest === undefined || end <= start) continue;
    count += end - start;
    last = midnight + latest;
  }
  return { count, last };
}

function hasNeighbouringDays(fields: CronFields): boolean {
  const end = CALENDAR_CYCLE.firstDay + CALENDAR_CYCLE.days;
  let day = matchingDayFrom(fields, CALENDAR_CYCLE.firstDay);
  while (day < end) {
    const following = matchingDayFrom(fields, day + 1);
    if (following === day + 1) return true;
    day = following;
  }
  return false;
}

/**
 * The smallest number of minutes between two matches on the wall clock, across midnight too. Exact
 * up to a day; Infinity where all matches are further apart.
 */
export function smallestGapMinutes(fields: CronFields): number {
  let smallest = Infinity;
  let previous: number | undefined;
  for (const time of fields.timesOfDay) {
    if (previous !== undefined) smallest = Math.min(smallest, time - previous);
    previous = time;
  }
  const [first = 0] = fields.timesOfDay;
  const overMidnight = DAY_MINUTES - (previous ?? 0) + first;
  return overMidnight < smallest && hasNeighbouringDays(fields) ? overMidnight : smallest;
}
