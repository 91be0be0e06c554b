import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCron } from "@/lib/domain/schedule/cron";
import { readCronText } from "@/lib/domain/schedule/read-cron-text";
import { checkCronExpression } from "@/lib/domain/schedule/schedule";

/** The check of what was typed, as a routine is saved. */
const check = (text: string) => checkCronExpression(readCronText(text).expression, "UTC", 1);

describe("an expression of another scheduler is refused with what to write", () => {
  test.each([
    // Seconds, years, and the days of Quartz, which begin with 1 for Sunday.
    ["0 0 5 * * *", "6 fields, not 5. Seconds aren't supported", "0 5 * * *"],
    ["*/10 * * * * *", "6 fields, not 5. Seconds", "* * * * *"],
    ["0 0 5 * * ? *", "7 fields, not 5. Seconds and years", "0 5 * * ?"],
    ["0 0 12 1 1 ? 2027", "7 fields, not 5. Seconds and years", "0 12 1 1 ?"],
    ["0 0/5 14 * * ?", "Seconds aren't supported", "*/5 14 * * ?"],
    ["0 0 12 5/10 * ?", "Seconds aren't supported", "0 12 5-31/10 * ?"],
    ["0 0 12 ? * MON-FRI", "Seconds aren't supported", "0 12 ? * MON-FRI"],
    ["0 0 12 ? * 2-6", "Day 1 is Sunday there", "0 12 ? * MON-FRI"],
    ["0 15 10 ? * 6L 2025-2030", "Day 1 is Sunday there", "15 10 ? * FRIL"],
    ["0 15 10 ? * 6#3", "Day 1 is Sunday there", "15 10 ? * FRI#3"],
    ["0 0 9 * * 1-5", "Seconds aren't supported", "0 9 * * 1-5"],
    ["0 0 9 * * MONDAY", "Seconds aren't supported", "0 9 * * MON"],
    ["0 0 9 LW * ?", "Seconds aren't supported: leave them out. Write five", ""],
    ["0 5 ? * MON-FRI *", "Years aren't supported", "0 5 ? * MON-FRI"],
    ["0 5 ? * 2,4 2027", "Years aren't supported: leave the last one out", "0 5 ? * MON,WED"],
    ["0 9 * * * 2027", "Years aren't supported", "0 9 * * *"],
    // EventBridge.
    ["cron(0 10 * * ? *)", "leave out cron( )", "0 10 * * ?"],
    ["cron(0/15 8-17 ? * 2-6 *)", "leave out cron( )", "*/15 8-17 ? * MON-FRI"],
    ["cron(0 9 * * 1-5)", "leave out cron( )", "0 9 * * 1-5"],
    ["rate(5 minutes)", "set an interval of 5 minutes", "*/5 * * * *"],
    ["rate(1 hour)", "set an interval of 60 minutes", "0 * * * *"],
    ["rate(7 days)", "set an interval of 10080 minutes", ""],
    ["at(2027-01-05T12:30:00)", "set run_at", ""],
    ["2027-01-05 12:30", "set run_at", ""],
    // Kubernetes, Go and Spring.
    ["@every 5m", "set an interval of 5 minutes", "*/5 * * * *"],
    ["@every 1h30m", "set an interval of 90 minutes", ""],
    ["@every 30s", "set an interval of 1 minutes", "* * * * *"],
    ["@reboot", "names no time", ""],
    ["@fortnightly", "use @hourly, @daily", ""],
    ["@daily /usr/bin/backup", 'What begins with "/usr/bin/backup"', "@daily"],
    // Words, times of day, and the calendars of systemd.
    ["daily", "it isn't made of five fields", "@daily"],
    ["OnCalendar=hourly", "it isn't made of five fields", "@hourly"],
    ["every 5 minutes", "set an interval of 5 minutes", "*/5 * * * *"],
    ["every 2 hours", "set an interval of 120 minutes", "0 */2 * * *"],
    ["a cada 10 minutos", "set an interval of 10 minutes", "*/10 * * * *"],
    ["every day at 9:30", "it isn't made of five fields", "30 9 * * *"],
    ["09:00", "it isn't made of five fields", "0 9 * * *"],
    ["9am", "it isn't made of five fields", "0 9 * * *"],
    ["12:15 am", "it isn't made of five fields", "15 0 * * *"],
    ["*-*-* 09:00:00", "it isn't made of five fields", "0 9 * * *"],
    ["Mon..Fri 09:00", "it isn't made of five fields", "0 9 * * Mon-Fri"],
    ["Sat,Sun *-*-* 18:45:00", "it isn't made of five fields", "45 18 * * Sat,Sun"],
    ["Mon *-*-01..07 09:00", "there are 3 fields", ""],
    // Lines of a crontab.
    ["0 5 * * * root", 'What begins with "root" is a user or a command', "0 5 * * *"],
    ["0 5 * * * root /usr/bin/backup --all", 'What begins with "root"', "0 5 * * *"],
    ["0 5 * * * /usr/bin/backup", 'What begins with "/usr/bin/backup"', "0 5 * * *"],
    ["0 5 * * * curl https://example.com", 'What begins with "curl"', "0 5 * * *"],
    ["0 5 * * * $HOME/bin/x >/dev/null", 'What begins with "$HOME/bin/x"', "0 5 * * *"],
    ["MAILTO=me 0 9 * * *", "MAILTO= is a setting of a crontab", "0 9 * * *"],
    ["CRON_TZ= 0 9 * * *", "CRON_TZ= is a setting", "0 9 * * *"],
    ["CRON_TZ=UTC", "CRON_TZ= is a setting", ""],
    ["0 9 * * * America/Sao_Paulo", "America/Sao_Paulo is a time zone", "0 9 * * *"],
    ["0 9 * * * UTC", "UTC is a time zone", "0 9 * * *"],
    ["# 0 9 * * *", "it is a comment", "0 9 * * *"],
    ["0 9 * * *\n30 17 * * *", "there are 2 expressions", "0 9 * * *"],
    // Spaces where none belong, and fields that are missing.
    ["0 9 * * mon, tue", "have no spaces in them", "0 9 * * mon,tue"],
    ["0 9 * * mon - fri", "have no spaces in them", "0 9 * * mon-fri"],
    ["* / 5 * * * *", "have no spaces in them", "*/5 * * * *"],
    ["", "it is empty", ""],
    ["*/5", "there is 1 field, not 5", ""],
    ["0 9 * *", "there are 4 fields, not 5", "0 9 * * *"],
  ])("%j", (text, message, write) => {
    const checked = check(text);
    if (checked.ok) throw new Error("It was accepted.");
    expect(checked.message).toContain(message);
    expect(checked.params).toMatchObject({ field: "expression", write });
    if (write !== "") {
      expect(checked.message).toContain(write);
      expect(check(write)).toEqual({ ok: true });
    }
  });
});

