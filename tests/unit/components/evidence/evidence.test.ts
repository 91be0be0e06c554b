import { createElement, type ReactElement } from "react";
import { describe, expect, it } from "vitest";
import { BrokenRules } from "@/components/evidence/broken-rules";
import { hasPhases, PhasesBar } from "@/components/evidence/phases-bar";
import { RunAdvice } from "@/components/evidence/run-advice";
import { hasResponse } from "@/components/evidence/run-response";
import { SuccessRuleText } from "@/components/evidence/success-rule-text";
import type { Locale } from "@/i18n/locales";
import type { RunDetailDto } from "@/lib/domain/run/run";
import { ruleFaults, type BrokenRule } from "@/lib/domain/run/run-evidence";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
import { renderMarkup, renderText } from "@/tests/support/render-markup";
import { runDetail, withoutEvidence } from "@/tests/support/run-detail";

const now = new Date("2026-03-02T12:05:00Z");
const textOf = (element: ReactElement, locale: Locale = "en") =>
  renderText(element, { locale, now });

describe("a rule in words", () => {
  it.each<[SuccessRule, string, string]>([
    [
      { type: "status", accept: ["200", "204", "3xx"] },
      "Status is 200, 204, or 3xx",
      "O status é 200, 204 ou 3xx",
    ],
    [
      { type: "duration", max_ms: 1_250, otherwise: "FAIL" },
      "Responds within 1,250 ms",
      "Responde em até 1.250 ms",
    ],
    [
      { type: "duration", max_ms: 500, otherwise: "DEGRADED" },
      "Responds within 500 ms, else degraded",
      "Responde em até 500 ms, senão fica degradada",
    ],
    [{ type: "body", operator: "contains", value: "ok" }, "Body contains ok", "O corpo contém ok"],
    [
      { type: "body", operator: "not_contains", value: "<error>" },
      "Body doesn't contain <error>",
      "O corpo não contém <error>",
    ],
    [
      { type: "body", operator: "matches", value: "^o.k$" },
      "Body matches ^o.k$",
      "O corpo corresponde a ^o.k$",
    ],
    [
      { type: "json", path: "/a", operator: "equals", value: "1" },
      'JSON at /a equals "1"',
      'O JSON em /a é igual a "1"',
    ],
    [
      { type: "json", path: "", operator: "not_equals", value: null },
      "JSON at $ doesn't equal null",
      "O JSON em $ é diferente de null",
    ],
    [{ type: "json", path: "$.a", operator: "exists" }, "JSON has $.a", "O JSON tem $.a"],
    [
      { type: "json", path: "$.a", operator: "not_exists" },
      "JSON doesn't have $.a",
      "O JSON não tem $.a",
    ],
    [
      { type: "json", path: "$.a", operator: "greater_than", value: 1 },
      "JSON at $.a is greater than 1",
      "O JSON em $.a é maior que 1",
    ],
    [
      { type: "json", path: "$.a", operator: "less_than", value: 1.5 },
      "JSON at $.a is less than 1.5",
      "O JSON em $.a é menor que 1.5",
    ],
    [
      { type: "header", name: "X-Cache", operator: "equals", value: "HIT" },
      "Header X-Cache equals HIT",
      "O cabeçalho X-Cache é igual a HIT",
    ],
    [
      { type: "certificate", min_days: 1 },
      "Certificate is valid for at least 1 more day",
      "O certificado é válido por pelo menos mais 1 dia",
    ],
  ])("%j", (rule, english, portuguese) => {
    const element = createElement(SuccessRuleText, { rule });
    expect(textOf(element)).toBe(english);
    expect(textOf(element, "pt-BR")).toBe(portuguese);
  });
});

