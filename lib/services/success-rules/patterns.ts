import type { SuccessRule } from "@/lib/domain/run/success-rule";

/** A regular expression that a rule looks for. */
export type Pattern = { source: string; ignoreCase: boolean };

/** The pattern of a rule that has one, whose time isn't bounded by the length of what it reads. */
export function patternOf(rule: SuccessRule): Pattern | null {
  if (!("operator" in rule) || rule.operator !== "matches") return null;
  if (typeof rule.value !== "string") return null;
  return { source: rule.value, ignoreCase: rule.type === "body" && rule.ignore_case === true };
}
