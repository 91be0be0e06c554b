import type { ActionResult } from "@/lib/domain/action-result";
import type { FieldProblem } from "@/lib/domain/errors";
import type { AlertPolicy, ConditionType } from "@/lib/domain/incidents/alert-policy";
import type { BacktestDto } from "@/lib/domain/incidents/backtest";
import {
  conditionTypes,
  MAX_CERTIFICATE_ALERT_DAYS,
  MAX_COUNTED_RUNS,
  MAX_RATE_WINDOW_MINUTES,
} from "@/lib/domain/incidents/incident-options";
import { MAX_RULE_DURATION_MS } from "@/lib/domain/run/success-rule-options";

/** The parts of conditions that are typed in. */
export type ConditionField =
  | "count"
  | "failures"
  | "runs"
  | "percent"
  | "window_minutes"
  | "min_runs"
  | "duration_ms"
  | "days";

/** A field of a condition: its largest number, and what it holds while the condition is off. */
type NumberField = { name: ConditionField; max: number; fresh: number };

const counted = (name: ConditionField, fresh: number): NumberField => ({
  name,
  max: MAX_COUNTED_RUNS,
  fresh,
});

/** The fields of each type of condition, in the order of its sentence. */
export const conditionFields: Record<ConditionType, readonly NumberField[]> = {
  consecutive_failures: [counted("count", 2)],
  failures_of_last: [counted("failures", 3), counted("runs", 10)],
  failure_rate: [
    { name: "percent", max: 100, fresh: 50 },
    { name: "window_minutes", max: MAX_RATE_WINDOW_MINUTES, fresh: 60 },
    counted("min_runs", 5),
  ],
  slow: [counted("count", 3), { name: "duration_ms", max: MAX_RULE_DURATION_MS, fresh: 2_000 }],
  degraded: [counted("count", 3)],
  missed: [counted("count", 1)],
  certificate: [{ name: "days", max: MAX_CERTIFICATE_ALERT_DAYS, fresh: 14 }],
};

/** What a browser sends for a box that is ticked. */
const CHECKED = "on";

/** The value of the choice between an own policy and the inherited one. */
export const OWN = "own";

/** The fields of the form by name, exactly as they were typed. */
export type PolicyFormValues = Readonly<Record<string, string>>;

/** The form that was sent, and what it led to; null before. */
export type PolicyFormState = { values: PolicyFormValues; result: ActionResult<unknown> | null };

/** A draft that was tried on stored runs. */
export type PolicyTest = { values: PolicyFormValues; result: ActionResult<BacktestDto> };

export const fieldName = (type: ConditionType, field: ConditionField) => `${type}.${field}`;

const allNames = [
  "scope",
  ...conditionTypes.flatMap((type) => [
    type,
    ...conditionFields[type].map(({ name }) => fieldName(type, name)),
  ]),
  "resolve_after",
  "cooldown_minutes",
];

export function readPolicyForm(form: FormData): PolicyFormValues {
  return Object.fromEntries(
    allNames.map((name) => {
      const value = form.get(name);
      return [name, typeof value === "string" ? value : ""];
    }),
  );
}

/** The values of a form that shows this policy. */
export function showPolicy(policy: AlertPolicy, isOwn: boolean): PolicyFormValues {
  const values: Record<string, string> = {
    scope: isOwn ? OWN : "",
    resolve_after: String(policy.resolve_after),
    cooldown_minutes: String(policy.cooldown_minutes),
  };
  for (const type of conditionTypes) {
    const set: Partial<Record<ConditionField, number>> | undefined = policy.conditions.find(
      (condition) => condition.type === type,
    );
    values[type] = set === undefined ? "" : CHECKED;
    for (const { name, fresh } of conditionFields[type]) {
      values[fieldName(type, name)] = String(set?.[name] ?? fresh);
    }
  }
  return values;
}

const typesOf = (values: PolicyFormValues) =>
  conditionTypes.filter((type) => values[type] === CHECKED);

/** A number, or NaN for other text, which the rules of a policy then refuse. */
const readNumber = (text: string | undefined) =>
  text === undefined || text.trim() === "" ? NaN : Number(text);

/** The policy that is in the form, as a verb takes it. */
export function toPolicyInput(values: PolicyFormValues) {
  return {
    conditions: typesOf(values).map((type) => ({
      type,
      ...Object.fromEntries(
        conditionFields[type].map(({ name }) => [name, readNumber(values[fieldName(type, name)])]),
      ),
    })),
    resolve_after: readNumber(values.resolve_after),
    cooldown_minutes: readNumber(values.cooldown_minutes),
  };
}

/** The field that a problem of a policy belongs to; its path, where no field shows it. */
export function placeOfProblem(values: PolicyFormValues, { path }: FieldProblem): string {
  const parts = path.replace(/^(alert_)?policy\./, "").split(".");
  const [list, index, field] = parts;
  if (list !== "conditions" || index === undefined) return list ?? "";
  const type = typesOf(values)[Number(index)];
  if (type === undefined) return path;
  return field === undefined || field === "type" ? type : `${type}.${field}`;
}
