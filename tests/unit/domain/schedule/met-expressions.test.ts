import { createTranslator } from "next-intl";
import { describe, expect, test } from "vitest";
import { cronWords } from "@/components/schedule/cron-words";
import { checkCreateRoutine } from "@/lib/domain/routine/routine";
import { nextSlots } from "@/lib/domain/schedule/schedule";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

/** Expressions as they are met in the wild. */

type Speech = Parameters<typeof cronWords>[1];

const speak = (locale: string, messages: typeof en | typeof ptBR): Speech => ({
  t: createTranslator({ locale, messages, namespace: "schedule" }) as unknown as Speech["t"],
  locale,
});
const speeches = { en: speak("en", en), "pt-BR": speak("pt-BR", ptBR) };

describe("the words of an expression", () => {
  test.each<[string, "en" | "pt-BR", RegExp[], RegExp[]]>([
    ["*/59 * * * *", "en", [/\b59\b/i], [/^every 59 minutes$/i]],
    [
      "0-59/40 * * * *",
      "en",
      [/\b40\b/i],
      [/^every 40 minutes$/i, /every 40 minutes(, minutes 0 through 59 past the hour)?$/i],
    ],
    ["*/40 * * * *", "pt-BR", [/\b40\b/i], [/^a cada 40 minutos$/i]],
    ["*/50 * * * *", "en", [/\b50\b/i], [/^every 50 minutes$/i]],
    ["0 1-5,12 * * *", "en", [/\b0?1\b|01:00/i, /\b0?5\b|05:00/i, /12/i], []],
    [
      "0 */5 * * *",
      "en",
      [/20(:00)?|of (each|every|the) day|day/i],
      [/^every 5 hours$/i, /^at 0 minutes past the hour, every 5 hours$/i],
    ],
    [
      "30 */7 * * *",
      "en",
      [/21(:30)?|of (each|every|the) day|day/i],
      [/^at 30 minutes past the hour, every 7 hours$/i, /^every 7 hours$/i],
    ],
    ["0 0 1 */5 *", "en", [/november|(of|in) (a|each|every|the) year/i], [/every 5 months$/i]],
    [
      "0 9 * * */2",
      "en",
      [/saturday|(of|in) (a|each|every|the) week|tuesday/i],
      [/^at 09:00, every 2 days$/i],
    ],
    ["0 */6 * * *", "en", [/every 6 hours|00:00, 06:00/i], []],
    ["0,20,40 * * * *", "en", [/20/i, /40/i], []],
    ["0 9 * * 0,7", "en", [/sunday/i], [/sunday.*sunday/i]],
    ["0 9 1-7 * MON", "en", [/monday/i, /\b(or|and)\b/i], []],
    ["0 9 */2 * MON", "en", [/monday/i], [/\bor\b|, and on/i]],
    ["0 22-23,0-2 * * *", "en", [/22/i, /\b0?2\b/i], []],
    ["*/10 8-17 * * 1-5", "en", [/10 minutes/i, /\b0?8/i, /17/i, /monday/i, /friday/i], []],
    ["0 0 29 2 *", "en", [/29/i, /february/i], []],
    ["17 * * * *", "en", [/17/i], [/every minute/i]],
  ])("%s in %s", (expression, locale, said, unsaid) => {
    const words = cronWords(expression, speeches[locale]) ?? "";
    for (const pattern of said) expect(words).toMatch(pattern);
    for (const pattern of unsaid) expect(words).not.toMatch(pattern);
  });
});

