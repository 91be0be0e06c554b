import { unwrapPasted } from "@/lib/domain/pasted-text";

/** A cron expression as it is kept, and the zone that was written before it; null where none was. */
export type CronText = { expression: string; timezone: string | null };

/** crontab(5), "EXTENSIONS"; `@reboot` has no time, and stays what it is. */
export const macros = new Map([
  ["@hourly", "0 * * * *"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@weekly", "0 0 * * 0"],
  ["@monthly", "0 0 1 * *"],
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
]);

/** A key of YAML or of a settings file, as in the workflows of GitHub. */
const KEY = /^(?:- *)?(?:cron|schedule|cron_expression|OnCalendar) *[:=] */i;

/**
 * Text in the characters that a crontab has: full-width figures, and the dashes and stars that text
 * processors make of plain ones.
 */
const toPlain = (text: string) =>
  text
    .normalize("NFKC")
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[\u2217\u204e\u22c6]/g, "*");

/**
 * The expression in what people type and paste: without quotes, a key, a comment or stray white space, with
 * a macro written out, and with the zone of `CRON_TZ=` or `TZ=` apart. What is wrong with the rest is said by
 * `checkCronExpression`.
 */
export function readCronText(text: string): CronText {
  const line = toPlain(unwrapPasted(text))
    .replace(/\s+/g, " ")
    .replace(/ *;$|(?<=["'`]),$/, "");
  const rest = unwrapPasted(line.replace(KEY, ""));
  const [, timezone = null, after] = /^(?:CRON_)?TZ=["']?([\w+/-]+)["']?;? (.*)$/i.exec(rest) ?? [];
  const whole = after ?? rest;
  // A number sign amid a word is that of a day, such as MON#2, and one of the fields may begin with one by mistake.
  const [, beforeComment = whole] = /^(@\w+|(?:[^ #][^ ]* ){4}[^ ]+) #.*$/.exec(whole) ?? [];
  const expression = beforeComment.trim();
  return { expression: macros.get(expression.toLowerCase()) ?? expression, timezone };
}
