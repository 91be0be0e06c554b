import { randomUUID } from "node:crypto";
import { createElement } from "react";
import { describe, expect, it } from "vitest";
import { BacktestResult } from "@/components/alert-policy/backtest-result";
import {
  conditionFields,
  placeOfProblem,
  readPolicyForm,
  showPolicy,
  toPolicyInput,
} from "@/components/alert-policy/policy-form-values";
import { PolicyWithOrigin } from "@/components/alert-policy/policy-with-origin";
import { PolicyWords } from "@/components/alert-policy/policy-words";
import { TagPolicies } from "@/components/alert-policy/tag-policies";
import { toFieldProblems } from "@/lib/domain/field-problems";
import {
  alertPolicy,
  defaultAlertPolicy,
  type AlertPolicy,
} from "@/lib/domain/incidents/alert-policy";
import { conditionTypes } from "@/lib/domain/incidents/incident-options";
import { inheritPolicy, type AppliedPolicy } from "@/lib/domain/incidents/policy-origin";
import type { TagDto } from "@/lib/domain/tags/tag";
import { renderText } from "@/tests/support/render-markup";

const everything: AlertPolicy = {
  conditions: [
    { type: "consecutive_failures", count: 3 },
    { type: "failures_of_last", failures: 4, runs: 20 },
    { type: "failure_rate", percent: 25, window_minutes: 30, min_runs: 8 },
    { type: "slow", duration_ms: 1_500, count: 5 },
    { type: "degraded", count: 6 },
    { type: "missed", count: 2 },
    { type: "certificate", days: 21 },
  ],
  resolve_after: 2,
  cooldown_minutes: 45,
};

describe("the form of a policy", () => {
  it.each([
    ["the built-in policy", defaultAlertPolicy],
    ["one with every condition", everything],
    ["one without any", { ...defaultAlertPolicy, conditions: [] }],
  ])("sends %s as it was shown", (_, policy) => {
    expect(toPolicyInput(showPolicy(policy, true))).toEqual(policy);
  });

  it("has a field for every part of every condition", () => {
    const parts = everything.conditions.map(({ type, ...fields }) => [
      type,
      Object.keys(fields).sort(),
    ]);
    const shown = conditionTypes.map((type) => [
      type,
      conditionFields[type].map(({ name }) => name).sort(),
    ]);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(parts));
  });

  it("offers sound numbers for what is turned off", () => {
    const values = showPolicy({ ...defaultAlertPolicy, conditions: [] }, true);
    const all = { ...values, ...Object.fromEntries(conditionTypes.map((type) => [type, "on"])) };
    expect(alertPolicy.safeParse(toPolicyInput(all)).error).toBeUndefined();
  });

  it("reads what a browser sends, where boxes that aren't ticked are missing", () => {
    const form = new FormData();
    form.set("degraded", "on");
    form.set("degraded.count", "4");
    form.set("missed.count", "9");
    form.set("resolve_after", "1");
    form.set("cooldown_minutes", "0");
    expect(toPolicyInput(readPolicyForm(form))).toEqual({
      conditions: [{ type: "degraded", count: 4 }],
      resolve_after: 1,
      cooldown_minutes: 0,
    });
  });

  it("shows each problem at its field, also below conditions that are off", () => {
    const values = {
      ...showPolicy(defaultAlertPolicy, true),
      consecutive_failures: "",
      slow: "on",
      "slow.count": "",
      certificate: "on",
      "certificate.days": "1000",
      resolve_after: "x",
    };
    const parsed = alertPolicy.safeParse(toPolicyInput(values));
    const problems = parsed.success ? [] : toFieldProblems(parsed.error);
    expect(problems.map((problem) => placeOfProblem(values, problem)).sort()).toEqual([
      "certificate.days",
      "resolve_after",
      "slow.count",
    ]);
  });

  it("finds the field of a routine's policy too", () => {
    const values = showPolicy(everything, true);
    const problem = { code: "x", message: "x", path: "alert_policy.conditions.1.runs" };
    expect(placeOfProblem(values, problem)).toBe("failures_of_last.runs");
  });
});

describe("a policy in words", () => {
  it("says every condition", () => {
    expect(renderText(createElement(PolicyWords, { policy: everything }))).toBe(
      "3 failures in a row, 4 of the last 20 runs failed, 25% of the runs in 30 minutes failed, " +
        "5 runs in a row slower than 1.5 s, 6 degraded runs in a row, 2 missed slots, or " +
        "certificate ends within 21 days",
    );
    expect(
      renderText(createElement(PolicyWords, { policy: everything }), { locale: "pt-BR" }),
    ).toContain("2 slots perdidos ou certificado vence em até 21 dias");
  });

  it("says that nothing opens an incident", () => {
    const policy = { conditions: [] };
    expect(renderText(createElement(PolicyWords, { policy }))).toBe("nothing opens an incident");
  });
});

describe("the policy that applies to a routine", () => {
  const tag = { name: "payments", policy: { ...defaultAlertPolicy, conditions: [] } };

  it.each<[AppliedPolicy, string, string]>([
    [
      { policy: defaultAlertPolicy, origin: { from: "ROUTINE" } },
      "2 failures in a row",
      "2 falhas seguidas",
    ],
    [
      inheritPolicy(tag, everything),
      "From tag payments: nothing opens an incident",
      "Da tag payments: nada abre um incidente",
    ],
    [
      inheritPolicy(null, defaultAlertPolicy),
      "From the workspace: 2 failures in a row",
      "Do workspace: 2 falhas seguidas",
    ],
    [inheritPolicy(null, null), "Built-in: 2 failures in a row", "Padrão: 2 falhas seguidas"],
  ])("is in words with where it comes from", (applied, english, portuguese) => {
    const element = createElement(PolicyWithOrigin, applied);
    expect(renderText(element)).toBe(english);
    expect(renderText(element, { locale: "pt-BR" })).toBe(portuguese);
  });

  it("is listed for each tag, with those that have none", () => {
    const tagOf = (name: string, policy: AlertPolicy | null): TagDto => ({
      ...{ id: randomUUID(), name, color: "gray", alert_policy: policy, routines: 1 },
      created_at: "2026-03-01T00:00:00.000Z",
    });
    const tags = [tagOf("batch", null), tagOf("payments", defaultAlertPolicy)];
    expect(renderText(createElement(TagPolicies, { tags }))).toMatch(
      /batch\s*no policy\s*payments\s*2 failures in a row/,
    );
  });
});

describe("the result of a backtest", () => {
  const count = (messages: number) => ({ opened: messages, reopened: 0, resolved: 0, messages });
  const textOf = (draft: number, saved: number) =>
    renderText(
      createElement(BacktestResult, {
        days: 7,
        result: {
          ok: true,
          data: {
            from: "2026-03-01T00:00:00.000Z",
            to: "2026-03-08T00:00:00.000Z",
            routines: 2,
            runs: 900,
            is_complete: true,
            failures: 120,
            saved: count(saved),
            draft: count(draft),
            moments: [],
          },
        },
      }),
    );

  it("compares the draft with what is saved", () => {
    expect(textOf(3, 41)).toBe(
      "In the last 7 days this policy would have told you 3 times, not 41. 900 runs were read, 120 failed.",
    );
  });

  it("says where both are the same", () => {
    expect(textOf(1, 1)).toContain("would have told you 1 time, as the saved one would.");
  });
});
