import { describe, expect, test } from "vitest";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
import {
  explainBrokenRules,
  judgeResponse,
  type EndpointResponse,
} from "@/lib/services/success-rules/judge-response";
import { plainResponse } from "@/tests/support/rule-fixture";

function judge(rule: SuccessRule, response: Partial<EndpointResponse>): string | null {
  const broken = judgeResponse([rule], { ...plainResponse, ...response });
  return broken.length === 0 ? null : explainBrokenRules(broken);
}

describe("the body", () => {
  type Operator = "contains" | "not_contains" | "equals" | "matches";

  test.each<[string, Operator, string, boolean, boolean]>([
    ["All Systems OPERATIONAL", "contains", "operational", true, true],
    ["All Systems OPERATIONAL", "contains", "operational", false, false],
    ["SERVIÇO NÃO DISPONÍVEL", "contains", "não disponível", true, true],
    ["nao", "contains", "não", true, false],
    ["cafe\u0301", "contains", "CAFÉ", true, true],
    ["cafe\u0301", "contains", "café", false, false],
    ["Fatal ERROR", "not_contains", "error", true, false],
    ["Fatal ERROR", "not_contains", "error", false, true],
    ["ok\n", "equals", "ok", false, true],
    ["  OK\r\n", "equals", "ok", true, true],
    ["OK", "equals", "ok", false, false],
    ["ok.", "equals", "ok", false, false],
    ["o k", "equals", "ok", false, false],
    ["OK", "matches", "^ok$", true, true],
    ["OK", "matches", "^ok$", false, false],
    ["OK", "matches", "(?-i)^ok$", true, false],
  ])("%j %s %j, case ignored: %s", (text, operator, value, ignoreCase, holds) => {
    const rule: SuccessRule = {
      type: "body",
      operator,
      value,
      ...(ignoreCase && { ignore_case: true }),
    };
    expect(judge(rule, { body: { text } }) === null).toBe(holds);
  });
});

describe("a header", () => {
  const header = (operator: "equals" | "contains" | "not_contains" | "matches", value: string) =>
    ({ type: "header", name: "X-Cache", operator, value }) satisfies SuccessRule;

  test.each<[SuccessRule, string | string[] | undefined, string | null]>([
    [header("equals", "HIT"), "HIT", null],
    [header("equals", "HIT"), "  HIT\t", null],
    [header("contains", "HIT"), "TCP_HIT, MISS", null],
    [header("contains", "HIT"), ["MISS", "HIT from a"], null],
    [
      header("contains", "HIT"),
      ["MISS", "hit"],
      'The header X-Cache is "MISS, hit" and should contain "HIT".',
    ],
    [header("not_contains", "MISS"), ["HIT", "HIT"], null],
    [
      header("not_contains", "MISS"),
      ["HIT", "MISS"],
      'The header X-Cache is "HIT, MISS" and should not contain "MISS".',
    ],
    [
      header("not_contains", "MISS"),
      undefined,
      'The header X-Cache is missing and should not contain "MISS".',
    ],
    [header("matches", "^hit\\b"), ["MISS", "hit a"], null],
    [header("matches", "(?i)^hit$"), " HIT ", null],
    [header("matches", "^hit$"), "HIT", 'The header X-Cache is "HIT" and should match "^hit$".'],
    [header("matches", "^$"), "", null],
    [
      header("matches", "(?i)^hit$"),
      undefined,
      'The header X-Cache is missing and should match "(?i)^hit$".',
    ],
    [{ type: "header", name: "X-CACHE", operator: "exists" }, "", null],
    [
      { type: "header", name: "X-Cache", operator: "exists" },
      undefined,
      "The header X-Cache is missing and should exist.",
    ],
    [{ type: "header", name: "X-Cache", operator: "not_exists" }, undefined, null],
    [{ type: "header", name: "X-Cache", operator: "not_exists" }, [], null],
    [
      { type: "header", name: "X-Cache", operator: "not_exists" },
      "a",
      'The header X-Cache is "a" and should not exist.',
    ],
  ])("%j with %j", (rule, values, sentence) => {
    expect(judge(rule, { headers: { "x-cache": values } })).toBe(sentence);
  });

  test("is matched for a bounded time", () => {
    const value = "\\pL{1,990}(?:\\b|\\B)\\d";
    const rules: SuccessRule[] = [{ type: "header", name: "X-Cache", operator: "matches", value }];
    const headers = { "x-cache": "aé".repeat(16_384) };
    const startedAtMs = performance.now();
    const [broken] = judgeResponse(rules, { ...plainResponse, headers }, startedAtMs + 100);
    expect(performance.now() - startedAtMs).toBeLessThan(1_500);
    expect(broken).toEqual({ rule: rules[0], found: null, fault: "pattern_too_slow" });
    const [late] = judgeResponse(rules, { ...plainResponse, headers }, -Infinity);
    expect(late).toMatchObject({ fault: "too_costly" });
  });
});
