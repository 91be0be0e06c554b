/** The choices and limits of success rules, apart from the schema that checks them. */

export const ruleTypes = ["status", "duration", "body", "json", "header", "certificate"] as const;

export const MAX_SUCCESS_RULES = 20;
export const MAX_ACCEPTED_STATUSES = 20;
export const MAX_RULE_VALUE_CHARACTERS = 1_000;
export const MAX_PATTERN_CHARACTERS = 200;
export const MAX_RULE_DURATION_MS = 30_000;
export const MAX_CERTIFICATE_DAYS = 365;

/** The longest value that a length rule may ask for: no body that is judged holds a longer one. */
export const MAX_RULE_LENGTH = 1_048_576;

/** The most values of a list to compare with. */
export const MAX_RULE_VALUES = 20;

export const bodyOperators = ["contains", "not_contains", "equals", "matches"] as const;
export type BodyOperator = (typeof bodyOperators)[number];

/** What an operator compares with; `range` is two numbers, `length` a whole number or two bounds. */
export type Operand = "nothing" | "scalar" | "number" | "list" | "range" | "pattern" | "length";

/** The operators for a JSON value, each with what it compares with. */
const jsonOperands = {
  equals: "scalar",
  not_equals: "scalar",
  one_of: "list",
  contains: "scalar",
  not_contains: "scalar",
  matches: "pattern",
  greater_than: "number",
  less_than: "number",
  between: "range",
  length: "length",
  exists: "nothing",
  not_exists: "nothing",
} as const satisfies Record<string, Operand>;

export type JsonOperator = keyof typeof jsonOperands;
export const jsonOperators = Object.keys(jsonOperands) as [JsonOperator, ...JsonOperator[]];

export const operandOf = (operator: JsonOperator): Operand => jsonOperands[operator];

/** How many of the values that a path with `[*]` leads to must be as expected. */
export const quantifiers = ["all", "any"] as const;

/** True for a path that may lead to several values: a JSONPath with a wildcard. */
export const mayLeadToMany = (path: string) => path.startsWith("$") && path.includes("*");

export const headerOperators = [
  "equals",
  "contains",
  "not_contains",
  "matches",
  "exists",
  "not_exists",
] as const;
export type HeaderOperator = (typeof headerOperators)[number];

/** The outcomes of a run whose response is right and too slow. */
export const slowOutcomes = ["FAIL", "DEGRADED"] as const;

/** Operators that compare with nothing. */
const valuelessOperators: readonly string[] = ["exists", "not_exists"];
export const needsValue = (operator: JsonOperator | HeaderOperator) =>
  !valuelessOperators.includes(operator);
