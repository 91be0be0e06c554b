import { describe, expect, test } from "vitest";
import { CronError, parseCron } from "@/lib/domain/schedule/cron";
import { readCronText } from "@/lib/domain/schedule/read-cron-text";
import { nextSlots } from "@/lib/domain/schedule/schedule";

describe("what people paste as a cron expression", () => {
  test.each([
    ["0 5 * * *", "0 5 * * *", null],
    ["  0\t5  *\n* * ", "0 5 * * *", null],
    ['"0 5 * * *"', "0 5 * * *", null],
    ["'0 5 * * *'", "0 5 * * *", null],
    ["`0 5 * * *`", "0 5 * * *", null],
    ["“0 5 * * *”", "0 5 * * *", null],
    ["\ufeff0 5 * * *\u00a0", "0 5 * * *", null],
    ["0 5 * * * # each morning", "0 5 * * *", null],
    ["0 5 * * MON#2", "0 5 * * MON#2", null],
    ["CRON_TZ=Asia/Tokyo 0 5 * * *", "0 5 * * *", "Asia/Tokyo"],
    ['TZ="America/Sao_Paulo" 0 5 * * *', "0 5 * * *", "America/Sao_Paulo"],
    ["@hourly", "0 * * * *", null],
    ["@Daily", "0 0 * * *", null],
    ["@midnight", "0 0 * * *", null],
    ["@weekly", "0 0 * * 0", null],
    ["@monthly", "0 0 1 * *", null],
    ["@yearly", "0 0 1 1 *", null],
    ["@annually # once", "0 0 1 1 *", null],
    ["CRON_TZ=UTC @daily", "0 0 * * *", "UTC"],
    ["@reboot", "@reboot", null],
    // What text processors, keyboards and settings files make of an expression.
    ["\uff10 \uff19 \uff0a * 1\u20135", "0 9 * * 1-5", null],
    ["0 9 * * 1\u22125", "0 9 * * 1-5", null],
    ["\u2217/5 \u2217 \u2217 \u2217 \u2217", "*/5 * * * *", null],
    ["- cron: '0 9 * * *'", "0 9 * * *", null],
    ['schedule: "0 9 * * *"', "0 9 * * *", null],
    ['"0 9 * * *",', "0 9 * * *", null],
    ["0 9 * * * ;", "0 9 * * *", null],
    ["OnCalendar=daily", "daily", null],
    ["cron_tz=Asia/Tokyo 0 9 * * *", "0 9 * * *", "Asia/Tokyo"],
    ["TZ=Asia/Tokyo; 0 9 * * *", "0 9 * * *", "Asia/Tokyo"],
    ["CRON_TZ=Asia/Tokyo\n0 9 * * *", "0 9 * * *", "Asia/Tokyo"],
    ["0 9 * * #1", "0 9 * * #1", null],
    ["@daily# no", "@daily# no", null],
    ["", "", null],
  ])("%j is %j in %s", (text, expression, timezone) => {
    expect(readCronText(text)).toEqual({ expression, timezone });
  });
});

describe("days that count from the end, and within the month", () => {
  test.each([
    ["0 9 L * *", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]],
    ["0 9 L-2 * *", ["2026-01-29", "2026-02-26", "2026-03-29", "2026-04-28"]],
    ["0 9 1,L * *", ["2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"]],
    ["0 9 L 2 *", ["2026-02-28", "2027-02-28", "2028-02-29", "2029-02-28"]],
    ["0 9 * * 5L", ["2026-01-30", "2026-02-27", "2026-03-27", "2026-04-24"]],
    ["0 9 ? * FRIL", ["2026-01-30", "2026-02-27", "2026-03-27", "2026-04-24"]],
    ["0 9 * * MON#2", ["2026-02-09", "2026-03-09", "2026-04-13", "2026-05-11"]],
    ["0 9 * * 1#1,1#3", ["2026-01-19", "2026-02-02", "2026-02-16", "2026-03-02"]],
    ["0 9 * * MON#5", ["2026-03-30", "2026-06-29", "2026-08-31", "2026-11-30"]],
    ["0 9 L * 1", ["2026-01-19", "2026-01-26", "2026-01-31", "2026-02-02"]],
    ["0 9 15 * ?", ["2026-02-15", "2026-03-15", "2026-04-15", "2026-05-15"]],
    ["0 9 ? * 1", ["2026-01-19", "2026-01-26", "2026-02-02", "2026-02-09"]],
  ])("%s is %j", (expression, days) => {
    const after = new Date("2026-01-15T12:00:00Z");
    const slots = nextSlots({ kind: "cron", expression, timezone: "UTC" }, after, 4);
    expect(slots.map((slot) => slot.toISOString().slice(0, 10))).toEqual(days);
  });

  test.each([
    // A star in one of the fields asks for both: the first of a month is never its second Monday.
    "0 9 */31 * MON#2",
    "0 9 L-30 2 *",
  ])("%s never runs, and is refused instead of looked for without end", (expression) => {
    expect(() => parseCron(expression)).toThrow(CronError);
  });
});
