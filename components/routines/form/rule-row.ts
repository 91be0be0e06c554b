import type { SingleRuleType } from "@/components/routines/form/rule-fields";
import type { JsonLeaf } from "@/lib/domain/json/json-path";
import { readList, readScalar, writeList, writeScalar } from "@/lib/domain/run/rule-value";
import type { RuleOf, RuleType, SuccessRule } from "@/lib/domain/run/success-rule";
import {
  bodyOperators,
  headerOperators,
  jsonOperators,
  mayLeadToMany,
  operandOf,
  type JsonOperator,
  type Operand,
} from "@/lib/domain/run/success-rule-options";

/**
 * Success rules that a routine can have any number of, as rows of a form. A row holds the type and the
 * operator as one choice, what the rule looks at, and what it compares with.
 */

/**
 * A rule as it was typed. `target` is the path or the header's name; `to` is the end of what `value`
 * begins. `letter_case` is `ignore` where letter case doesn't matter, `quantifier` is `any` where one of
 * several values is enough; both are empty otherwise.
 */
export type RuleRow = {
  rule: string;
  target: string;
  value: string;
  to: string;
  letter_case: string;
  quantifier: string;
};

/** One field of a row. */
export type RulePlace = { row: number; part: keyof RuleRow };

export const rowParts = [
  "rule",
  "target",
  "value",
  "to",
  "letter_case",
  "quantifier",
] as const satisfies (keyof RuleRow)[];

/** The name under which a form sends a part of each row. */
export const nameOfPart = (part: keyof RuleRow) => (part === "rule" ? part : `rule_${part}`);

export const IGNORE_CASE = "ignore";
export const ANY = "any";

type RowType = Exclude<RuleType, SingleRuleType>;

type TypedRow = Omit<RuleRow, "rule">;

type RowForm<Type extends RowType> = {
  operators: readonly RuleOf<Type>["operator"][];
  /** The field of a row that holds each part of a rule. */
  fields: Record<Exclude<keyof RuleOf<Type>, "type">, keyof RuleRow>;
  toRow: (rule: RuleOf<Type>) => Partial<TypedRow>;
  /** The parts of the rule, but for its operator. */
  read: (row: TypedRow, operator: string) => Record<string, unknown>;
};

const isJsonOperator = (operator: string): operator is JsonOperator =>
  jsonOperators.some((other) => other === operator);

/** How what is compared with is typed: as one field, or as two. */
type OperandForm = {
  write: (operand: RuleOf<"json">["value"]) => Partial<TypedRow>;
  /** Undefined where nothing was typed. */
  read: (row: TypedRow) => unknown;
};

const scalarForm: OperandForm = {
  write: (operand) => {
    if (operand === undefined) return {};
    return { value: Array.isArray(operand) ? writeList(operand) : writeScalar(operand) };
  },
  read: ({ value }) => (value === "" ? undefined : readScalar(value)),
};

const writeBound = (bound: unknown) => (typeof bound === "number" ? String(bound) : "");

const operandForms: Record<Operand, OperandForm> = {
  nothing: { ...scalarForm, read: () => undefined },
  scalar: scalarForm,
  number: scalarForm,
  pattern: {
    write: (operand) => ({ value: typeof operand === "string" ? operand : "" }),
    read: ({ value }) => (value === "" ? undefined : value),
  },
  list: { ...scalarForm, read: ({ value }) => (value === "" ? undefined : readList(value)) },
  range: {
    write: (operand) => {
      const [from = null, to = null] = Array.isArray(operand) ? operand : [];
      return { value: writeScalar(from), to: writeScalar(to) };
    },
    read: ({ value, to }) =>
      value === "" && to === "" ? undefined : [readScalar(value), readScalar(to)],
  },
  length: {
    write: (operand) => {
      const [least, most] = Array.isArray(operand) ? operand : [operand, operand];
      return { value: writeBound(least), to: writeBound(most) };
    },
    read: ({ value, to }) => {
      if (value === "" && to === "") return undefined;
      return [value, to].map((bound) => (bound.trim() === "" ? null : readScalar(bound)));
    },
  },
};

const rowForms: { [Type in RowType]: RowForm<Type> } = {
  body: {
    operators: bodyOperators,
    fields: { operator: "rule", value: "value", ignore_case: "letter_case" },
    toRow: ({ value, ignore_case: ignoreCase }) => ({
      value: value.replace(/\r\n?/g, "\n"),
      letter_case: ignoreCase === true ? IGNORE_CASE : "",
    }),
    read: ({ value, letter_case: letterCase }) => ({
      value,
      ...(letterCase === IGNORE_CASE && { ignore_case: true }),
    }),
  },
  json: {
    operators: jsonOperators,
    fields: { path: "target", operator: "rule", value: "value", quantifier: "quantifier" },
    toRow: ({ path, operator, value, quantifier }) => ({
      // Both mean the whole document, and a row with an empty path is an empty row.
      target: path === "" ? "$" : path,
      ...operandForms[operandOf(operator)].write(value),
      quantifier: quantifier === ANY ? ANY : "",
    }),
    read: (row, operator) => {
      const value = isJsonOperator(operator)
        ? operandForms[operandOf(operator)].read(row)
        : undefined;
      const path = row.target.trim();
      return {
        path,
        ...(value !== undefined && { value }),
        ...(row.quantifier === ANY && mayLeadToMany(path) && { quantifier: ANY }),
      };
    },
  },
  header: {
    operators: headerOperators,
    fields: { name: "target", operator: "rule", value: "value" },
    toRow: ({ name, value = "" }) => ({ target: name, value }),
    read: ({ target, value }, operator) => ({
      name: target,
      ...(!operator.endsWith("exists") && { value }),
    }),
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

export const emptyRow: RuleRow = {
  rule: ruleChoices[0] ?? "",
  target: "",
  value: "",
  to: "",
  letter_case: "",
  quantifier: "",
};

/** True for a row that asks for nothing. */
export const isEmptyRow = ({ target, value, to }: RuleRow) => target + value + to === "";

export const isSameRow = (a: RuleRow, b: RuleRow) => rowParts.every((part) => a[part] === b[part]);

/** The row of a rule; null for a rule that is made of fields. */
export function toRuleRow(rule: SuccessRule): RuleRow | null {
  if (!isRowRule(rule)) return null;
  return { ...emptyRow, rule: `${rule.type}_${rule.operator}`, ...show(rule.type, rule) };
}

/** The row of a rule that expects a value of a response as it is. */
export const rowOfLeaf = ({ path, value }: JsonLeaf): RuleRow => ({
  ...emptyRow,
  rule: "json_equals",
  target: path,
  value: writeScalar(value),
});

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
