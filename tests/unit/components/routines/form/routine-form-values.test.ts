import { describe, expect, it } from "vitest";
import { parseHeaderLines } from "@/components/routines/form/field-texts";
import {
  newRoutineValues,
  placeOf,
  readRoutineForm,
  routineValues,
  toRoutineInput,
} from "@/components/routines/form/routine-form-values";
import { nameOfPart, rowParts } from "@/components/routines/form/rule-row";
import { checkCreateRoutine, type RoutineDto } from "@/lib/domain/routine/routine";
import {
  fullRoutine as routine,
  fullSettings,
  otherSettings,
  routineLimits as limits,
  settingNames,
} from "@/tests/support/routine-fixture";

/** Two settings have a place of their own, and the key is the API's. */
const formSettings = settingNames.filter(
  (name) => name !== "is_active" && name !== "alert_policy" && name !== "key",
);

describe("the form of a routine", () => {
  it("a routine that is edited and not touched is saved as it was", () => {
    const values = routineValues(routine);
    const { headers, problems } = parseHeaderLines(values.headers);
    expect(problems).toEqual([]);
    const saved = toRoutineInput(values, headers, routine);
    expect(saved).toEqual(
      Object.fromEntries(formSettings.map((name) => [name, fullSettings[name]])),
    );
  });

  it("a routine without secrets that follows redirects is saved as it was, too", () => {
    const plain: RoutineDto = {
      ...routine,
      auth_mode: "NONE",
      secret_ref: null,
      signing_secret_ref: null,
      follow_redirects: true,
      keep_body: "ON_FAILURE",
      success_rules: [],
    };
    expect(toRoutineInput(routineValues(plain), {}, plain)).toMatchObject({
      auth_mode: "NONE",
      secret_ref: null,
      signing_secret_ref: null,
      follow_redirects: true,
      keep_body: "ON_FAILURE",
      success_rules: [],
    });
  });

  it.each(formSettings.filter((name) => name !== "auth_mode"))(
    "holds %s, and sends it back",
    (name) => {
      const other = { ...routine, [name]: otherSettings[name] };
      expect(routineValues(other)).not.toEqual(routineValues(routine));
    },
  );

  it.each(formSettings)("has a place for a problem of %s", (name) => {
    const problem = { path: name, code: "field_invalid", message: "" };
    expect(placeOf(problem, routineValues(routine))).not.toBeNull();
  });

  it("what a browser sends of an untouched form is what the form was given", () => {
    const values = routineValues(routine);
    const form = new FormData();
    for (const [field, value] of Object.entries(values)) {
      if (typeof value === "string") form.set(field, value);
    }
    for (const row of values.rules) {
      for (const part of rowParts) form.append(nameOfPart(part), row[part]);
    }
    expect(readRoutineForm(form)).toEqual(values);
  });

  it("a signature counts only for a webhook", () => {
    const values = routineValues(routine);
    expect(toRoutineInput({ ...values, kind: "CHECK" }, {}, routine)).toMatchObject({
      kind: "CHECK",
      signing_secret_ref: null,
    });
  });

  it("an instant that no clock can tell is saved as it was, while its field is not touched", () => {
    // The second 02:30 of the night on which the clocks of Berlin are set back, and a split second.
    const current = { ...routine, timezone: "Europe/Berlin", ends_at: "2026-10-25T01:30:00.100Z" };
    const values = routineValues(current);
    expect(values.ends_at).toBe("2026-10-25T02:30:00.100");
    const endOf = (ends_at: string) => toRoutineInput({ ...values, ends_at }, {}, current).ends_at;
    expect(endOf("2026-10-25T02:30:00.100")).toBe("2026-10-25T01:30:00.100Z");
    expect(endOf("2026-10-25T02:30:00.1")).toBe("2026-10-25T01:30:00.100Z");
    expect(endOf("2026-10-25T02:30")).toBe("2026-10-25T00:30:00.000Z");
  });

  it.each([
    ["", null],
    ["2026-07-01T09:00", "2026-07-01T12:00:00.000Z"],
    ["next week", "next week"],
  ])("a start of %j is asked for as %j", (starts_at, instant) => {
    const values = { ...newRoutineValues(limits), timezone: "America/Sao_Paulo", starts_at };
    expect(toRoutineInput(values, {}, null).starts_at).toBe(instant);
  });

  it("a start that is no time is refused at its field", () => {
    const values = {
      ...newRoutineValues(limits),
      name: "Health",
      endpoint_url: "https://api.example.com/health",
      starts_at: "next week",
    };
    const checked = checkCreateRoutine(toRoutineInput(values, {}, null), limits);
    const problems = checked.ok ? [] : checked.problems.map(({ path, code }) => [path, code]);
    expect(problems).toContainEqual(["starts_at", "instant_invalid"]);
  });

  it("the defaults with a name and a URL make a valid routine", () => {
    const values = {
      ...newRoutineValues(limits),
      name: "Health",
      endpoint_url: "https://api.example.com/health",
    };
    expect(checkCreateRoutine(toRoutineInput(values, {}, null), limits)).toMatchObject({
      ok: true,
      value: { interval_minutes: 5, timeout_seconds: 8, timezone: "UTC" },
    });
  });

  it("only the fields of the chosen schedule count", () => {
    const both = { ...routineValues(routine), interval_minutes: "15" };
    expect(toRoutineInput({ ...both, schedule: "interval" }, {}, null)).toMatchObject({
      interval_minutes: 15,
      cron_expression: null,
    });
    expect(toRoutineInput({ ...both, schedule: "cron" }, {}, null)).toMatchObject({
      interval_minutes: null,
      cron_expression: "0 9 * * 1-5",
    });
  });

  it.each([
    ["", "schedule_required"],
    ["five", "interval_not_whole"],
    ["7.5", "interval_not_whole"],
    ["-5", "interval_not_whole"],
    ["4", "interval_too_short"],
  ])("an interval of %j minutes is refused as %s", (interval, code) => {
    const values = {
      ...newRoutineValues(limits),
      name: "Health",
      endpoint_url: "https://api.example.com/health",
      interval_minutes: interval,
    };
    expect(checkCreateRoutine(toRoutineInput(values, {}, null), limits)).toMatchObject({
      ok: false,
      problems: [{ path: "interval_minutes", code }],
    });
  });

  it("a body keeps the line breaks that were typed", () => {
    const form = new FormData();
    form.set("body", "a\r\nb\r\n");
    expect(readRoutineForm(form).body).toBe("a\nb\n");
  });

  it.each([
    ["headers_json.X-Trace", "headers"],
    ["headers_json", "headers"],
    ["endpoint_url", "endpoint_url"],
    ["cron_expression", "cron_expression"],
    ["auth_mode", "secret_ref"],
    ["secret_ref", "secret_ref"],
    ["signing_secret_ref", "signing_secret_ref"],
    ["follow_redirects", "follow_redirects"],
    ["workspace_id", null],
  ])("a problem at %s is shown at %s", (path, place) => {
    const problem = { path, code: "field_invalid", message: "" };
    expect(placeOf(problem, newRoutineValues(limits))).toBe(place);
  });
});

describe("header lines", () => {
  it("values may hold colons, and white space around both is dropped", () => {
    expect(parseHeaderLines("X-Time:  12:30 \n\n Accept : */*")).toEqual({
      headers: { "X-Time": "12:30", Accept: "*/*" },
      problems: [],
    });
  });

  it("a line that is no header is named by its number", () => {
    expect(parseHeaderLines("Accept: */*\n\nnonsense\n: empty").problems).toMatchObject([
      { path: "headers_json", code: "header_line_malformed", params: { line: 3 } },
      { path: "headers_json", code: "header_line_malformed", params: { line: 4 } },
    ]);
  });

  it("a header that is there twice is refused and not lost in silence", () => {
    const { headers, problems } = parseHeaderLines("A: 1\nA: 2");
    expect(headers).toEqual({ A: "1" });
    expect(problems).toMatchObject([{ code: "header_line_repeated", params: { line: 2 } }]);
  });

  it("a header named like an object's prototype is a header like any other", () => {
    expect(Object.entries(parseHeaderLines("__proto__: x").headers)).toEqual([["__proto__", "x"]]);
  });
});
