import { createElement, type ReactElement } from "react";
import { describe, expect, it } from "vitest";
import { BrokenRules } from "@/components/evidence/broken-rules";
import { hasPhases, PhasesBar } from "@/components/evidence/phases-bar";
import { RunAdvice } from "@/components/evidence/run-advice";
import { hasResponse } from "@/components/evidence/run-response";
import { SuccessRuleText } from "@/components/evidence/success-rule-text";
import { RunSentence } from "@/components/pulse/run-sentence";
import { RunChanges } from "@/components/runs/page/run-changes";
import { RunExchange } from "@/components/runs/page/run-exchange";
import type { Locale } from "@/i18n/locales";
import type { RunDetailDto } from "@/lib/domain/run/run";
import { ruleFaults, type BrokenRule } from "@/lib/domain/run/run-evidence";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
import { renderMarkup } from "@/tests/support/render-markup";
import { runDetail } from "@/tests/support/run-detail";

const now = new Date("2026-03-02T12:05:00Z");
const markupOf = (element: ReactElement, locale: Locale = "en") =>
  renderMarkup(element, { locale, now });

/** What an element says, with a space where one part ends and another begins. */
const textOf = (element: ReactElement, locale: Locale = "en") =>
  markupOf(element, locale)
    .replace(/<\/(?:p|li|dt|dd|div|h\d|pre|a|button|time|ins|del)>/g, " ")
    .replace(/<[^>]*>/g, "")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replace(/\s+/g, " ")
    .trim();

const routine = {
  id: "routine",
  http_method: "POST" as const,
  endpoint_url: "https://example.com/health",
  headers_json: { Accept: "application/json" },
  body: '{"probe":true}',
  secret_ref: "PAYMENTS",
  keep_body: "ON_FAILURE" as const,
};

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
      markupOf(broken({ rule: { type: "duration", max_ms: 1, otherwise } }));
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
  const run = runDetail({ is_degraded: true, duration_ms: 2_100 });

  it.each([
    ["en", "Degraded: the server responded with 200 after 2.1 s."],
    ["pt-BR", "Degradada: o servidor respondeu com 200 após 2,1 s."],
  ] as const)("is shown in %s as degraded, not as failed", (locale, sentence) => {
    expect(textOf(createElement(RunSentence, { run }), locale)).toBe(sentence);
  });

  it("has advice, and a plain success has none", () => {
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
  const nothing = {
    dns_ms: null,
    connect_ms: null,
    tls_ms: null,
    first_byte_ms: null,
    remote_address: null,
    certificate_expires_at: null,
    response_bytes: null,
    response_headers: null,
    response_body: null,
  };

  it.each(["MISSED", "ABANDONED", "RUNNING", "SUCCESS"] as const)(
    "%s shows no empty section",
    (status) => {
      const run = runDetail({ ...nothing, status });
      const changes = createElement(RunChanges, { run, lastGood: runDetail(nothing), routine });
      expect(hasPhases(run)).toBe(false);
      expect(hasResponse(run)).toBe(false);
      expect(textOf(changes)).toBe("");
    },
  );
});

