import { describe, expect, it } from "vitest";
import { findLiveProblems } from "@/components/routines/form/live-problems";
import { standingProblems } from "@/components/routines/form/routine-form-problems";
import {
  isSameSchedule,
  newRoutineValues,
  type RoutineFormState,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { emptyRow, type RuleRow } from "@/components/routines/form/rule-row";
import {
  draftSlots,
  type TimedRoutine,
} from "@/components/routines/form/schedule/schedule-preview";
import type { FieldProblem } from "@/lib/domain/errors";
import { routineLimits as limits } from "@/tests/support/routine-fixture";

const now = new Date("2026-03-02T12:00:30Z");
const fresh = newRoutineValues(limits);

const refused = (...fieldErrors: FieldProblem[]): RoutineFormState["failure"] => ({
  ok: false,
  code: "VALIDATION",
  fieldErrors,
});

function problemsOf(
  change: Partial<RoutineFormValues>,
  failure: RoutineFormState["failure"] = null,
  sent = fresh,
) {
  const draft = { ...fresh, ...change };
  const live = findLiveProblems(draft, limits, now, null);
  return standingProblems({ values: sent, failure }, draft, live).map(
    ({ path, code }) => `${path} ${code}`,
  );
}

const cron = (cron_expression: string, timezone = "UTC") => ({
  schedule: "cron",
  cron_expression,
  timezone,
});

describe("what a form says before it is sent", () => {
  it.each<[string, Partial<RoutineFormValues>, string[]]>([
    ["nothing of a form that nobody has touched", {}, []],
    ["nothing of an expression that is not written yet", cron(""), []],
    ["nothing of a sound expression", cron("0 9 * * 1-5"), []],
    ["an expression that is none", cron("0 9 * *"), ["cron_expression cron_invalid"]],
    ["a date that no year has", cron("0 0 30 2 *"), ["cron_expression cron_impossible"]],
    ["runs too close together", cron("*/2 * * * *"), ["cron_expression cron_too_frequent"]],
    ["a zone that is none", cron("0 9 * * *", "Nowhere"), ["timezone timezone_unknown"]],
    ["an interval too short", { interval_minutes: "4" }, ["interval_minutes interval_too_short"]],
    [
      "an end before the start",
      { starts_at: "2026-05-01T00:00", ends_at: "2026-04-01T00:00" },
      ["ends_at ends_before_start"],
    ],
    ["an end before the first slot", { ends_at: "2026-03-02T12:01" }, ["ends_at ends_too_early"]],
    ["nothing of an end just after it", { ends_at: "2026-03-02T12:02" }, []],
    ["a jitter out of range", { jitter_seconds: "3601" }, ["jitter_seconds jitter_out_of_range"]],
    ["a jitter past the next slot", { jitter_seconds: "300" }, ["jitter_seconds jitter_too_long"]],
    ["attempts out of range", { max_attempts: "6" }, ["max_attempts max_attempts_out_of_range"]],
    [
      "a duration out of range",
      { accepted_statuses: "2xx", fails_after_ms: "30001" },
      ["success_rules.1.max_ms rule_duration_out_of_range"],
    ],
    [
      "days that are no number",
      { min_certificate_days: "soon" },
      ["success_rules.0.min_days rule_days_out_of_range"],
    ],
    [
      "redirects that a secret would follow",
      { follow_redirects: "on", secret_ref: "payments-token" },
      ["follow_redirects redirects_with_secret"],
    ],
    ["nothing of redirects without a secret", { follow_redirects: "on" }, []],
    [
      "nothing of a row that is being written",
      { rules: [{ rule: "json_greater_than", target: "$.count", value: "" }] },
      [],
    ],
  ])("%s", (_name, change, problems) => {
    expect(problemsOf(change)).toEqual(problems);
  });
});

describe("what a form says after it was refused", () => {
  const nameless = { path: "name", code: "name_required", message: "" };
  const impossible = { path: "cron_expression", code: "cron_impossible", message: "" };

  it("an answer stands while its field is as it was sent, and no longer", () => {
    expect(problemsOf({}, refused(nameless))).toEqual(["name name_required"]);
    expect(problemsOf({ name: "Health" }, refused(nameless))).toEqual([]);
  });

  it("a field left empty is a problem, too", () => {
    const sent = { ...fresh, ...cron("") };
    expect(problemsOf(cron(""), refused(nameless), sent)).toEqual([
      "name name_required",
      "cron_expression cron_invalid",
    ]);
  });

  it("a problem that both the server and the rules name is shown once", () => {
    const sent = { ...fresh, ...cron("0 0 30 2 *") };
    expect(problemsOf(cron("0 0 30 2 *"), refused(impossible), sent)).toEqual([
      "cron_expression cron_impossible",
    ]);
    expect(problemsOf(cron("0 0 28 2 *"), refused(impossible), sent)).toEqual([]);
  });

  it("a problem of two fields goes when either of them is mended", () => {
    const sent = { ...fresh, starts_at: "2026-05-01T00:00", ends_at: "2026-04-01T00:00" };
    const answer = refused({ path: "ends_at", code: "ends_before_start", message: "" });
    expect(problemsOf(sent, answer, sent)).toEqual(["ends_at ends_before_start"]);
    expect(problemsOf({ ...sent, starts_at: "2026-03-20T00:00" }, answer, sent)).toEqual([]);
  });
});

describe("what a form says of the rules that were refused", () => {
  const row = (value: string): RuleRow => ({ rule: "body_matches", target: "", value });
  const sent = {
    ...fresh,
    accepted_statuses: "2xx, nine",
    rules: [emptyRow, row("("), row("ok")],
  };
  const answer = refused(
    { path: "success_rules.0.accept.1", code: "rule_status_invalid", message: "" },
    { path: "success_rules.1.value", code: "rule_pattern_invalid", message: "" },
  );
  const placesOf = (change: Partial<RoutineFormValues>) => {
    const draft = { ...sent, ...change };
    const live = findLiveProblems(draft, limits, now, null);
    return standingProblems({ values: sent, failure: answer }, draft, live).map(
      ({ place }) => place,
    );
  };

  it("a rule is shown at its field or at its row, where empty rows count", () => {
    expect(placesOf({})).toEqual(["accepted_statuses", { row: 1, part: "value" }]);
  });

  it("a row takes its problem along when one above it is removed", () => {
    expect(placesOf({ rules: [row("("), row("ok")] })).toEqual([
      "accepted_statuses",
      { row: 0, part: "value" },
    ]);
  });

  it("a problem goes with its row, or when any of its fields is mended", () => {
    expect(placesOf({ rules: [row("ok")], accepted_statuses: "2xx" })).toEqual([]);
    const mended = [emptyRow, { ...row("("), rule: "body_contains" }, row("ok")];
    expect(placesOf({ rules: mended })).toEqual(["accepted_statuses"]);
  });

  it("redirects are checked again once the secret is another", () => {
    const secret = { ...fresh, follow_redirects: "on", secret_ref: "payments-token" };
    const problem = { path: "follow_redirects", code: "redirects_with_secret", message: "" };
    expect(problemsOf(secret, refused(problem), secret)).toEqual([
      "follow_redirects redirects_with_secret",
    ]);
    expect(problemsOf({ ...secret, secret_ref: "" }, refused(problem), secret)).toEqual([]);
  });
});

describe("the next runs of a form", () => {
  const daily: TimedRoutine = {
    interval_minutes: null,
    cron_expression: "0 9 * * *",
    run_at: null,
    gap_policy: "SKIP",
    timezone: "UTC",
    starts_at: null,
    ends_at: null,
    is_active: true,
    next_run_at: "2026-03-03T09:00:00.000Z",
  };

  function slotsOf(change: Partial<RoutineFormValues>, current: TimedRoutine | null = null) {
    const slots = draftSlots({ ...fresh, ...change }, limits, now, current);
    return slots.map((slot) => slot.slice(0, 16));
  }

  it("are five, from the next full minute for an interval", () => {
    expect(slotsOf({})).toEqual([
      "2026-03-02T12:01",
      "2026-03-02T12:06",
      "2026-03-02T12:11",
      "2026-03-02T12:16",
      "2026-03-02T12:21",
    ]);
  });

  it("come after the start and before the end, which are times in the routine's zone", () => {
    const change = {
      ...cron("0 9 * * *", "America/Sao_Paulo"),
      starts_at: "2026-04-01T09:00",
      ends_at: "2026-04-03T09:00",
    };
    expect(slotsOf(change)).toEqual(["2026-04-01T12:00", "2026-04-02T12:00"]);
  });

  it("are those that the routine has already, where only a name changes", () => {
    expect(slotsOf(cron("0 9 * * *"), daily)[0]).toBe("2026-03-03T09:00");
    expect(slotsOf({ interval_minutes: "15" }, daily)[0]).toBe("2026-03-02T12:01");
  });

  it("are for a paused routine those that it would resume with", () => {
    const paused = { ...daily, is_active: false, next_run_at: "2026-01-01T09:00:00.000Z" };
    expect(slotsOf(cron("0 9 * * *"), paused)[0]).toBe("2026-03-03T09:00");
  });

  it.each([
    ["cron expression", cron("0 9 * *")],
    ["whole number of minutes", { interval_minutes: "7.5" }],
    ["interval as long as the least", { interval_minutes: "4" }],
  ])("are none while there is no %s", (_, change) => {
    expect(slotsOf(change)).toEqual([]);
  });

  it.each<[string, Partial<RoutineFormValues>]>([
    ["another interval", { interval_minutes: "15" }],
    ["a cron expression", cron("0 9 * * *")],
    ["a start", { starts_at: "2026-04-01T09:00" }],
    ["an end", { ends_at: "2026-03-02T12:10" }],
  ])("are asked for again with %s", (_, change) => {
    expect(slotsOf(change)).not.toEqual(slotsOf({}));
    expect(isSameSchedule({ ...fresh, ...change }, fresh)).toBe(false);
  });

  it("stay whatever else is typed", () => {
    const change = { name: "Nightly job", headers: "X-A: b", rules: [emptyRow] };
    expect(slotsOf(change)).toEqual(slotsOf({}));
    expect(isSameSchedule({ ...fresh, ...change }, fresh)).toBe(true);
  });
});
