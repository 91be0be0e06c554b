/** The choices and limits of success rules, apart from the schema that checks them. */

export const ruleTypes = ["status", "duration", "body", "json", "header", "certificate"] as const;

export const MAX_SUCCESS_RULES = 20;
export const MAX_ACCEPTED_STATUSES = 20;
export const MAX_RULE_VALUE_CHARACTERS = 1_000;
export const MAX_PATTERN_CHARACTERS = 200;
export const MAX_RULE_DURATION_MS = 30_000;
export const MAX_CERTIFICATE_DAYS = 365;

export const bodyOperators = ["contains", "not_contains", "matches"] as const;
export type BodyOperator = (typeof bodyOperators)[number];

export const jsonOperators = [
  "equals",
  "not_equals",
  "exists",
  "not_exists",
  "greater_than",
  "less_than",
] as const;
export type JsonOperator = (typeof jsonOperators)[number];

/** The outcomes of a run whose response is right and too slow. */
export const slowOutcomes = ["FAIL", "DEGRADED"] as const;

/** Operators that compare with nothing. */
const valuelessOperators: readonly JsonOperator[] = ["exists", "not_exists"];
export const needsValue = (operator: JsonOperator) => !valuelessOperators.includes(operator);

/** Operators that compare with a number. */
const orderOperators: readonly JsonOperator[] = ["greater_than", "less_than"];
export const needsNumber = (operator: JsonOperator) => orderOperators.includes(operator);