describe("the request and the response", () => {
  const exchangeOf = (given: Partial<RunDetailDto>, keep_body: "ALWAYS" | "ON_FAILURE") =>
    textOf(
      createElement(RunExchange, {
        run: runDetail(given),
        routine: { ...routine, keep_body },
        now,
      }),
    );

  it("everything that is on record is there", () => {
    const text = exchangeOf(
      { redirects: [{ url: "https://example.com/old", status: 301 }] },
      "ALWAYS",
    );
    for (const part of [
      "POST https://example.com/health",
      "Accept application/json",
      '{"probe":true}',
      "PAYMENTS",
      "Status 200",
      "Size 15 bytes",
      "Address 203.0.113.10",
      "Expires in 90 days",
      "301 https://example.com/old",
      "Ended with 200",
      "server nginx",
      '{"status":"ok"}',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("First 4 KB");
  });

  it.each<[string, Partial<RunDetailDto>, "ALWAYS" | "ON_FAILURE", string]>([
    [
      "a certificate that has expired",
      { certificate_expires_at: "2026-02-28T12:00:00Z" },
      "ALWAYS",
      "Expired 2 days ago",
    ],
    ["a body that is cut", { response_bytes: 9_000 }, "ALWAYS", "First 4 KB"],
    ["a body that the routine does not keep", { response_body: null }, "ON_FAILURE", "Not kept"],
    ["a body that is kept and was not there", { response_body: null }, "ALWAYS", "None on record"],
    ["an empty body", { response_body: null, response_bytes: 0 }, "ON_FAILURE", "Empty"],
    [
      "no response",
      { http_status: null, response_headers: null, response_body: null },
      "ALWAYS",
      "No response",
    ],
  ])("%s is shown", (_name, given, policy, words) => {
    expect(exchangeOf(given, policy)).toContain(words);
  });
});

describe("what changed since the last good run, on the page", () => {
  const failed: Partial<RunDetailDto> = { status: "FAIL", http_status: 503 };
  type Case = {
    run: Partial<RunDetailDto>;
    lastGood?: Partial<RunDetailDto> | null;
    keep_body?: "ALWAYS" | "ON_FAILURE";
  };
  const elementOf = ({ run, lastGood = {}, keep_body = "ALWAYS" }: Case) =>
    createElement(RunChanges, {
      run: runDetail(run),
      lastGood: lastGood === null ? null : runDetail({ id: "good", ...lastGood }),
      routine: { id: "routine", keep_body },
    });

  it.each<[string, Case, string]>([
    ["a difference, from what it was to what it is", { run: failed }, "Status was 200 is now 503"],
    [
      "no response",
      { run: { ...failed, http_status: null, response_headers: null, response_body: null } },
      "Status was 200 is now no response",
    ],
    [
      "a body, line by line",
      { run: { ...failed, response_body: '{"status":"down"}' } },
      '−gone: "status": "ok" +new: "status": "down"',
    ],
    [
      "bodies of which only the beginning is kept",
      { run: { ...failed, response_body: "down", response_bytes: 9_000 } },
      "Compared by their first 4 KB",
    ],
    ["that nothing changed", { run: { is_degraded: true } }, "Nothing on record changed."],
    ["that there is nothing to compare with", { run: failed, lastGood: null }, "no good run"],
    [
      "that the good body is not kept",
      { run: failed, lastGood: { response_body: null }, keep_body: "ON_FAILURE" },
      "only keeps those of failed runs",
    ],
    [
      "that the good body is not on record",
      { run: failed, lastGood: { response_body: null } },
      "the last good run has none on record",
    ],
    [
      "that the good body was empty",
      { run: failed, lastGood: { response_body: null, response_bytes: 0 } },
      "had an empty body",
    ],
    [
      "that this body is not on record",
      { run: { ...failed, response_body: null } },
      "this run has none on record",
    ],
    [
      "that this body is empty",
      { run: { ...failed, response_body: null, response_bytes: 0 } },
      "It's empty now",
    ],
  ])("%s is shown", (_name, given, words) => {
    expect(textOf(elementOf(given))).toContain(words);
  });

  it("the good run is a link away, and so is keeping its body", () => {
    const markup = markupOf(
      elementOf({ run: failed, lastGood: { response_body: null }, keep_body: "ON_FAILURE" }),
    );
    expect(markup).toContain('href="/runs/good"');
    expect(markup).toContain('href="/routines/routine/edit"');
    expect(markup).toContain("4 min ago");
  });

  it("a plain success that is like the one before shows nothing", () => {
    expect(textOf(elementOf({ run: {} }))).toBe("");
    expect(textOf(elementOf({ run: {}, lastGood: null }))).toBe("");
  });

  it("a plain success that differs is", () => {
    expect(textOf(elementOf({ run: { response_body: "other" } }))).toContain("Body");
    expect(textOf(elementOf({ run: { remote_address: "203.0.113.99" } }))).toContain("Address");
  });

  it("responses that have no body are not compared by it", () => {
    const bodiless = { response_body: null, response_bytes: 0 };
    const text = textOf(elementOf({ run: { ...failed, ...bodiless }, lastGood: bodiless }));
    expect(text).toContain("Status was 200 is now 503");
    expect(text).not.toMatch(/bod(?:y|ies)/i);
  });
});
