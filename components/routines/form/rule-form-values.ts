import {
  readFieldRules,
  ruleFieldValues,
  type RuleField,
} from "@/components/routines/form/rule-fields";
import {
  fieldOfRowPart,
  isEmptyRow,
  isSameRow,
  readRow,
  toRuleRow,
  type RulePlace,
  type RuleRow,
} from "@/components/routines/form/rule-row";
import type { SuccessRule } from "@/lib/domain/run/success-rule";

/** Success rules as a form holds them: those that are there once in fields, and then the rows. */
export type RuleFormValues = Record<RuleField, string> & { rules: readonly RuleRow[] };

export function ruleValues(rules: readonly SuccessRule[]): RuleFormValues {
  return { ...ruleFieldValues(rules), rules: rules.flatMap((rule) => toRuleRow(rule) ?? []) };
}

/** A rule of the form, and where the form shows the problems of its parts. */
type PlacedRule = { rule: unknown; placeOf: (part: string) => RuleField | RulePlace | null };

/** The rules that the form asks for, in the order in which they are sent. */
function placeRules(values: RuleFormValues, kept: readonly SuccessRule[]): PlacedRule[] {
  const ofFields = readFieldRules(values).map(({ rule, fields }): PlacedRule => {
    const [first = null] = fields.values();
    return { rule, placeOf: (part) => fields.get(part) ?? first };
  });
  const ofRows = values.rules.flatMap((row, index): PlacedRule[] => {
    if (isEmptyRow(row)) return [];
    const same = kept.find((rule) => {
      const known = toRuleRow(rule);
      return known !== null && isSameRow(known, row);
    });
    return [
      {
        rule: same ?? readRow(row),
        placeOf: (part) => ({ row: index, part: fieldOfRowPart(row, part) }),
      },
    ];
  });
  return [...ofFields, ...ofRows];
}

/**
 * The rules that the form asks for. A row that still shows one of `kept` means that very rule: a machine
 * can set rules that cannot be typed.
 */
export function readRules(values: RuleFormValues, kept: readonly SuccessRule[]): unknown[] {
  return placeRules(values, kept).map(({ rule }) => rule);
}

/**
 * Where the form shows a problem of the rule that was sent at `index`, in its `part`. A problem of the
 * whole list is shown at the last rule, and nowhere where there are none.
 */
export function placeOfRule(
  values: RuleFormValues,
  index: string | undefined,
  part: string,
): RuleField | RulePlace | null {
  const placed = placeRules(values, []);
  const found = index === undefined ? placed.at(-1) : placed[Number(index)];
  return found?.placeOf(part) ?? null;
}