describe("a part of a field is refused with what it means elsewhere", () => {
  test.each([
    ["H * * * *", "minute", "H is of Jenkins"],
    ["H/15 * * * *", "minute", "H is of Jenkins"],
    ["H(0-29)/10 * * * *", "minute", "H is of Jenkins"],
    ["0~59 * * * *", "minute", "by chance"],
    ["0 9 15W * *", "day of month", "the weekday nearest to a day, isn't supported"],
    ["0 9 LW * *", "day of month", "the weekday nearest to a day, isn't supported"],
    ["0 9 * * L", "day of week", "5L is the last Friday, and 6 is Saturday"],
    ["0 9 L/2 * *", "day of month", "L is the last day of the month"],
    ["0 9 1-L * *", "day of month", "L is the last day of the month"],
    ["0 9 1#2 * *", "day of month", "MON#2,MON#4"],
    ["0 9 * * MON#L", "day of week", "MONL for the last"],
    ["0 9 * * MON-FRI#2", "day of week", "MON#2,MON#4"],
    ["0 9 * * #1", "day of week", "MON#2,MON#4"],
    ["0 9 * * 1#", "day of week", "MON#2,MON#4"],
    ["? * * * *", "minute", "write *."],
    ["0 9 * ? *", "month", "write *."],
    ["*5 * * * *", "minute", "Write */5."],
    ["0 9 * * MONDAY", "day of week", "Write MON."],
    ["0 9 * * monday-friday", "day of week", "Write MON."],
    ["0 9 * * Thursday", "day of week", "Write THU."],
    ["0 9 * JANUARY *", "month", "Write JAN."],
    ["0 9 * * seg-sex", "day of week", "Write MON."],
    ["0 9 * * s\u00e1b", "day of week", "Write SAT."],
    ["0 9 * dez *", "month", "Write DEC."],
    ["0 9 * MON *", "month", "A day of the week belongs in the fifth field."],
    ["0 9 * * JUL", "day of week", "A month belongs in the fourth field."],
    ["mon,tue * * * *", "minute", "A day of the week belongs in the fifth field."],
    ["0 9 * * lun", "day of week", "SUN, MON, TUE"],
    ["60 * * * *", "minute", "use 0 to 59"],
    ["0 24 * * *", "hour", "use 0 to 23"],
    ["0 9 * 13 *", "month", "use 1 to 12"],
    ["0 9 0 * *", "day of month", "use 1 to 31"],
    ["0 9 32 * *", "day of month", "use 1 to 31"],
    ["0 9 * * 8", "day of week", "use 0 to 7"],
    ["*/90 * * * *", "minute", "from 1 to 60"],
    ["5/90 * * * *", "minute", "from 1 to 60"],
    ["5/ * * * *", "minute", "from 1 to 60"],
    ["0 */25 * * *", "hour", "from 1 to 24"],
    ["0 0 * * */8", "day of week", "from 1 to 7"],
    ["0 0 * NOV-FEB *", "month", "write 11-12,1-2"],
    ["0 0 25-5 * *", "day of month", "write 25-31,1-5"],
    ["\u0660 9 * * *", "minute", "use 0 to 59"],
    ["-5 * * * *", "minute", "write a range as 1-5"],
    ["1,,2 * * * *", "minute", "separate values with one comma"],
  ])("%s", (text, field, message) => {
    expect(check(text)).toMatchObject({
      ok: false,
      message: expect.stringContaining(message) as unknown,
      params: { field },
    });
  });
});

