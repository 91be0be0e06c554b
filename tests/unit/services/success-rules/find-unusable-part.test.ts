import { expect, test } from "vitest";
import { fieldProblemCodes } from "@/lib/domain/field-problems";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
import { findUnusablePart } from "@/lib/services/success-rules/find-unusable-part";

const matches = (value: string): SuccessRule => ({ type: "body", operator: "matches", value });
const exists = (path: string): SuccessRule => ({ type: "json", path, operator: "exists" });

const AMPLE_MS = 10_000;
const partOf = (rule: SuccessRule) => findUnusablePart(rule, performance.now() + AMPLE_MS);

test.each([
  [matches("("), { field: "value", code: "rule_pattern_invalid", params: { part: "(" } }],
  [
    { type: "header", name: "A", operator: "matches", value: "(?=a)" },
    { field: "value", code: "rule_pattern_invalid", params: { part: "(?=" } },
  ],
  [
    { type: "json", path: "/a", operator: "matches", value: "\\1" },
    { field: "value", code: "rule_pattern_invalid", params: { part: "\\1" } },
  ],
  [exists("$..a"), { field: "path", code: "rule_path_invalid" }],
  [matches("a{1001}"), { field: "value", code: "rule_pattern_too_large" }],
  [exists("a"), { field: "path", code: "rule_path_invalid" }],
  [matches("a".repeat(201)), { field: "value", code: "rule_pattern_too_long" }],
] as const)("%j cannot be used: %j", (rule, part) => {
  expect(partOf(rule)).toEqual(part);
  expect(fieldProblemCodes).toContain(part.code);
});

test.each<SuccessRule>([
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
  exists("$.a[*].b.*"),
  { type: "json", path: "/a", operator: "equals", value: "(" },
])("%j can be used", (rule) => {
  expect(partOf(rule)).toBeNull();
});

test("a pattern that is made to take long to compile is too large when its time is over", () => {
  const wide = matches(`(?i)${"[a-\u{10ffff}]".repeat(32)}`);
  const part = { field: "value", code: "rule_pattern_too_large" };
  const startedAtMs = performance.now();
  for (let index = 0; index < 20; index += 1) {
    expect(findUnusablePart(wide, performance.now() + 5)).toEqual(part);
  }
  // Without a bound each takes 300 ms.
  expect(performance.now() - startedAtMs).toBeLessThan(2_000);
});
