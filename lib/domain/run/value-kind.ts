import { stringifyExactJson } from "@/lib/domain/json/exact-json";
import type { RuleOf } from "@/lib/domain/run/success-rule";
import { operandOf } from "@/lib/domain/run/success-rule-options";

/** Kinds of JSON values that look alike: the text `"1"` and the number `1`. */
export type ValueKind = "text" | "number";

/** The kind of a value, from the beginning of its JSON; null for one that shows its kind by itself. */
export function kindOfJson(json: string): ValueKind | null {
  if (json.startsWith('"')) return "text";
  return /^[-\d]/.test(json) ? "number" : null;
}

const kindOf = (value: unknown) =>
  value === undefined ? null : kindOfJson(stringifyExactJson(value));

/** True where a rule is broken because it expects a value of another kind than what was found. */
export function isOfOtherKind({ operator, value }: RuleOf<"json">, found: string): boolean {
  const kind = kindOfJson(found);
  if (operator === "equals") return kind !== kindOf(value);
  if (operator === "one_of") return ![value].flat().some((one) => kindOf(one) === kind);
  const operand = operandOf(operator);
  return kind === "text" && (operand === "number" || operand === "range");
}
