import { z } from "zod";
import {
  bodyOperators,
  jsonOperators,
  MAX_CERTIFICATE_DAYS,
  MAX_PATTERN_CHARACTERS,
  MAX_RULE_DURATION_MS,
  MAX_RULE_VALUE_CHARACTERS,
  MAX_SUCCESS_RULES,
  needsNumber,
  needsValue,
  slowOutcomes,
} from "@/lib/domain/run/success-rule-options";
import { isStorable } from "@/lib/domain/storable-text";

/**
 * What a routine expects of its endpoint's answer. An answer that breaks a rule fails its run, but
 * for a duration whose rule says that slower is only degraded. Without a status rule 2xx is expected.
 *
 * Rules that look into the answer read it as it came, with `Content-Encoding` undone. Whether a
 * pattern or a path can be read is checked where its engine is; here is the form alone.
 */

/** A status, a class of statuses or a range: `204`, `2xx`, `200-299`. */
const statusRange = z
  .string({ error: "rule_status_invalid" })
  .trim()
  .toLowerCase()
  .regex(/^(?:[1-5]xx|[1-9]\d\d(?:\s*-\s*[1-9]\d\d)?)$/, {
    error: "rule_status_invalid",
    abort: true,
  })
  .refine((text) => {
    const [from, to = from] = text.split("-").map(Number);
    return text.endsWith("xx") || Number(from) <= Number(to);
  }, "rule_status_invalid")
  .transform((text) => text.replace(/\s/g, ""));

const scalarText = z
  .string({ error: "rule_value_required" })
  .max(MAX_RULE_VALUE_CHARACTERS, { error: "rule_value_too_long" })
  .refine(isStorable, { error: "text_not_storable" });

const ruleText = scalarText.min(1, { error: "rule_value_required" });

const jsonScalar = z.union([scalarText, z.number(), z.boolean(), z.null()], {
  error: "rule_value_not_scalar",
});

const milliseconds = z
  .int({ error: "rule_duration_out_of_range" })
  .min(1, { error: "rule_duration_out_of_range" })
  .max(MAX_RULE_DURATION_MS, { error: "rule_duration_out_of_range" });

const days = z
  .int({ error: "rule_days_out_of_range" })
  .min(1, { error: "rule_days_out_of_range" })
  .max(MAX_CERTIFICATE_DAYS, { error: "rule_days_out_of_range" });

export const successRule = z.discriminatedUnion(
  "type",
  [
    z.strictObject({
      type: z.literal("status"),
      accept: z
        .array(statusRange, { error: "rule_status_invalid" })
        .min(1, { error: "rule_status_invalid" })
        .max(20, { error: "rule_status_invalid" }),
    }),
    z.strictObject({
      type: z.literal("duration"),
      max_ms: milliseconds,
      otherwise: z.enum(slowOutcomes, { error: "rule_outcome_unknown" }).default("FAIL"),
    }),
    z.strictObject({
      type: z.literal("body"),
      operator: z.enum(bodyOperators, { error: "rule_operator_unknown" }),
      value: ruleText,
    }),
    z.strictObject({
      type: z.literal("json"),
      /** A JSON Pointer (RFC 6901), or a JSONPath that names one value (RFC 9535, singular query). */
      path: z
        .string({ error: "rule_path_invalid" })
        .max(MAX_PATTERN_CHARACTERS, { error: "rule_path_invalid" })
        .refine(isStorable, { error: "rule_path_invalid" }),
      operator: z.enum(jsonOperators, { error: "rule_operator_unknown" }),
      value: jsonScalar.optional(),
    }),
    z.strictObject({
      type: z.literal("header"),
      name: z
        .string({ error: "rule_header_invalid" })
        .trim()
        .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/, { error: "rule_header_invalid" }),
      operator: z.literal("equals", { error: "rule_operator_unknown" }).default("equals"),
      /** Spaces around a header's value are no part of it (RFC 9110, section 5.5). */
      value: scalarText.trim().min(1, { error: "rule_value_required" }),
    }),
    z.strictObject({ type: z.literal("certificate"), min_days: days }),
  ],
  { error: "rule_type_unknown" },
);
export type SuccessRule = z.infer<typeof successRule>;
export type JsonScalar = z.infer<typeof jsonScalar>;

export const successRules = z
  .array(successRule, { error: "rules_not_a_list" })
  .max(MAX_SUCCESS_RULES, { error: "rules_too_many" });

/** The code of what is wrong with a rule by itself, at which of its fields; null where it is sound. */
function findRuleProblem(rule: SuccessRule): { field: string; code: string } | null {
  switch (rule.type) {
    case "body":
      return rule.operator === "matches" && rule.value.length > MAX_PATTERN_CHARACTERS
        ? { field: "value", code: "rule_pattern_too_long" }
        : null;
    case "json":
      if (needsNumber(rule.operator) && typeof rule.value !== "number") {
        return { field: "value", code: "rule_number_required" };
      }
      return needsValue(rule.operator) && rule.value === undefined
        ? { field: "value", code: "rule_value_required" }
        : null;
    case "status":
    case "duration":
    case "header":
    case "certificate":
      return null;
  }
}

/** What of a rule may be there only once: two of a kind would contradict each other. */
function singleKey(rule: SuccessRule): string | null {
  if (rule.type === "status" || rule.type === "certificate") return rule.type;
  return rule.type === "duration" ? `duration ${rule.otherwise}` : null;
}

/** Every problem of a list of rules that a single field does not show, as path and code. */
export function findSuccessRuleProblems(
  rules: readonly SuccessRule[],
): { path: string; code: string }[] {
  const seen = new Set<string>();
  return rules.flatMap((rule, index) => {
    const path = `success_rules.${index}`;
    const problem = findRuleProblem(rule);
    if (problem !== null) return [{ path: `${path}.${problem.field}`, code: problem.code }];
    const key = singleKey(rule);
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

/** The statuses that a list of rules accepts: what its status rule says, or 2xx. */
export function acceptedStatuses(rules: readonly SuccessRule[]): readonly string[] {
  return rules.find((rule) => rule.type === "status")?.accept ?? ["2xx"];
}

export function isAcceptedStatus(accepted: readonly string[], status: number): boolean {
  return accepted.some((range) => {
    const [from, to] = boundsOf(range);
    return status >= from && status <= to;
  });
}