test.each([
  ["*/40 * * * *", "01-30 23:00, 01-30 23:40, 01-31 00:00, 01-31 00:40, 01-31 01:00, 01-31 01:40"],
  ["*/7 * * * *", "01-30 22:56, 01-30 23:00, 01-30 23:07, 01-30 23:14, 01-30 23:21, 01-30 23:28"],
  ["0 0 */2 * *", "01-31 00:00, 02-01 00:00, 02-03 00:00, 02-05 00:00, 02-07 00:00, 02-09 00:00"],
  [
    "5-59/20 * * * *",
    "01-30 23:05, 01-30 23:25, 01-30 23:45, 01-31 00:05, 01-31 00:25, 01-31 00:45",
  ],
  [
    "0 9 * * SAT-SUN",
    "01-31 09:00, 02-01 09:00, 02-07 09:00, 02-08 09:00, 02-14 09:00, 02-15 09:00",
  ],
  ["0 9 */2 * MON", "02-09 09:00, 02-23 09:00, 03-09 09:00, 03-23 09:00, 04-13 09:00, 04-27 09:00"],
  ["30 4 31 * *", "01-31 04:30, 03-31 04:30, 05-31 04:30, 07-31 04:30, 08-31 04:30, 10-31 04:30"],
  ["0 9 * * */2", "01-31 09:00, 02-01 09:00, 02-03 09:00, 02-05 09:00, 02-07 09:00, 02-08 09:00"],
  ["0 9 * * 1-7/2", "02-01 09:00, 02-02 09:00, 02-04 09:00, 02-06 09:00, 02-08 09:00, 02-09 09:00"],
  ["5,50 23 * * *", "01-30 23:05, 01-30 23:50, 01-31 23:05, 01-31 23:50, 02-01 23:05, 02-01 23:50"],
  [
    "0 9 1,15 * FRI",
    "02-01 09:00, 02-06 09:00, 02-13 09:00, 02-15 09:00, 02-20 09:00, 02-27 09:00",
  ],
  ["0 */5 * * *", "01-31 00:00, 01-31 05:00, 01-31 10:00, 01-31 15:00, 01-31 20:00, 02-01 00:00"],
])("the slots of %s from 30 January 2026, 22:50 UTC", (expression, slots) => {
  const schedule = { kind: "cron", expression, timezone: "UTC" } as const;
  const found = nextSlots(schedule, new Date("2026-01-30T22:50:00Z"), 6);
  expect(found.map((slot) => slot.toISOString().slice(5, 16).replace("T", " ")).join(", ")).toBe(
    slots,
  );
});

/** The expression and the zone that are saved, or what is said against them. */
function save(cron_expression: string): string {
  const checked = checkCreateRoutine(
    { name: "x", endpoint_url: "https://example.com/", cron_expression, timezone: "UTC" },
    { minIntervalMinutes: 5, maxTimeoutSeconds: 30, defaultTimeoutSeconds: 8 },
  );
  return checked.ok
    ? `${checked.value.cron_expression ?? ""} in ${checked.value.timezone}`
    : checked.problems.map(({ message }) => message).join(" ");
}

test.each([
  ["CRON_TZ=Asia/Tokyo 0 5 * * *", "0 5 * * * in Asia/Tokyo"],
  ["0 5 * * * # each morning", "0 5 * * * in UTC"],
  ["0\t5\t*\t*\t*", "0 5 * * * in UTC"],
  ['"0 5 * * *"', "0 5 * * * in UTC"],
  ["\u00a00 5 * * *\n", "0 5 * * * in UTC"],
  ["TZ=Europe/Lisbon 0 5 * * *", "0 5 * * * in Europe/Lisbon"],
])("%j is saved as %s", (typed, saved) => {
  expect(save(typed)).toBe(saved);
});

test.each([
  ["0 0 1 NOV-FEB *", /-12,1-/],
  ["*/90 * * * *", /1 to 60|60/],
  ["60 * * * *", /0 to 59/],
  ["0 0 30 2 *", /never/i],
  ["0 0 5 * * *", /6 fields.*second|second.*6 fields/is],
  ["0 0 5 * * ? *", /7 fields/],
  ["0 5 * * * root", /root|user|command|word/i],
  ["0 24 * * *", /0 to 23/],
  ["0 5 32 * *", /1 to 31/],
  ["0 5 * 13 *", /1 to 12/],
  ["0 5 31 4,6,9,11 *", /never/i],
])("%j is refused with what to write", (typed, said) => {
  expect(save(typed)).toMatch(said);
});