test("what is said to write instead can be scheduled, whatever was typed", () => {
  const piece = fc.oneof(
    fc.constantFrom("*", "?", "0", "5/10", "L", "6L", "2-6", "mon", "MONDAY", "*/5", "H", "@daily"),
    fc.constantFrom("root", "2027", "UTC", "cron(", ")", "every", "5m", "9:00", "#", ",", "TZ=x"),
    fc.integer({ min: -1, max: 70 }).map(String),
    fc.string({ maxLength: 3 }),
  );
  const some = (maxLength: number) =>
    fc.array(piece, { maxLength }).map((pieces) => pieces.join(" "));
  const sound = fc.constantFrom("0 9 * * *", "0 9 ? * 2-6", "*/5 * L * 5L", "0/15 8-17 1/2 * ?");
  const typed = fc.oneof(
    some(11),
    fc.tuple(some(2), sound, some(3)).map((parts) => parts.join(" ")),
  );
  let advised = 0;
  fc.assert(
    fc.property(typed, (text) => {
      const checked = check(text);
      const params = checked.ok || checked.code !== "cron_invalid" ? {} : (checked.params ?? {});
      if (params.field !== "expression" || params.write === "") return;
      advised += 1;
      expect(() => parseCron(readCronText(String(params.write)).expression)).not.toThrow();
    }),
    { numRuns: 3_000 },
  );
  expect(advised).toBeGreaterThan(500);
});
