import { CronError, parseCron } from "@/lib/domain/schedule/cron";
import { DAY_MINUTES, HOUR_MINUTES } from "@/lib/domain/time-units";

/** What other schedulers write, in the fields of a crontab. */

const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const LONG_NAME =
  /^(?:(?:sun|mon|tues|wednes|thurs|fri|satur)day|january|february|march|april|june|july|august|september|october|november|december)$/i;

/** The short names of Portuguese that differ. */
const PORTUGUESE: Readonly<Record<string, string>> = {
  ...{ dom: "SUN", seg: "MON", ter: "TUE", qua: "WED", qui: "THU", sex: "FRI", sab: "SAT" },
  ...{ fev: "FEB", abr: "APR", mai: "MAY", ago: "AUG", set: "SEP", out: "OCT", dez: "DEC" },
};

const FIRST_VALUES = [0, 0, 1, 1, 0];
const LAST_VALUES = [59, 23, 31, 12, 6];
const DAY_OF_WEEK = 4;

/** The name that a crontab has for a day or a month; null for another word. */
export function shortNameOf(word: string): string | null {
  if (LONG_NAME.test(word)) return word.slice(0, 3).toUpperCase();
  return PORTUGUESE[word.toLowerCase().replace("á", "a")] ?? null;
}

export const isDayName = (text: string) => DAYS.includes(text.toUpperCase());
export const isMonthName = (text: string) => MONTHS.includes(text.toUpperCase());

function toCrontabItem(text: string, index: number, isQuartz: boolean): string {
  const named = text
    .replace(/[a-zá]{3,}/gi, (word) => shortNameOf(word) ?? word)
    .replace(/^H(?=\/)/i, "*");
  // Quartz and EventBridge count from 1 for Sunday. A place in the month and a step stay.
  const days =
    isQuartz && index === DAY_OF_WEEK
      ? named.replace(/(?<![#/\d])[1-7](?!\d)/g, (day) => DAYS[Number(day) - 1] ?? day)
      : named;
  const [, from, step] = /^(\d+)\/(\d+)$/.exec(days) ?? [];
  if (from === undefined || step === undefined) return days;
  return Number(from) === FIRST_VALUES[index]
    ? `*/${step}`
    : `${from}-${String(LAST_VALUES[index])}/${step}`;
}

/**
 * Five fields as a crontab has them: names of three letters, a range before each step, and with `isQuartz`
 * days of the week by their names. Null where they can't be scheduled all the same.
 */
export function toCrontab(fields: readonly string[], isQuartz = false): string | null {
  if (fields.length !== 5) return null;
  const expression = fields
    .map((field, index) =>
      field
        .split(",")
        .map((item) => toCrontabItem(item, index, isQuartz))
        .join(","),
    )
    .join(" ");
  try {
    parseCron(expression);
    return expression;
  } catch (error) {
    if (error instanceof CronError) return null;
    throw error;
  }
}

const UNITS = [
  { name: /^s(?:ec|ecs|econds?|egundos?)?$/i, minutes: 1 / 60 },
  { name: /^m(?:in|ins|inutes?|inutos?)?$/i, minutes: 1 },
  { name: /^h(?:rs?|ours?|oras?)?$/i, minutes: HOUR_MINUTES },
  { name: /^d(?:ays?|ias?)?$/i, minutes: DAY_MINUTES },
  { name: /^w(?:eeks?)?$|^semanas?$/i, minutes: 7 * DAY_MINUTES },
];

/** The minutes of a period such as `5m`, `1h30m` or `2 hours`, at least 1; null for any other text. */
function readPeriod(text: string): number | null {
  const parts = [...text.matchAll(/(\d*)\s*([a-z]+)\s*/gi)];
  if (parts.map(([part]) => part).join("") !== text) return null;
  let minutes = 0;
  for (const [, count = "", name = ""] of parts) {
    const unit = UNITS.find((candidate) => candidate.name.test(name));
    if (unit === undefined) return null;
    minutes += Number(count === "" ? 1 : count) * unit.minutes;
  }
  return minutes === 0 ? null : Math.max(1, Math.ceil(minutes));
}

/** The minutes of `@every 5m`, `rate(5 minutes)`, `every 5 minutes` and the like; null for any other text. */
export function readRate(text: string): number | null {
  const [, period] =
    /^(?:@every\s+|rate\s*\(|(?:run\s+)?every\s+|a\s+cada\s+)([^()]+?)\s*\)?$/i.exec(text) ?? [];
  return period === undefined ? null : readPeriod(period);
}

/** The expression for so many minutes, where one goes round an hour or a day evenly; null otherwise. */
export function expressionOfRate(minutes: number): string | null {
  if (minutes === 1) return "* * * * *";
  if (minutes < HOUR_MINUTES && HOUR_MINUTES % minutes === 0) return `*/${minutes} * * * *`;
  const hours = minutes / HOUR_MINUTES;
  if (hours === 1) return "0 * * * *";
  if (Number.isInteger(hours) && hours < 24 && 24 % hours === 0) return `0 */${hours} * * *`;
  return minutes === DAY_MINUTES ? "0 0 * * *" : null;
}

/** The expression for a time of day, as `09:00`, `9am` or `Mon..Fri 09:00` of systemd; null for any other text. */
export function readTimeOfDay(text: string): string | null {
  const [, before = "", hour = "", minute = "0", half = ""] =
    /^(.*?)\s*(?<![\d:])(\d{1,2})(?::(\d\d)(?::00)?|(?=\s*[ap]m))\s*([ap]m)?$/i.exec(text) ?? [];
  if (hour === "") return null;
  const hours = half === "" ? Number(hour) : (Number(hour) % 12) + (/^p/i.test(half) ? 12 : 0);
  const words = before.split(/[\s,]+/).filter((word) => word !== "" && word !== "*-*-*");
  const isDaily = words.every((word) =>
    /^(?:every|each|daily|day|at|todos?|os|dias?|às|as)$/i.test(word),
  );
  const days = isDaily ? "*" : before.replace(/\s*\*-\*-\*$/, "").replaceAll("..", "-");
  return toCrontab([String(Number(minute)), String(hours), "*", "*", days]);
}
