import type { SingleRuleType } from "@/components/routines/form/rule-fields";
import type { JsonScalar, RuleOf, RuleType, SuccessRule } from "@/lib/domain/run/success-rule";
import { bodyOperators, jsonOperators, needsValue } from "@/lib/domain/run/success-rule-options";

/**
 * Success rules that a routine can have any number of, as rows of a form. A row holds the type and the
 * operator as one choice, what the rule looks at, and what it compares with.
 */

/** A rule as it was typed. `target` is the path or the header's name. */
export type RuleRow = { rule: string; target: string; value: string };

/** One field of a row. */
export type RulePlace = { row: number; part: keyof RuleRow };

export const rowParts = ["rule", "target", "value"] as const satisfies (keyof RuleRow)[];

/** The text to compare with: a JSON scalar where it is one, and the text itself otherwise. */
export function readScalar(text: string): JsonScalar {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value === "boolean" || typeof value === "string") return value;
    if (typeof value === "number" && Number.isFinite(value)) return value;
  } catch {
    // It is text without quotes.
  }
  return text;
}

/** The text from which `readScalar` reads the value again. Only text that needs quotes has them. */
export function writeScalar(value: JsonScalar): string {
  const isPlain =
    typeof value === "string" &&
    value !== "" &&
    !/[\r\n]/.test(value) &&
    readScalar(value) === value;
  return isPlain ? value : JSON.stringify(value);
}

type RowType = Exclude<RuleType, SingleRuleType>;

type RowForm<Type extends RowType> = {
  operators: readonly RuleOf<Type>["operator"][];
  /** The field of a row that holds each part of a rule. */
  fields: Record<Exclude<keyof RuleOf<Type>, "type">, keyof RuleRow>;
  toRow: (rule: RuleOf<Type>) => Omit<RuleRow, "rule">;
  /** The parts of the rule, but for its operator. */
  read: (row: Omit<RuleRow, "rule">, operator: string) => Record<string, unknown>;
};

const valuelessOperators: readonly string[] = jsonOperators.filter(
  (operator) => !needsValue(operator),
);

const rowForms: { [Type in RowType]: RowForm<Type> } = {
  body: {
    operators: bodyOperators,
    fields: { operator: "rule", value: "value" },
    toRow: ({ value }) => ({ target: "", value: value.replace(/\r\n?/g, "\n") }),
    read: ({ value }) => ({ value }),
  },
  json: {
    operators: jsonOperators,
    fields: { path: "target", operator: "rule", value: "value" },
    toRow: ({ path, value }) => ({
      // Both mean the whole document, and a row with an empty path is an empty row.
      target: path === "" ? "$" : path,
      value: value === undefined ? "" : writeScalar(value),
    }),
    read: ({ target, value }, operator) => ({
      path: target.trim(),
      ...(value !== "" && !valuelessOperators.includes(operator) && { value: readScalar(value) }),
    }),
  },
  header: {
    operators: ["equals"],
    fields: { name: "target", operator: "rule", value: "value" },
    toRow: ({ name, value }) => ({ target: name, value }),
    read: ({ target, value }) => ({ name: target, value }),
  },
};

const rowTypes = Object.keys(rowForms) as RowType[];
const isRowType = (type: string): type is RowType => Object.hasOwn(rowForms, type);
const isRowRule = (rule: SuccessRule): rule is RuleOf<RowType> => isRowType(rule.type);
const show = <Type extends RowType>(type: Type, rule: RuleOf<Type>) => rowForms[type].toRow(rule);

/** What a row can look at and how it compares, as one choice. */
export const ruleChoices: readonly string[] = rowTypes.flatMap((type) =>
  rowForms[type].operators.map((operator) => `${type}_${operator}`),
);

export const emptyRow: RuleRow = { rule: ruleChoices[0] ?? "", target: "", value: "" };

/** True for a row that asks for nothing. */
export const isEmptyRow = ({ target, value }: RuleRow) => target === "" && value === "";

export const isSameRow = (a: RuleRow, b: RuleRow) => rowParts.every((part) => a[part] === b[part]);

/** The row of a rule; null for a rule that is made of fields. */
export function toRuleRow(rule: SuccessRule): RuleRow | null {
  if (!isRowRule(rule)) return null;
  return { rule: `${rule.type}_${rule.operator}`, ...show(rule.type, rule) };
}

/** The rule that a row asks for; of a choice that does not exist, a rule that the domain refuses. */
export function readRow({ rule, ...typed }: RuleRow): Record<string, unknown> {
  const [, type = rule, operator = ""] = /^([a-z]+)_(.+)$/.exec(rule) ?? [];
  return { type, operator, ...(isRowType(type) ? rowForms[type].read(typed, operator) : {}) };
}

/** The field of a row that holds a part of its rule. */
export function fieldOfRowPart({ rule }: RuleRow, part: string): keyof RuleRow {
  const type = rule.replace(/_.*$/, "");
  const fields = isRowType(type) ? new Map(Object.entries(rowForms[type].fields)) : null;
  return fields?.get(part) ?? "rule";
}
