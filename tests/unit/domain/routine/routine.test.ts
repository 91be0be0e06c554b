import { describe, expect, it } from "vitest";
import { checkCreateRoutine, checkRequest, checkUpdateRoutine } from "@/lib/domain/routine/routine";
import {
  fullSettings,
  routineLimits as limits,
  settingFixture,
  settingNames,
} from "@/tests/support/routine-fixture";

const least = { name: "Health", endpoint_url: "https://example.com/", interval_minutes: 5 };

const codesOf = (checked: ReturnType<typeof checkCreateRoutine>) =>
  checked.ok ? [] : checked.problems.map(({ path, code }) => `${path} ${code}`);

describe("the settings of a routine", () => {
  it("may be every setting that there is", () => {
    expect(checkCreateRoutine(fullSettings, limits)).toEqual({ ok: true, value: fullSettings });
  });

  it("have defaults but for a name, a URL and a schedule", () => {
    const checked = checkCreateRoutine(least, limits);
    expect(codesOf(checked)).toEqual([]);
    expect(checked).toMatchObject({ value: least });
    expect(codesOf(checkCreateRoutine({}, limits))).toEqual([
      "name name_required",
      "endpoint_url url_required",
      "interval_minutes schedule_required",
    ]);
  });

  it("have one space between the fields of an expression, whatever was typed", () => {
    const typed = { interval_minutes: null, cron_expression: " 0\t9\n* *\u00a01-5 " };
    expect(checkCreateRoutine({ ...least, ...typed }, limits)).toMatchObject({
      ok: true,
      value: { cron_expression: "0 9 * * 1-5" },
    });
  });

  it.each([
    "https://example.com/a\n",
    "\t https://example.com/a",
    "\u00a0https://example.com/a\u00a0",
    "\ufeffhttps://example.com/a",
    "https://example.com/a\u200b",
    "`https://example.com/a`",
    "<https://example.com/a>",
    '"https://example.com/a"',
    "“https://example.com/a”",
    " 'https://example.com/a' ",
  ])("have the URL without what a chat or a mail has put around it: %j", (endpoint_url) => {
    expect(checkCreateRoutine({ ...least, endpoint_url }, limits)).toMatchObject({
      ok: true,
      value: { endpoint_url: "https://example.com/a" },
    });
  });

  it("take over the zone that a crontab sets before an expression", () => {
    const typed = { interval_minutes: null, cron_expression: "CRON_TZ=Asia/Tokyo @daily # all" };
    expect(checkCreateRoutine({ ...least, ...typed }, limits)).toMatchObject({
      ok: true,
      value: { cron_expression: "0 0 * * *", timezone: "Asia/Tokyo" },
    });
    const unknown = { interval_minutes: null, cron_expression: "TZ=Mars/Base 0 5 * * *" };
    expect(codesOf(checkCreateRoutine({ ...least, ...unknown }, limits))).toEqual([
      "timezone timezone_unknown",
    ]);
  });

  it("stay as they are where a change does not name them", () => {
    expect(checkUpdateRoutine(fullSettings, {}, limits)).toEqual({ ok: true, value: fullSettings });
  });

  it.each([
    ["0 9 * * *", 3_600],
    ["0 9 * * 1", 3_600],
    ["0 */2 * * *", 3_600],
    ["30 * * * *", 3_599],
    ["0,20 9 * * *", 1_199],
    ["10 0,23 * * *", 3_599],
  ])("have jitter up to the next slot, and up to an hour: %s", (cron_expression, longest) => {
    const checkJitter = (jitter_seconds: number) =>
      checkCreateRoutine(
        { ...least, interval_minutes: null, cron_expression, jitter_seconds },
        limits,
      );
    expect(codesOf(checkJitter(longest))).toEqual([]);
    const code = longest < 3_600 ? "jitter_too_long" : "jitter_out_of_range";
    expect(checkJitter(longest + 1)).toMatchObject({
      problems: [{ code, params: { max: longest } }],
    });
  });

  it.each([
    ["an interval of 0", { interval_minutes: 0 }, "interval_minutes interval_too_short"],
    ["a negative interval", { interval_minutes: -5 }, "interval_minutes interval_too_short"],
    [
      "an interval below the minimum",
      { interval_minutes: 1 },
      "interval_minutes interval_too_short",
    ],
    ["no schedule", { interval_minutes: null }, "interval_minutes schedule_required"],
    ["a malformed expression", { cron_expression: "0 9 * *" }, "cron_expression cron_invalid"],
    [
      "an expression of every minute",
      { cron_expression: "* * * * *" },
      "cron_expression cron_too_frequent",
    ],
  ])("name no limit of the jitter where the schedule is unsound: %s", (_, schedule, code) => {
    const input = { ...least, jitter_seconds: 3_600, ...schedule };
    const oneSchedule = "cron_expression" in schedule ? { interval_minutes: null } : {};
    expect(codesOf(checkCreateRoutine({ ...input, ...oneSchedule }, limits))).toEqual([code]);
  });

  it("keep times in UTC, and are in the same years in every time zone", () => {
    const times = { starts_at: "2000-01-01T01:00:00+01:00", ends_at: "2999-12-31T18:59:59-05:00" };
    expect(checkCreateRoutine({ ...least, ...times }, limits)).toMatchObject({
      ok: true,
      value: { starts_at: "2000-01-01T00:00:00.000Z", ends_at: "2999-12-31T23:59:59.000Z" },
    });
    const outside = {
      starts_at: "2000-01-01T00:00:00+01:00",
      ends_at: "2999-12-31T19:00:00-05:00",
    };
    expect(codesOf(checkCreateRoutine({ ...least, ...outside }, limits))).toEqual([
      "starts_at instant_out_of_range",
      "ends_at instant_out_of_range",
    ]);
  });

  describe.each(settingNames)("%s", (name) => {
    const { refused } = settingFixture[name];

    it.each(refused)("is not %j: %s", (value, code) => {
      const changed = { ...fullSettings, [name]: value };
      expect(codesOf(checkCreateRoutine(changed, limits))).toContain(`${name} ${code}`);
      expect(codesOf(checkUpdateRoutine(fullSettings, { [name]: value }, limits))).toContain(
        `${name} ${code}`,
      );
    });

    it("has an example of a value that is refused", () => {
      expect(refused).not.toEqual([]);
    });
  });
});

describe("the request of a routine", () => {
  it.each(settingNames)("reads %s where it is part of a request, and nowhere else", (name) => {
    const checked = checkRequest({ ...fullSettings, [name]: NaN }, limits);
    const problems = checked.ok ? [] : checked.problems.map(({ path }) => path);
    expect(problems.includes(name)).toBe(settingFixture[name].isOfRequest);
    expect(problems.every((path) => path === name)).toBe(true);
  });

  it("has no setting that does not exist", () => {
    expect(codesOf(checkRequest({ ...fullSettings, colour: "blue" }, limits))).toEqual([
      "colour field_unknown",
    ]);
  });
});
