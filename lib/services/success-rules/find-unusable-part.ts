import type { ProblemCode } from "@/lib/domain/field-problems";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
import { parsePath } from "@/lib/services/success-rules/find-json-value";
import { compilePattern } from "@/lib/services/success-rules/match-pattern";
import { patternOf } from "@/lib/services/success-rules/patterns";

/** The field of a rule whose pattern or path cannot be used, and why. */
export type UnusablePart = { field: string; code: ProblemCode; params?: { part: string } };

/**
 * The pattern or path of a rule that cannot be used; null where the rule can be. It ends soon after
 * `deadlineMs` of the monotonic clock: a pattern that is not compiled by then is too large.
 */
export function findUnusablePart(rule: SuccessRule, deadlineMs: number): UnusablePart | null {
  const pattern = patternOf(rule);
  if (pattern !== null) {
    const leftMs = deadlineMs - performance.now();
    const compiled = compilePattern(pattern.source, leftMs, pattern.ignoreCase);
    if (!compiled.ok) {
      const { code } = compiled;
      return { field: "value", code, ...("params" in compiled && { params: compiled.params }) };
    }
  }
  if (rule.type === "json" && parsePath(rule.path) === null) {
    return { field: "path", code: "rule_path_invalid" };
  }
  return null;
}
