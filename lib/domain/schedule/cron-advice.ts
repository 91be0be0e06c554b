import type { CronError } from "@/lib/domain/schedule/cron";
import {
  expressionOfRate,
  isDayName,
  isMonthName,
  readRate,
  readTimeOfDay,
  shortNameOf,
  toCrontab,
} from "@/lib/domain/schedule/cron-dialects";
import type { CronFault, CronHint } from "@/lib/domain/schedule/cron-faults";
import { macros } from "@/lib/domain/schedule/read-cron-text";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";

/**
 * What to write instead of an expression that can't be read: people paste those of other schedulers, whole
 * lines of a crontab, and words.
 */

/** `write` is what can be scheduled instead; empty where that isn't clear. */
type AdviceParams = { write: string; count: number; value: string; isQuartz: "yes" | "no" };
type WholeAdvice = { fault: CronFault } & AdviceParams;

const FIVE_FIELDS = "Write five fields: minute, hour, day of month, month, day of week.";

const counted = (count: number) =>
  `there ${count === 1 ? "is 1 field" : `are ${count} fields`}, not 5.`;
const instead = (write: string, otherwise = FIVE_FIELDS) =>
  write === "" ? otherwise : `Write ${write}.`;
const leaveOut = ({ write, isQuartz }: AdviceParams, what = "them") =>
  write === ""
    ? `leave ${what} out. ${FIVE_FIELDS}`
    : `leave ${what} out, and write ${write}.${isQuartz === "yes" ? " Day 1 is Sunday there, and 7 is Saturday." : ""}`;

const faultTexts: Record<CronFault, (params: AdviceParams) => string> = {
  empty: () => `it is empty. ${FIVE_FIELDS}`,
  reboot: ({ value }) => `${value} names no time. ${FIVE_FIELDS}`,
  macro: ({ value }) =>
    `macros such as ${value} aren't supported; use @hourly, @daily, @weekly, @monthly, @yearly, or five fields.`,
  interval: ({ count, write }) =>
    `set an interval of ${count} minutes instead${write === "" ? "" : `, or write ${write}`}.`,
  once: () => "it is a single time: set run_at instead.",
  instead: ({ write }) => `it isn't made of five fields. ${instead(write)}`,
  wrapper: ({ write }) => `leave out cron( ). ${instead(write)}`,
  spaces: ({ count, write }) =>
    `${counted(count)} Lists, ranges and steps have no spaces in them. ${instead(write)}`,
  lines: ({ count, write }) =>
    `there are ${count} expressions, and a routine has one. ${instead(write)} Create a routine for each of the others.`,
  environment: ({ value, write }) =>
    `${value}= is a setting of a crontab: leave it out. ${instead(write)}`,
  zone: ({ value, write }) =>
    `${value} is a time zone: set it as the time zone of the routine. ${instead(write)}`,
  comment: ({ write }) =>
    `it begins with #, so that it is a comment: leave that out. ${instead(write)}`,
  seconds: (params) => `${counted(params.count)} Seconds aren't supported: ${leaveOut(params)}`,
  secondsAndYear: (params) =>
    `${counted(params.count)} Seconds and years aren't supported: ${leaveOut(params)}`,
  year: (params) =>
    `${counted(params.count)} Years aren't supported: ${leaveOut(params, "the last one")}`,
  command: ({ count, value, write }) =>
    `${counted(count)} What begins with "${value}" is a user or a command of a crontab: leave it out. ${instead(write)}`,
  count: ({ count, write }) =>
    `${counted(count)} ${FIVE_FIELDS}${write === "" ? "" : ` Did you mean ${write}?`}`,
};

const hintTexts: Record<CronHint, (write: string) => string> = {
  jenkins: () => "H is of Jenkins: write a number, and set a jitter to spread runs.",
  random: () => "~ takes a time by chance: write a number, and set a jitter to spread runs.",
  nearest: () =>
    "W, the weekday nearest to a day, isn't supported: write a day, or L for the last one.",
  place: () =>
    "A weekday's place in the month stands in the last field, one item each: MON#2,MON#4, and MONL for the last.",
  last: () =>
    "L is the last day of the month, L-2 two days before; in the last field, 5L is the last Friday, and 6 is Saturday.",
  question: () => "? stands for * in the fields of days, alone: write *.",
  write: (write) => `Write ${write}.`,
  step: (write) => `A step is a whole number from 1 to ${write}.`,
  dayElsewhere: () => "A day of the week belongs in the fifth field.",
  monthElsewhere: () => "A month belongs in the fourth field.",
};

