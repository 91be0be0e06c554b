import { readWholeNumber } from "@/components/routines/form/whole-number";
import type { JsonScalar, SuccessRule } from "@/lib/domain/run/success-rule";
import { bodyOperators, jsonOperators, needsValue } from "@/lib/domain/run/success-rule-options";

/**
 * Success rules as a form holds them. A rule that is there once has a field of its own; the others
 * are rows, in which an empty one says nothing. In what is sent they stand in this order.
 */

export const ruleFields = [
  "accepted_statuses",
  "degraded_after_ms",
  "fails_after_ms",
  "min_certificate_days",
] as const;
export type RuleField = (typeof ruleFields)[number];

/** What a check looks at and how it compares, as one choice. */
export const checkKinds = [
  ...bodyOperators.map((operator) => `body_${operator}` as const),
  ...jsonOperators.map((operator) => `json_${operator}` as const),
  "header_equals",
] as const;

const valuelessKinds: readonly string[] = jsonOperators
  .filter((operator) => !needsValue(operator))
  .map((operator) => `json_${operator}`);

/** A check as it was typed. `target` is the path or the header that it looks at. */
export type CheckRow = { check: string; target: string; value: string };

/** One field of a row. */
export type CheckPlace = { row: number; part: keyof CheckRow };

export const emptyCheck: CheckRow = { check: checkKinds[0], target: "", value: "" };

export type RuleFormValues = Record<RuleField, string> & { checks: readonly CheckRow[] };

export const isSameCheck = (a: CheckRow, b: CheckRow) =>
  a.check === b.check && a.target === b.target && a.value === b.value;

export const isEmptyCheck = ({ target, value }: CheckRow) => target === "" && value === "";

/** What is typed to compare with: a JSON scalar where it is one, and else the text itself. */
export function readScalar(text: string): JsonScalar {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value === "boolean" || typeof value === "string") return value;
    if (typeof value === "number" && Number.isFinite(value)) return value;
  } catch {
    // It is text that nobody quoted.
  }
  return text;
}

/** The text from which `readScalar` reads the value again. Only text that needs them is in quotes. */
export function scalarText(value: JsonScalar): string {
  const isPlain =
    typeof value === "string" &&
    value !== "" &&
    !/[\r\n]/.test(value) &&
    readScalar(value) === value;
  return isPlain ? value : JSON.stringify(value);
}

/** A check as a row, or null for a rule that has a field of its own. */
function toCheckRow(rule: SuccessRule): CheckRow | null {
  switch (rule.type) {
    case "body": {
      const value = rule.value.replace(/\r\n?/g, "\n");
      return { check: `body_${rule.operator}`, target: "", value };
    }
    case "json": {
      const value = rule.value === undefined ? "" : scalarText(rule.value);
      // Both mean the whole document, and an empty target is an empty row.
      const target = rule.path === "" ? "$" : rule.path;
      return { check: `json_${rule.operator}`, target, value };
    }
    case "header":
      return { check: `header_${rule.operator}`, target: rule.name, value: rule.value };
    case "status":
    case "duration":
    case "certificate":
      return null;
  }
}

export function ruleValues(rules: readonly SuccessRule[]): RuleFormValues {
  const values = {
    accepted_statuses: "",
    degraded_after_ms: "",
    fails_after_ms: "",
    min_certificate_days: "",
  };
  for (const rule of rules) {
    if (rule.type === "status") values.accepted_statuses = rule.accept.join(", ");
    if (rule.type === "certificate") values.min_certificate_days = String(rule.min_days);
    if (rule.type === "duration") {
      const field = rule.otherwise === "FAIL" ? "fails_after_ms" : "degraded_after_ms";
      values[field] = String(rule.max_ms);
    }
  }
  return { ...values, checks: rules.flatMap((rule) => toCheckRow(rule) ?? []) };
}

function readCheck({ check, target, value }: CheckRow): Record<string, unknown> {
  const [, type = check, operator] = /^([a-z]+)_(.+)$/.exec(check) ?? [];
  if (type === "header") return { type, name: target, operator, value };
  if (type !== "json") return { type, operator, value };
  const isCompared = value !== "" && !valuelessKinds.includes(check);
  return {
    type,
    path: target.trim(),
    operator,
    ...(isCompared && { value: readScalar(value) }),
  };
}

/** Statuses, classes and ranges, between commas or spaces. */
export function readStatuses(text: string): string[] {
  return text
    .replace(/\s*-\s*/g, "-")
    .split(/[\s,;]+/)
    .filter((status) => status !== "");
}

/** A rule, and the field or the row that it comes from. */
type PlacedRule = { place: RuleField | number; rule: unknown };

/** The rules that the form asks for, in the order in which they are sent. */
function placeRules(values: RuleFormValues, kept: readonly SuccessRule[]): PlacedRule[] {
  const placed: PlacedRule[] = [];
  const accept = readStatuses(values.accepted_statuses);
  if (accept.length > 0) {
    placed.push({ place: "accepted_statuses", rule: { type: "status", accept } });
  }
  const addNumber = (place: RuleField, toRule: (number: number) => unknown) => {
    const number = readWholeNumber(values[place]);
    if (number !== null) placed.push({ place, rule: toRule(number) });
  };
  addNumber("degraded_after_ms", (max_ms) => ({ type: "duration", max_ms, otherwise: "DEGRADED" }));
  addNumber("fails_after_ms", (max_ms) => ({ type: "duration", max_ms, otherwise: "FAIL" }));
  addNumber("min_certificate_days", (min_days) => ({ type: "certificate", min_days }));
  values.checks.forEach((row, place) => {
    if (isEmptyCheck(row)) return;
    const same = kept.find((rule) => {
      const known = toCheckRow(rule);
      return known !== null && isSameCheck(known, row);
    });
    placed.push({ place, rule: same ?? readCheck(row) });
  });
  return placed;
}

/**
 * The rules that the form asks for. A row that still shows one of `kept` means that very rule: not
 * all that a machine can set can be typed.
 */
export function readRules(values: RuleFormValues, kept: readonly SuccessRule[]): unknown[] {
  return placeRules(values, kept).map(({ rule }) => rule);
}

/** The field of a row that says a part of a rule. */
const checkParts: Partial<Record<string, keyof CheckRow>> = {
  path: "target",
  name: "target",
  value: "value",
};

/**
 * Where the form shows a problem of the rule that was sent at `index`, in its `part`. What concerns
 * the whole list is shown at the last of them, and nowhere where there are none.
 */
export function placeOfRule(
  values: RuleFormValues,
  index: string | undefined,
  part: string,
): RuleField | CheckPlace | null {
  const placed = placeRules(values, []);
  const found = index === undefined ? placed.at(-1) : placed[Number(index)];
  if (found === undefined) return null;
  if (typeof found.place === "string") return found.place;
  return { row: found.place, part: checkParts[part] ?? "check" };
}
