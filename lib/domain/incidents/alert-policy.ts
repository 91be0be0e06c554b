import { z } from "zod";
import { problem, type ProblemCode } from "@/lib/domain/field-problems";
import {
  alertTriggers,
  conditionTypes,
  MAX_CERTIFICATE_ALERT_DAYS,
  MAX_COOLDOWN_MINUTES,
  MAX_COUNTED_RUNS,
  MAX_RATE_WINDOW_MINUTES,
  type AlertTrigger,
} from "@/lib/domain/incidents/incident-options";
import { wholeNumber } from "@/lib/domain/inputs";
import { MAX_RULE_DURATION_MS } from "@/lib/domain/run/success-rule-options";

const counted = wholeNumber(1, MAX_COUNTED_RUNS, "alert_count_out_of_range");

/**
 * What opens an incident. A failed attempt that is retried is no outcome, and counts nowhere. Slots
 * that were missed are no runs of the endpoint: only `missed` counts them.
 */
export const alertCondition = z.discriminatedUnion(
  "type",
  [
    /** So many failures in a row. */
    z.strictObject({ type: z.literal("consecutive_failures"), count: counted }),
    /** So many failures among the last runs, in any order. */
    z.strictObject({
      type: z.literal("failures_of_last"),
      failures: counted,
      runs: counted,
    }),
    /** A share of failures within a time, where enough runs ended in it. */
    z.strictObject({
      type: z.literal("failure_rate"),
      percent: wholeNumber(1, 100, "alert_percent_out_of_range"),
      window_minutes: wholeNumber(1, MAX_RATE_WINDOW_MINUTES, "alert_window_out_of_range"),
      min_runs: counted.default(5),
    }),
    /** Successes slower than this, so many in a row. */
    z.strictObject({
      type: z.literal("slow"),
      duration_ms: wholeNumber(1, MAX_RULE_DURATION_MS, "rule_duration_out_of_range"),
      count: counted,
    }),
    /** Degraded successes, so many in a row. */
    z.strictObject({ type: z.literal("degraded"), count: counted }),
    /** Slots missed or abandoned since the last slot that ran as planned. */
    z.strictObject({ type: z.literal("missed"), count: counted }),
    /** The endpoint's certificate ends within so many days. */
    z.strictObject({
      type: z.literal("certificate"),
      days: wholeNumber(1, MAX_CERTIFICATE_ALERT_DAYS, "alert_days_out_of_range"),
    }),
  ],
  problem("alert_condition_unknown"),
);
export type AlertCondition = z.infer<typeof alertCondition>;
export type ConditionType = AlertCondition["type"];

/** The conditions of one trigger share its incident. */
export const triggerOf: Record<ConditionType, AlertTrigger> = {
  consecutive_failures: "FAILURES",
  failures_of_last: "FAILURES",
  failure_rate: "FAILURES",
  slow: "SLOW",
  degraded: "DEGRADED",
  missed: "MISSED",
  certificate: "CERTIFICATE",
};

/**
 * When incidents open and are resolved. `resolve_after` is the number of good runs in a row that
 * resolve one; within `cooldown_minutes` of that it is reopened instead of a new one. No conditions:
 * nothing opens.
 */
export const alertPolicy = z
  .strictObject(
    {
      conditions: z
        .array(alertCondition, problem("alert_conditions_not_a_list"))
        .max(conditionTypes.length, problem("alert_condition_twice")),
      resolve_after: counted.default(1),
      cooldown_minutes: wholeNumber(0, MAX_COOLDOWN_MINUTES, "alert_cooldown_out_of_range").default(
        30,
      ),
    },
    problem("alert_policy_not_an_object"),
  )
  .superRefine(({ conditions }, context) => {
    conditions.forEach((condition, index) => {
      const report = (field: string, code: ProblemCode) =>
        context.addIssue({ code: "custom", path: ["conditions", index, field], message: code });
      if (conditions.findIndex(({ type }) => type === condition.type) < index) {
        report("type", "alert_condition_twice");
      }
      if (condition.type === "failures_of_last" && condition.failures > condition.runs) {
        report("failures", "alert_failures_exceed_runs");
      }
    });
  });
export type AlertPolicy = z.infer<typeof alertPolicy>;

/** The policy of a workspace that has not set one. */
export const defaultAlertPolicy: AlertPolicy = {
  conditions: [{ type: "consecutive_failures", count: 2 }],
  resolve_after: 1,
  cooldown_minutes: 30,
};

/** The triggers of a policy, each once. */
export const triggersOf = ({ conditions }: AlertPolicy): AlertTrigger[] =>
  alertTriggers.filter((trigger) => conditions.some(({ type }) => triggerOf[type] === trigger));