const isYear = (text: string) => /^(?:19|20|21)\d\d(?:[-,/].*)?$/.test(text);
const isWeekdayField = (text: string) =>
  /^[\d*?,/#L-]+$/i.test(text) ||
  /^(?:sun|mon|tue|wed|thu|fri|sat)[a-z]*(?:[-,#/L].*)?$/i.test(text);
const isZone = (text: string) => /\/|^(?:UTC|GMT)$/i.test(text) && isTimezone(text);

/** What the fields beyond five are. */
function adviseOnSurplus(fields: readonly string[], params: AdviceParams): WholeAdvice {
  const sixth = fields[5] ?? "";
  const first = fields.slice(0, 5);
  const write = (five: readonly string[], isQuartz = false) => toCrontab(five, isQuartz) ?? "";
  const hasQuestion = fields.includes("?");
  const quartz = (five: readonly string[]) => {
    const isQuartz = hasQuestion && write(five, true) !== write(five);
    return { write: write(five, hasQuestion), isQuartz: isQuartz ? "yes" : "no" } as const;
  };
  if (fields.length === 6 && (isYear(sixth) || (sixth === "*" && hasQuestion))) {
    return { ...params, fault: "year", ...quartz(first) };
  }
  if (isZone(sixth)) return { ...params, fault: "zone", value: sixth, write: write(first) };
  if (!isWeekdayField(sixth)) {
    return { ...params, fault: "command", value: sixth, write: write(first) };
  }
  const fault = fields.length > 6 ? "secondsAndYear" : "seconds";
  return { ...params, fault, ...quartz(fields.slice(1, 6)) };
}

function adviseOnWhole(expression: string): WholeAdvice | null {
  const fields = expression.split(/\s+/).filter((field) => field !== "");
  const params = { write: "", count: fields.length, value: expression, isQuartz: "no" } as const;
  const [first = "", ...rest] = fields;
  if (expression === "") return { ...params, fault: "empty" };
  const minutes = readRate(expression);
  if (minutes !== null) {
    const write = expressionOfRate(minutes) ?? "";
    return { ...params, fault: "interval", count: minutes, write };
  }
  if (first.startsWith("@")) {
    const [command] = rest;
    if (macros.has(first.toLowerCase()) && command !== undefined) {
      return { ...params, fault: "command", value: command, write: first };
    }
    return { ...params, fault: /^@reboot$/i.test(first) ? "reboot" : "macro" };
  }
  if (macros.has(`@${expression.toLowerCase()}`)) {
    return { ...params, fault: "instead", write: `@${expression.toLowerCase()}` };
  }
  if (/^at\(|^\d{4}-\d\d-\d\d/.test(expression)) return { ...params, fault: "once" };
  const [, wrapped] = /^cron\s*\((.*)\)$/i.exec(expression) ?? [];
  if (wrapped !== undefined) {
    const inner = wrapped.trim().split(/\s+/);
    const write = toCrontab(inner.slice(0, 5), inner.length > 5) ?? "";
    return { ...params, fault: "wrapper", write };
  }
  const [, name] = /^(\w+)=/.exec(first) ?? [];
  if (name !== undefined) {
    return { ...params, fault: "environment", value: name, write: toCrontab(rest) ?? "" };
  }
  if (first.startsWith("#")) {
    const uncommented = expression.replace(/^[#\s]+/, "").split(/\s+/);
    return { ...params, fault: "comment", write: toCrontab(uncommented.slice(0, 5)) ?? "" };
  }
  if (fields.length === 5) return null;
  const joined = expression.replace(/\s*([,/-])\s*/g, "$1").split(/\s+/);
  const write = toCrontab(joined);
  if (write !== null) return { ...params, fault: "spaces", write };
  if (fields.length > 5) return adviseOnLines(fields, params) ?? adviseOnSurplus(fields, params);
  const timed = readTimeOfDay(expression);
  if (timed !== null) return { ...params, fault: "instead", write: timed };
  const missing = Array.from({ length: 5 - fields.length }, () => "*");
  const completed = fields.length > 1 ? toCrontab([...fields, ...missing]) : null;
  return { ...params, fault: "count", write: completed ?? "" };
}

/** Several expressions, one after the other; null for anything else. */
function adviseOnLines(fields: readonly string[], params: AdviceParams): WholeAdvice | null {
  const count = fields.length / 5;
  if (!Number.isInteger(count)) return null;
  const lines = Array.from({ length: count }, (_, line) =>
    toCrontab(fields.slice(5 * line, 5 * line + 5)),
  );
  const [write] = lines;
  return write && !lines.includes(null) ? { ...params, fault: "lines", count, write } : null;
}

function hintAt(field: string, part: string): { hint: CronHint; write: string } | null {
  const found = (hint: CronHint, write = "") => ({ hint, write });
  if (/^H\b/.test(part)) return found("jenkins");
  if (part.includes("~")) return found("random");
  if (/^(?:L|\d+)W$/i.test(part)) return found("nearest");
  if (part.includes("#")) return found("place");
  if (part.includes("?")) return found("question");
  const [, step] = /^\*(\d+)$/.exec(part) ?? [];
  if (step !== undefined) return found("write", `*/${step}`);
  const name = shortNameOf(part);
  if (isDayName(name ?? part) && field !== "day of week") return found("dayElsewhere");
  if (isMonthName(name ?? part) && field !== "month") return found("monthElsewhere");
  if (name !== null) return found("write", name);
  return /^L(?:[-/L].*|[A-Z]{3})?$|L$/i.test(part) ? found("last") : null;
}

type Advice = { message: string; params: Record<string, string | number> };

/**
 * What is wrong with an expression that `parseCron` refused as invalid, and what to write. `fault` is there
 * for the whole of it, `hint` for a part of a field.
 */
export function adviseOnCron(expression: string, error: CronError): Advice {
  const whole = adviseOnWhole(expression.trim());
  if (whole !== null) {
    const { fault, ...params } = whole;
    const text = faultTexts[fault](params).replace(/\s+/g, " ");
    return { message: `Expression: ${text}`, params: { field: "expression", fault, ...params } };
  }
  const { field, value } = error.params;
  const hint = error.message.includes('isn\'t') ? hintAt(String(field), String(value)) : null;
  if (hint === null) return { message: error.message, params: error.params };
  const message = `${error.message} ${hintTexts[hint.hint](hint.write)}`;
  return { message, params: { ...error.params, ...hint } };
}