describe("broken rules", () => {
  const broken = (item: Partial<BrokenRule> & Pick<BrokenRule, "rule">) =>
    createElement(BrokenRules, { broken: [{ found: null, fault: null, ...item }] });
  const contains: SuccessRule = { type: "body", operator: "contains", value: "ok" };

  it.each<[BrokenRule, string]>([
    [{ rule: { type: "status", accept: ["2xx"] }, found: "503", fault: null }, "Found 503"],
    [
      {
        rule: { type: "duration", max_ms: 500, otherwise: "FAIL" },
        found: "1502",
        fault: null,
      },
      "It took 1,502 ms",
    ],
    [
      { rule: { type: "certificate", min_days: 14 }, found: "2026-03-09", fault: null },
      "It expires on 2026-03-09",
    ],
  ])("%j", (item, words) => {
    expect(textOf(broken(item))).toContain(words);
  });

  it("each fault has words of its own in both languages", () => {
    const told = (["en", "pt-BR"] as const).flatMap((locale) =>
      ruleFaults.map((fault) => textOf(broken({ rule: contains, fault }), locale)),
    );
    expect(new Set(told).size).toBe(2 * ruleFaults.length);
  });

  it("what only degrades is not shown as a failure", () => {
    const slow = (otherwise: "FAIL" | "DEGRADED") =>
      renderMarkup(broken({ rule: { type: "duration", max_ms: 1, otherwise } }));
    expect(slow("DEGRADED")).not.toContain("--failed");
    expect(slow("FAIL")).toContain("--failed");
  });

  it("the machine's own words stand only where no rule says more", () => {
    const failed = (broken_rules: BrokenRule[]) =>
      runDetail({
        status: "FAIL",
        error_code: "ASSERTION",
        error_message: "The body lacks it.",
        broken_rules,
      });
    const adviceOf = (run: RunDetailDto) => textOf(createElement(RunAdvice, { run }));
    expect(adviceOf(failed([]))).toContain("The body lacks it.");
    expect(adviceOf(failed([{ rule: contains, found: null, fault: null }]))).not.toContain(
      "The body lacks it.",
    );
  });
});

describe("a degraded run", () => {
  it("has advice, and a plain success has none", () => {
    const run = runDetail({ is_degraded: true, duration_ms: 2_100 });
    expect(textOf(createElement(RunAdvice, { run }))).toContain(
      "longer than the routine's rule allows",
    );
    expect(textOf(createElement(RunAdvice, { run: runDetail() }))).toBe("");
  });
});

describe("the phases", () => {
  const phasesOf = (given: Partial<RunDetailDto>) =>
    textOf(createElement(PhasesBar, { run: runDetail(given) }));

  it("a screen reader reads each with its figure, and hears which was the longest", () => {
    const text = phasesOf({});
    expect(text).toContain("DNS 10 ms Connect 20 ms TLS 40 ms Waiting 100 ms Reading 30 ms");
    expect(text).toContain("The longest step was waiting for the response: 100 ms of 200 ms.");
    expect(text).not.toContain("open connection");
  });

  it("each part of the bar is as long as its share, by a class, as a page has no inline styles", () => {
    const markup = renderMarkup(createElement(PhasesBar, { run: runDetail() }));
    expect(markup.match(/(?<= )grow-\d+/g)).toEqual([
      "grow-5",
      "grow-10",
      "grow-20",
      "grow-50",
      "grow-15",
    ]);
    expect(markup).not.toContain("style=");
  });

  it("an open connection is mentioned", () => {
    const reused = { dns_ms: null, connect_ms: null, tls_ms: null, duration_ms: 120 };
    expect(phasesOf(reused)).toContain("It used an open connection");
  });

  it("a step that did not finish is named, whichever was the longest", () => {
    const text = phasesOf({ first_byte_ms: null, duration_ms: 100 });
    expect(text).toContain("Unfinished 30 ms");
    expect(text).toContain("The last step didn't finish: it took 30 ms of 100 ms.");
  });
});

describe("a run without evidence", () => {
  it.each(["MISSED", "ABANDONED", "RUNNING", "SUCCESS"] as const)(
    "%s shows no empty section",
    (status) => {
      const run = runDetail({ ...withoutEvidence, status });
      expect(hasPhases(run)).toBe(false);
      expect(hasResponse(run)).toBe(false);
    },
  );
});
