import fc from "fast-check";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";

export const ROUTINES = 3;

export const policies: readonly (AlertPolicy | null)[] = [
  null,
  {
    conditions: [
      { type: "consecutive_failures", count: 1 },
      { type: "degraded", count: 2 },
    ],
    resolve_after: 2,
    cooldown_minutes: 0,
  },
  {
    conditions: [
      { type: "failures_of_last", failures: 2, runs: 4 },
      { type: "missed", count: 2 },
    ],
    resolve_after: 1,
    cooldown_minutes: 30,
  },
  {
    conditions: [
      { type: "slow", duration_ms: 100, count: 2 },
      { type: "failure_rate", percent: 50, window_minutes: 60, min_runs: 3 },
    ],
    resolve_after: 2,
    cooldown_minutes: 30,
  },
  { conditions: [], resolve_after: 1, cooldown_minutes: 30 },
];

export type Outcome = "good" | "fail" | "degraded" | "slow" | "missed" | "retried";

export type Operation =
  /** A run is recorded: by the statement of the scheduler, or by another that inserts into the history. */
  | { type: "run"; routine: number; outcome: Outcome; isInserted: boolean }
  | { type: "policy"; routine: number; policy: number }
  | { type: "decide"; limit: number }
  /** Two decide at once. */
  | { type: "race"; limit: number }
  /** The process of the decider dies before the statement of this number. */
  | { type: "die"; limit: number; statement: number }
  | { type: "act"; routine: number; action: "acknowledge" | "snooze" | "resolve" };

const routine = fc.nat(ROUTINES - 1);
const limit = fc.constantFrom(1, 2, 3, 50);
const outcome = fc.constantFrom<Outcome>(
  ...(["good", "good", "fail", "fail", "fail", "degraded", "slow", "missed", "retried"] as const),
);
const run = fc.record({
  type: fc.constant("run" as const),
  ...{ routine, outcome, isInserted: fc.boolean() },
});

export const story: fc.Arbitrary<Operation[]> = fc.array(
  fc.oneof(
    { arbitrary: run, weight: 8 },
    { arbitrary: fc.record({ type: fc.constant("decide" as const), limit }), weight: 3 },
    { arbitrary: fc.record({ type: fc.constant("race" as const), limit }), weight: 1 },
    {
      arbitrary: fc.record({
        type: fc.constant("die" as const),
        ...{ limit, statement: fc.integer({ min: 1, max: 12 }) },
      }),
      weight: 2,
    },
    {
      arbitrary: fc.record({
        type: fc.constant("act" as const),
        routine,
        action: fc.constantFrom("acknowledge" as const, "snooze" as const, "resolve" as const),
      }),
      weight: 3,
    },
    {
      arbitrary: fc.record({
        type: fc.constant("policy" as const),
        ...{ routine, policy: fc.nat(policies.length - 1) },
      }),
      weight: 1,
    },
  ),
  { minLength: 10, maxLength: 50, size: "max" },
);
