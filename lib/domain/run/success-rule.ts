import { z } from "zod";
import { problem, type ProblemCode } from "@/lib/domain/field-problems";
import { wholeNumber } from "@/lib/domain/inputs";
import { plainLength } from "@/lib/domain/json/decimal";
import {
  figuresOf,
  isExactNumber,
  isNumberValue,
  type ExactNumber,
} from "@/lib/domain/json/exact-json";
import { readLength, readRange } from "@/lib/domain/run/rule-operands";
import {
  bodyOperators,
  headerOperators,
  jsonOperators,
  MAX_ACCEPTED_STATUSES,
  MAX_CERTIFICATE_DAYS,
  MAX_PATTERN_CHARACTERS,
  MAX_RULE_DURATION_MS,
  MAX_RULE_VALUE_CHARACTERS,
  MAX_RULE_VALUES,
  MAX_SUCCESS_RULES,
  needsValue,
  operandOf,
  quantifiers,
  slowOutcomes,
  type ruleTypes,
} from "@/lib/domain/run/success-rule-options";
import { isStorable } from "@/lib/domain/storable-text";

/**
 * Rules that the response of a routine's endpoint must meet. A response that breaks one fails its run,
 * except for a duration whose rule says that slower is only degraded. Without a status rule, 2xx is
 * expected.
 *
 * Rules read the body with `Content-Encoding` undone. Numbers in JSON are compared with all of their
 * figures. That a pattern or a path can be used is checked
 * where its engine is; the schema checks only its form.
 */

/** A status, a class of statuses or a range: `204`, `2xx`, `200-299`. */
const statusRange = z
  .string(problem("rule_status_invalid"))
  .trim()
  .toLowerCase()
  .regex(/^(?:[1-5]xx|[1-9]\d\d(?:\s*-\s*[1-9]\d\d)?)$/, {
    ...problem("rule_status_invalid"),
    abort: true,
  })
  .refine((text) => {
    const [from, to = from] = text.split("-").map(Number);
    return text.endsWith("xx") || Number(from) <= Number(to);
  }, problem("rule_status_invalid"))
  .transform((text) => text.replace(/\s/g, ""))
  .meta({ type: "string" });

const comparedText = z
  .string(problem("rule_value_required"))
  .max(MAX_RULE_VALUE_CHARACTERS, problem("rule_value_too_long"))
  .refine(isStorable, problem("text_not_storable"));

const jsonScalar = z.union([
  comparedText,
  z.number(),
  z.custom<ExactNumber>(isExactNumber).meta({ type: "number" }),
  z.boolean(),
  z.null(),
]);

/** What a JSON value is compared with: each operator takes some of these. */
const jsonOperand = z.union(
  [jsonScalar, z.array(jsonScalar).max(MAX_RULE_VALUES)],
  problem("rule_value_not_scalar"),
);

export const successRuleSchema = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      type: z.literal("status"),
      accept: z
        .array(statusRange, problem("rule_status_invalid"))
        .min(1, problem("rule_status_invalid"))
        .max(MAX_ACCEPTED_STATUSES, problem("rule_status_invalid")),
    }),
    z.strictObject({
      type: z.literal("duration"),
      max_ms: wholeNumber(1, MAX_RULE_DURATION_MS, "rule_duration_out_of_range"),
      otherwise: z.enum(slowOutcomes, problem("rule_outcome_unknown")).default("FAIL"),
    }),
    z.strictObject({
      type: z.literal("body"),
      operator: z.enum(bodyOperators, problem("rule_operator_unknown")),
      value: comparedText.min(1, problem("rule_value_required")),
      /** Letters that differ in case alone are the same, and so are accents that are composed or not. */
      ignore_case: z.boolean(problem("rule_ignore_case_not_boolean")).optional(),
    }),
    z.strictObject({
      type: z.literal("json"),
      /**
       * A JSON Pointer (RFC 6901), or a JSONPath that names one value (RFC 9535, singular query). In a
       * JSONPath, `[*]` stands for every element of a list, or every value of an object.
       */
      path: z
        .string(problem("rule_path_invalid"))
        .max(MAX_PATTERN_CHARACTERS, problem("rule_path_invalid"))
        .refine(isStorable, problem("rule_path_invalid")),
      operator: z.enum(jsonOperators, problem("rule_operator_unknown")),
      value: jsonOperand.optional(),
      /** All, where it is left out. */
      quantifier: z.enum(quantifiers, problem("rule_quantifier_unknown")).optional(),
    }),
    z.strictObject({
      type: z.literal("header"),
      name: z
        .string(problem("rule_header_invalid"))
        .trim()
        .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/, problem("rule_header_invalid")),
      operator: z.enum(headerOperators, problem("rule_operator_unknown")).default("equals"),
      /** Spaces around a header's value are no part of it (RFC 9110, section 5.5). */
      value: comparedText.trim().min(1, problem("rule_value_required")).optional(),
    }),
    z.strictObject({
      type: z.literal("certificate"),
      min_days: wholeNumber(1, MAX_CERTIFICATE_DAYS, "rule_days_out_of_range"),
    }),
  ],
  problem("rule_type_unknown"),
);
export type SuccessRule = z.infer<typeof successRuleSchema>;
export type JsonScalar = z.infer<typeof jsonScalar>;
export type JsonOperand = z.infer<typeof jsonOperand>;

