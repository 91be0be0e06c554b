import type { ProblemCode } from "@/lib/domain/field-problems";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
import { parsePath } from "@/lib/services/success-rules/find-json-value";
import { COMPILE_MS, compilePattern } from "@/lib/services/success-rules/match-pattern";

function findUnusablePart(
  rule: SuccessRule,
  deadlineMs: number,
): { field: string; code: ProblemCode } | null {
  if (rule.type === "body" && rule.operator === "matches") {
    const leftMs = deadlineMs - performance.now();
    const compiled = compilePattern(rule.value, Math.min(COMPILE_MS, leftMs));
    return compiled.ok ? null : { field: "value", code: compiled.code };
  }
  if (rule.type === "json" && parsePath(rule.path) === null) {
    return { field: "path", code: "rule_path_invalid" };
  }
  return null;
}

/**
 * Every pattern and path of a list of rules that cannot be used, as path and code. It ends soon after
 * `deadlineMs` of the monotonic clock: a pattern that is not compiled by then is too large.
 */
export function findUnusablePatterns(
  rules: readonly SuccessRule[],
  deadlineMs: number,
): { path: string; code: ProblemCode }[] {
  return rules.flatMap((rule, index) => {
    const problem = findUnusablePart(rule, deadlineMs);
    return problem === null
      ? []
      : [{ path: `success_rules.${index}.${problem.field}`, code: problem.code }];
  });
}
