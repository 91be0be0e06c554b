import type { BrokenRule, RuleFault } from "@/lib/domain/run/run-evidence";
import type { RuleOf } from "@/lib/domain/run/success-rule";
import type { BodyOperator, HeaderOperator } from "@/lib/domain/run/success-rule-options";
import { explainBodyFault } from "@/lib/services/success-rules/body-faults";
import type { JudgedBody } from "@/lib/services/success-rules/judged-body";
import type { JudgingTime } from "@/lib/services/success-rules/judging-time";
import { patternOf } from "@/lib/services/success-rules/patterns";
import { explainPatternFault, quote } from "@/lib/services/success-rules/quote";
import { brokenBy, faultOf, type Verdict } from "@/lib/services/success-rules/verdict";

/** The verbs of an operator: what a text should do, and what it does instead. */
type Verbs = { should: string; does: string };

const verbs: Record<BodyOperator | HeaderOperator, Verbs> = {
  equals: { should: "should equal", does: "does not equal" },
  contains: { should: "should contain", does: "does not contain" },
  not_contains: { should: "should not contain", does: "contains" },
  matches: { should: "should match", does: "does not match" },
  exists: { should: "should exist", does: "is missing" },
  not_exists: { should: "should not exist", does: "exists" },
};

/** Judges the text of a body. */
export function judgeBody(rule: RuleOf<"body">, body: JudgedBody, time: JudgingTime): Verdict {
  const { operator, value, ignore_case: ignoreCase = false } = rule;
  const pattern = patternOf(rule);
  if (pattern !== null) {
    const found = time.matches(pattern, [body.text]);
    if (typeof found === "string") return faultOf(found);
    return found.includes(true) ? null : brokenBy(null);
  }
  const holds =
    operator === "equals"
      ? body.equals(value, ignoreCase)
      : body.contains(value, ignoreCase) === (operator === "contains");
  return holds ? null : brokenBy(null);
}

export function explainBody({ operator, value }: RuleOf<"body">, { fault }: BrokenRule): string {
  const { should, does } = verbs[operator];
  return (
    explainPatternFault(fault, "the body", value) ??
    explainBodyFault(fault, `and ${should} ${quote(value)}`) ??
    `The body ${does} ${quote(value)}.`
  );
}

function isAsExpected(
  { operator, value = "" }: RuleOf<"header">,
  values: readonly string[],
): boolean {
  switch (operator) {
    case "equals":
      return values.includes(value.trim());
    case "contains":
      return values.some((text) => text.includes(value.trim()));
    case "not_contains":
      return !values.some((text) => text.includes(value.trim()));
    case "exists":
      return true;
    case "not_exists":
    case "matches":
      return false;
  }
}

/**
 * Judges the values of a response's header, of which one must be as expected, and none may contain what
 * none should. Spaces around a value are no part of it.
 */
export function judgeHeader(
  rule: RuleOf<"header">,
  header: string | readonly string[] | undefined,
  time: JudgingTime,
): Verdict {
  const values = [header ?? []].flat().map((text) => text.trim());
  if (values.length === 0) return rule.operator === "not_exists" ? null : faultOf("missing");
  const pattern = patternOf(rule);
  if (pattern !== null) {
    if (time.isOver) return faultOf("too_costly");
    const found = time.matches(pattern, values);
    if (typeof found === "string") return faultOf(found);
    if (found.includes(true)) return null;
  } else if (isAsExpected(rule, values)) {
    return null;
  }
  return brokenBy(values.join(", "));
}

const headerFaults: Partial<Record<RuleFault, string>> = {
  missing: "is missing",
  too_costly: "took too much time to judge",
};

export function explainHeader(rule: RuleOf<"header">, { found, fault }: BrokenRule): string {
  const { name, operator, value } = rule;
  const { should } = verbs[operator];
  const subject = `The header ${name}`;
  const slow = explainPatternFault(fault, `the header ${name}`, value ?? "");
  if (slow !== null) return slow;
  const state = (fault === null ? undefined : headerFaults[fault]) ?? `is ${quote(found)}`;
  const expectation = value === undefined ? should : `${should} ${quote(value)}`;
  return `${subject} ${state} and ${expectation}.`;
}