export const successRules = z
  .array(successRuleSchema, problem("rules_not_a_list"))
  .max(MAX_SUCCESS_RULES, problem("rules_too_many"));

export type RuleType = SuccessRule["type"];
export type RuleOf<Type extends RuleType> = Extract<SuccessRule, { type: Type }>;

type RuleProblem = { field: string; code: ProblemCode };

type RuleCheck<Type extends RuleType> = {
  /** Rules with the same key contradict each other, so that one may be there; null for no limit. */
  key: (rule: RuleOf<Type>) => string | null;
  /** What is wrong with a rule although each of its fields is sound. */
  findProblem?: (rule: RuleOf<Type>) => RuleProblem | null;
};

/** The characters of an operand as it is stored, numbers without exponents. */
function lengthOf(operand: JsonOperand): number {
  if (Array.isArray(operand)) return operand.reduce<number>((sum, item) => sum + lengthOf(item), 0);
  if (isNumberValue(operand)) return plainLength(figuresOf(operand));
  return String(operand).length;
}

function findOperandProblem({ operator, value }: RuleOf<"json">): ProblemCode | null {
  const kind = operandOf(operator);
  if (value !== undefined && lengthOf(value) > MAX_RULE_VALUE_CHARACTERS) {
    return "rule_value_too_long";
  }
  if (kind === "nothing") return null;
  if (value === undefined && kind !== "number") return "rule_value_required";
  switch (kind) {
    case "scalar":
      if (Array.isArray(value)) return "rule_value_not_scalar";
      return value === "" && operator.endsWith("contains") ? "rule_value_required" : null;
    case "number":
      return isNumberValue(value) ? null : "rule_number_required";
    case "list":
      return Array.isArray(value) && value.length > 0 ? null : "rule_list_required";
    case "range":
      return readRange(value) === null ? "rule_range_invalid" : null;
    case "length":
      return readLength(value) === null ? "rule_length_invalid" : null;
    case "pattern":
      return findPatternProblem(value);
  }
}

function findPatternProblem(value: unknown): ProblemCode | null {
  if (typeof value !== "string" || value === "") return "rule_pattern_required";
  return value.length > MAX_PATTERN_CHARACTERS ? "rule_pattern_too_long" : null;
}

const atValue = (code: ProblemCode | null): RuleProblem | null =>
  code === null ? null : { field: "value", code };

const ruleChecks: { [Type in (typeof ruleTypes)[number]]: RuleCheck<Type> } = {
  status: { key: () => "status" },
  duration: { key: ({ otherwise }) => `duration ${otherwise}` },
  body: {
    key: () => null,
    findProblem: ({ operator, value }) =>
      atValue(operator === "matches" ? findPatternProblem(value) : null),
  },
  json: { key: () => null, findProblem: (rule) => atValue(findOperandProblem(rule)) },
  header: {
    key: () => null,
    findProblem: ({ operator, value }) => {
      if (!needsValue(operator)) return null;
      if (value === undefined) return atValue("rule_value_required");
      return atValue(operator === "matches" ? findPatternProblem(value) : null);
    },
  },
  certificate: { key: () => "certificate" },
};

/** The checks of a rule's type. */
const checksOf = <Type extends RuleType>(rule: RuleOf<Type>): RuleCheck<Type> =>
  ruleChecks[rule.type];

/** Every problem of a list of rules that a single field does not show, as path and code. */
export function findSuccessRuleProblems(
  rules: readonly SuccessRule[],
): { path: string; code: ProblemCode }[] {
  const seen = new Set<string>();
  return rules.flatMap((rule, index) => {
    const path = `success_rules.${index}`;
    const { key: keyOf, findProblem } = checksOf(rule);
    const broken = findProblem?.(rule) ?? null;
    if (broken !== null) return [{ path: `${path}.${broken.field}`, code: broken.code }];
    const key = keyOf(rule);
    if (key === null) return [];
    if (seen.has(key)) return [{ path, code: "rule_repeated" }];
    seen.add(key);
    return [];
  });
}

/** The first and the last status of a range, both included. */
function boundsOf(range: string): [number, number] {
  const digit = Number(range.slice(0, 1));
  if (range.endsWith("xx")) return [digit * 100, digit * 100 + 99];
  const [from = NaN, to = from] = range.split("-").map(Number);
  return [from, to];
}

/** The statuses that a list of rules accepts: those of its status rule, or 2xx. */
export function acceptedStatuses(rules: readonly SuccessRule[]): readonly string[] {
  return rules.find((rule) => rule.type === "status")?.accept ?? ["2xx"];
}

export function isAcceptedStatus(accepted: readonly string[], status: number): boolean {
  return accepted.some((range) => {
    const [from, to] = boundsOf(range);
    return status >= from && status <= to;
  });
}
