import { expect, test } from "vitest";
import { fieldProblemCodes } from "@/lib/domain/field-problems";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
import { findUnusablePatterns } from "@/lib/services/success-rules/find-unusable-patterns";

const matches = (value: string): SuccessRule => ({ type: "body", operator: "matches", value });
const exists = (path: string): SuccessRule => ({ type: "json", path, operator: "exists" });

test("every pattern and path that cannot be used is named at its rule", () => {
  const problems = findUnusablePatterns(
    [
      { type: "status", accept: ["2xx"] },
      matches("("),
      exists("$..a"),
      matches("a{1001}"),
      exists("a"),
      matches("a".repeat(201)),
    ],
    Infinity,
  );
  expect(problems).toEqual([
    { path: "success_rules.1.value", code: "rule_pattern_invalid" },
    { path: "success_rules.2.path", code: "rule_path_invalid" },
    { path: "success_rules.3.value", code: "rule_pattern_too_large" },
    { path: "success_rules.4.path", code: "rule_path_invalid" },
    { path: "success_rules.5.value", code: "rule_pattern_too_long" },
  ]);
  for (const { code } of problems) expect(fieldProblemCodes).toContain(code);
});

test("rules that can be used have no problem", () => {
  const rules: SuccessRule[] = [
    { type: "status", accept: ["2xx"] },
    { type: "duration", max_ms: 1, otherwise: "FAIL" },
    { type: "certificate", min_days: 1 },
    { type: "header", name: "a", operator: "equals", value: "(" },
    { type: "body", operator: "contains", value: "(" },
    { type: "body", operator: "not_contains", value: "(" },
    matches("(a+)+$"),
    exists(""),
    exists("/a~1b"),
    exists("$['a'][-1]"),
  ];
  expect(findUnusablePatterns(rules, Infinity)).toEqual([]);
  expect(findUnusablePatterns([], Infinity)).toEqual([]);
});

test("patterns that are made to take long to compile are too large, each within its own time", () => {
  const wide = `(?i)${"[a-\u{10ffff}]".repeat(20)}`;
  const startedAtMs = performance.now();
  const problems = findUnusablePatterns(
    [...Array<SuccessRule>(18).fill(matches(wide)), exists("a"), exists("")],
    startedAtMs + 50,
  );
  expect(problems).toEqual([
    ...Array.from({ length: 18 }, (_, index) => ({
      path: `success_rules.${index}.value`,
      code: "rule_pattern_too_large",
    })),
    { path: "success_rules.18.path", code: "rule_path_invalid" },
  ]);
  // Without a bound each takes 200 ms.
  expect(performance.now() - startedAtMs).toBeLessThan(1_500);
});
