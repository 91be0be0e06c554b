import type { RuleOf, RuleType, SuccessRule } from "@/lib/domain/run/success-rule";
import { MAX_CERTIFICATE_DAYS, MAX_RULE_DURATION_MS } from "@/lib/domain/run/success-rule-options";

/** A whole number, or NaN for other text, which the rules then refuse; null for none. */
export function readWholeNumber(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  return /^\d+$/.test(trimmed) ? Number(trimmed) : NaN;
}

/** Statuses, classes and ranges, between commas or spaces. A dash of any length makes a range. */
export function readStatuses(text: string): string[] {
  return text
    .replace(/\s*[-\u2010-\u2015\u2212]\s*/g, "-")
    .split(/[\s,;]+/)
    .filter((status) => status !== "");
}

/** A field of one part of a rule. */
type RuleInput = {
  /** The part that is typed; null for none. */
  read: (text: string) => unknown;
  /** The largest whole number; without one, the part is text. */
  max?: number;
  /** What an empty field means. */
  placeholder?: string;
  /** How many of the part's unit make up one of the summary's. */
  summaryUnit?: number;
};

const wholeNumberInput = (max: number, summaryUnit = 1): RuleInput => ({
  read: readWholeNumber,
  max,
  summaryUnit,
});

/** The fields of rules that a routine has once, in the order in which the form shows them. */
const inputs = {
  accepted_statuses: {
    read: (text) => {
      const statuses = readStatuses(text);
      return statuses.length === 0 ? null : statuses;
    },
    placeholder: "2xx",
  },
  min_certificate_days: wholeNumberInput(MAX_CERTIFICATE_DAYS),
  degraded_after_ms: wholeNumberInput(MAX_RULE_DURATION_MS, 1_000),
  fails_after_ms: wholeNumberInput(MAX_RULE_DURATION_MS, 1_000),
} satisfies Record<string, RuleInput>;

export type RuleField = keyof typeof inputs;

export const ruleInputs: Readonly<Record<RuleField, RuleInput>> = inputs;
export const ruleFields: readonly RuleField[] = Object.keys(inputs) as RuleField[];

/** A rule that is there once: its type, the parts that are given, and the fields of the others. */
function single<Type extends RuleType, Given extends Partial<RuleOf<Type>>>(
  type: Type,
  given: Given,
  fields: Record<Exclude<keyof RuleOf<Type>, "type" | keyof Given>, RuleField>,
) {
  return { type, given, fields: Object.entries<RuleField>(fields) };
}

/** The rules that are made of fields, in the order in which they are sent. */
export const singleRules = [
  single("status", {}, { accept: "accepted_statuses" }),
  single("duration", { otherwise: "DEGRADED" }, { max_ms: "degraded_after_ms" }),
  single("duration", { otherwise: "FAIL" }, { max_ms: "fails_after_ms" }),
  single("certificate", {}, { min_days: "min_certificate_days" }),
];

export type SingleRuleType = (typeof singleRules)[number]["type"];

/** The text of a part, as its field and the summary show it. */
export const writePart = (part: unknown) => (Array.isArray(part) ? part.join(", ") : String(part));

/** The fields that show a list of rules. */
export function ruleFieldValues(rules: readonly SuccessRule[]): Record<RuleField, string> {
  const values: Record<string, string> = Object.fromEntries(ruleFields.map((field) => [field, ""]));
  for (const rule of rules) {
    const parts = new Map<string, unknown>(Object.entries(rule));
    const shown = singleRules.find(
      ({ type, given }) =>
        type === rule.type &&
        Object.entries(given).every(([name, part]) => parts.get(name) === part),
    );
    for (const [name, field] of shown?.fields ?? []) {
      const part = parts.get(name);
      if (part !== undefined) values[field] = writePart(part);
    }
  }
  return values;
}

/** A rule that fields make up, and the field of each of its parts. */
export type FieldRule = { rule: Record<string, unknown>; fields: ReadonlyMap<string, RuleField> };

/** The rules that the fields make up, in the order in which they are sent. */
export function readFieldRules(values: Record<RuleField, string>): FieldRule[] {
  return singleRules.flatMap(({ type, given, fields }) => {
    const parts = fields
      .map(([name, field]) => [name, ruleInputs[field].read(values[field])] as const)
      .filter(([, part]) => part !== null);
    if (parts.length === 0) return [];
    return { rule: { type, ...given, ...Object.fromEntries(parts) }, fields: new Map(fields) };
  });
}
