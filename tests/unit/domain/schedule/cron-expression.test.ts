import { describe, expect, test } from "vitest";
import { checkCronExpression } from "@/lib/domain/schedule/schedule";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";

describe("an expression that may be scheduled", () => {
  test.each([
    "*/5 * * * *",
    "0 * * * *",
    "  30   9 * * 1-5 ",
    "05 09 1,15 JAN,jul *",
    "0 0 * * sun",
    "0 0 * * 5-7",
    "0 0 * * SAT-SUN",
    "0-59/10 0-23/2 1-31 1-12 0-7",
    "*/60 */24 */31 */12 */7",
    "0 0 31 2,3 *",
    "0 0 30 2 1",
    "0 0 29 2 *",
  ])("%s", (expression) => {
    expect(checkCronExpression(expression, "America/Sao_Paulo", 5)).toEqual({ ok: true });
  });
});

describe("a malformed expression is refused with the field and a fix", () => {
  test.each([
    ["", "expression", "Write five fields"],
    ["   ", "expression", "it is empty"],
    ["@fortnightly", "expression", "macros such as @fortnightly aren't supported"],
    ["@every 1 2 3 4", "expression", "aren't supported"],
    ["*", "expression", "there is 1 field, not 5"],
    ["0 0 * *", "expression", "there are 4 fields, not 5"],
    ["0 0 0 * * *", "expression", "Seconds aren't supported"],
    ["0 0 0 * * * 2026", "expression", "there are 7 fields"],
    ["60 * * * *", "minute", "Minute: 60 is out of range; use 0 to 59."],
    ["-5 * * * *", "minute", "isn't a range"],
    ["5- * * * *", "minute", "isn't a range"],
    ["1-2-3 * * * *", "minute", "isn't a range"],
    ["1.5 * * * *", "minute", "isn't supported"],
    ["5/15 * * * *", "minute", "write 5-59/15"],
    ["/5 * * * *", "minute", "write */5"],
    ["*/0 * * * *", "minute", "from 1 to 60"],
    ["*/90 * * * *", "minute", "from 1 to 60"],
    ["*/ * * * *", "minute", "from 1 to 60"],
    ["*/5/5 * * * *", "minute", "more than one step"],
    ["1,,2 * * * *", "minute", "empty item"],
    ["1, * * * *", "minute", "empty item"],
    ["* 24 * * *", "hour", "Hour: 24 is out of range; use 0 to 23."],
    ["* 22-6 * * *", "hour", "write 22-23,0-6"],
    ["* * 0 * *", "day of month", "use 1 to 31"],
    ["* * 32 * *", "day of month", "use 1 to 31"],
    ["* * 15W * *", "day of month", `"15W" isn't supported`],
    ["* * L-31 * *", "day of month", "L-31 is before any month"],
    ["* * * * L", "day of week", `"L" isn't supported`],
    ["* * * * MON#6", "day of week", "no month has a weekday 6 times"],
    ["* * 15W * *", "day of month", `"15W" isn't supported`],
    ["? * * * *", "minute", `"?" isn't supported`],
    ["* * MON * *", "day of month", `"MON" isn't supported`],
    ["* * * 13 *", "month", "use 1 to 12"],
    ["* * * JANUARY *", "month", "JAN, FEB"],
    ["* * * * 8", "day of week", "use 0 to 7"],
    ["* * * * fr\u0131", "day of week", `"fr\u0131" isn't supported`],
    ["* * * * FRI-MON", "day of week", "write 5-7,0-1"],
  ])("%s", (expression, field, message) => {
    expect(checkCronExpression(expression, "UTC", 1)).toMatchObject({
      ok: false,
      code: "cron_invalid",
      message: expect.stringContaining(message) as unknown,
      params: { field },
    });
  });
});

describe("a date that no year has is refused", () => {
  test.each(["0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 30,31 FEB *", "0 0 31 2 */2"])(
    "%s",
    (expression) => {
      expect(checkCronExpression(expression, "UTC", 5)).toMatchObject({
        ok: false,
        code: "cron_impossible",
      });
    },
  );
});

describe("the minimum is kept between any two fires", () => {
  test.each([
    ["* * * * *", 5, 1],
    ["*/4 * * * *", 5, 4],
    ["*/7 * * * *", 5, 4],
    ["0,58 * * * *", 5, 2],
    ["10,12 3 1 1 *", 5, 2],
    ["*/10 * * * *", 15, 10],
    ["0 * * * *", 90, 60],
    ["0,59 0,23 * * *", 30, 1],
    ["0,59 0,23 * * 1,2", 30, 1],
    ["0,59 0,23 * * 6,0", 30, 1],
    ["0,59 0,23 1,31 * *", 30, 1],
    ["0,59 0,23 1,30 * *", 30, 1],
    ["0,59 0,23 28 2 0", 30, 1],
    // Only where 29 February is a Saturday.
    ["0,59 0,23 1,29 2,3 */6", 30, 1],
  ])("%s breaks a minimum of %d min: two fires are %d min apart", (expression, minimum, gap) => {
    expect(checkCronExpression(expression, "UTC", minimum)).toMatchObject({
      ok: false,
      code: "cron_too_frequent",
      params: { gap, minimum },
    });
  });

  test.each([
    ["*/5 * * * *", 5],
    ["0,55 * * * *", 5],
    ["0 * * * *", 60],
    ["0 0 * * *", 1_440],
    ["0 0 1 * *", 1_440],
    // Close over midnight, but on days that are never neighbours.
    ["0,59 0,23 * * 1", 30],
    ["0,59 0,23 * * 1,3,5", 30],
    ["0,59 0,23 1,15 * *", 30],
    ["0,59 0,23 28 2 *", 30],
  ])("%s keeps a minimum of %d min", (expression, minimum) => {
    expect(checkCronExpression(expression, "UTC", minimum)).toEqual({ ok: true });
  });
});

describe("a time zone is an IANA name", () => {
  test.each(["UTC", "America/Sao_Paulo", "Asia/Kathmandu", "Etc/GMT+3", "Australia/Lord_Howe"])(
    "%s is one",
    (zone) => {
      expect(isTimezone(zone)).toBe(true);
    },
  );

  test.each(["", "+03:00", "-0300", "+03", "GMT+3", "UTC+3", "Mars/Olympus", " UTC", "UTC "])(
    '"%s" is none, and no schedule may have it',
    (zone) => {
      expect(isTimezone(zone)).toBe(false);
      expect(checkCronExpression("0 9 * * *", zone, 5)).toMatchObject({
        ok: false,
        code: "timezone_unknown",
      });
    },
  );
});
