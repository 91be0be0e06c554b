import { unwrapPasted } from "@/lib/domain/pasted-text";

/** A cron expression as it is kept, and the zone that was written before it; null where none was. */
export type CronText = { expression: string; timezone: string | null };

/** crontab(5), "EXTENSIONS"; `@reboot` has no time, and stays what it is. */
const macros = new Map([
  ["@hourly", "0 * * * *"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@weekly", "0 0 * * 0"],
  ["@monthly", "0 0 1 * *"],
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
]);

/**
 * The expression in what people type and paste: without quotes, a comment or stray white space, with a
 * macro written out, and with the zone of `CRON_TZ=` or `TZ=` apart. What is wrong with the rest is said by
 * `parseCron`.
 */
export function readCronText(text: string): CronText {
  const rest = unwrapPasted(text).replace(/\s+/g, " ");
  const [, timezone = null, after] = /^(?:CRON_)?TZ=["']?([\w+/-]+)["']? (.*)$/.exec(rest) ?? [];
  // A number sign amid a word is that of a day, such as MON#2.
  const expression = (after ?? rest).replace(/ #.*$/, "").trim();
  return { expression: macros.get(expression.toLowerCase()) ?? expression, timezone };
}
