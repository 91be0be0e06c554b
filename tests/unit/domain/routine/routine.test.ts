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

  it("stay as they are where a change does not name them", () => {
    expect(checkUpdateRoutine(fullSettings, {}, limits)).toEqual({ ok: true, value: fullSettings });
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
