import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterPerson, type IncidentAction } from "@/lib/domain/incidents/after-person";
import {
  triggerOf,
  type AlertCondition,
  type AlertPolicy,
} from "@/lib/domain/incidents/alert-policy";
import { afterRun, type IncidentProgress } from "@/lib/domain/incidents/incident-machine";
import { alertTriggers, type AlertTrigger } from "@/lib/domain/incidents/incident-options";
import { historyNeeded } from "@/lib/domain/incidents/meet-condition";
import type { RunOutcome } from "@/lib/domain/incidents/run-verdict";
import { DAY_MS, MINUTE_MS } from "@/lib/domain/time-units";
import { minute, outcomeOf } from "@/tests/support/run-outcome";
import {
  tellSlowly,
  type LifeEvent,
  type Told,
} from "@/tests/unit/domain/incidents/incident-model";

const few = fc.integer({ min: 1, max: 4 });

const condition: fc.Arbitrary<AlertCondition> = fc.oneof(
  fc.record({ type: fc.constant("consecutive_failures" as const), count: few }),
  fc.record({ failures: few, more: fc.integer({ min: 0, max: 3 }) }).map(({ failures, more }) => ({
    type: "failures_of_last" as const,
    failures,
    runs: failures + more,
  })),
  fc.record({
    type: fc.constant("failure_rate" as const),
    percent: fc.constantFrom(20, 50, 100),
    window_minutes: fc.constantFrom(5, 30),
    min_runs: few,
  }),
  fc.record({
    type: fc.constant("slow" as const),
    duration_ms: fc.constantFrom(500, 2_000),
    count: few,
  }),
  fc.record({ type: fc.constant("degraded" as const), count: few }),
  fc.record({ type: fc.constant("missed" as const), count: few }),
  fc.record({ type: fc.constant("certificate" as const), days: fc.constantFrom(7, 30) }),
);

const policy: fc.Arbitrary<AlertPolicy> = fc.record({
  conditions: fc.uniqueArray(condition, {
    selector: ({ type }) => type,
    maxLength: 7,
    minLength: 1,
  }),
  resolve_after: fc.integer({ min: 1, max: 3 }),
  cooldown_minutes: fc.constantFrom(0, 5, 30),
});

const kinds: Partial<RunOutcome>[] = [
  {},
  {},
  { status: "FAIL", errorCode: "HTTP_STATUS" },
  { status: "FAIL", errorCode: "TIMEOUT" },
  { status: "FAIL", willRetry: true },
  { status: "FAIL", errorCode: "ABANDONED" },
  { durationMs: 1_000 },
  { durationMs: 5_000, isDegraded: true },
  { status: "MISSED", durationMs: null },
  { status: "ABANDONED", errorCode: "ABANDONED", durationMs: null },
];

/** A step of a life: minutes since the step before, now and then none or back, and what happens. */
const step = fc.record({
  gap: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 4 }) },
    { weight: 1, arbitrary: fc.constantFrom(-2, 0, 20, 60) },
  ),
  event: fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constantFrom(...kinds),
        isManual: fc.integer({ min: 0, max: 9 }).map((die) => die === 0),
        missedSlots: fc.constantFrom(0, 0, 0, 0, 1, 3),
        certificateDays: fc.constantFrom(null, 3, 20, 60),
        isMaintenance: fc.integer({ min: 0, max: 4 }).map((die) => die === 0),
      }),
    },
    { weight: 1, arbitrary: policy },
    {
      weight: 2,
      arbitrary: fc.constantFrom("acknowledge" as const, "resolve" as const, "snooze" as const),
    },
  ),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function liveThrough(first: AlertPolicy, steps: readonly Step[]): LifeEvent[] {
  let minutes = 0;
  const life: LifeEvent[] = [{ kind: "policy", policy: first }];
  steps.forEach(({ gap, event }, index) => {
    minutes += gap;
    const at = minute(minutes);
    if (event === "snooze") life.push({ kind: event, at, until: minute(minutes + 8) });
    else if (typeof event === "string") life.push({ kind: event, at });
    else if ("conditions" in event) life.push({ kind: "policy", policy: event });
    else {
      const { certificateDays } = event;
      const run = outcomeOf({
        ...event.kind,
        runId: String(index),
        finishedAt: at,
        isScheduled: !event.isManual,
        missedSlots: event.isManual ? 0 : event.missedSlots,
        inMaintenance: event.isMaintenance,
        certificateExpiresAt:
          certificateDays === null ? null : new Date(at.getTime() + certificateDays * DAY_MS),
      });
      life.push({ kind: "run", run });
    }
  });
  return life;
}

const life = fc
  .tuple(policy, fc.array(step, { minLength: 1, maxLength: 60 }))
  .map(([first, steps]) => liveThrough(first, steps));

/** The runs before one, newest first, only as far as `historyNeeded` says. */
function readNeeded(
  policy: AlertPolicy,
  before: readonly RunOutcome[],
  run: RunOutcome,
): RunOutcome[] {
  const needed = historyNeeded(policy);
  const since = run.finishedAt.getTime() - needed.windowMinutes * MINUTE_MS;
  const isOfRequest = (one: RunOutcome) =>
    !one.willRetry && (one.status === "SUCCESS" || one.status === "FAIL");
  const isOfSlot = (one: RunOutcome) => one.isScheduled && (!one.willRetry || one.missedSlots > 0);
  let runs = Number(isOfRequest(run));
  let slots = Number(isOfSlot(run));
  return before.toReversed().filter((one) => {
    const isWithin =
      isOfRequest(one) && needed.windowMinutes > 0 && one.finishedAt.getTime() > since;
    const isAmongRuns = isOfRequest(one) && runs++ < needed.runs;
    const isAmongSlots = isOfSlot(one) && slots++ < needed.slots;
    return isWithin || isAmongRuns || isAmongSlots;
  });
}

type MachineStep = Told & { past: IncidentProgress | null; next: IncidentProgress | null };

/** What the machine makes of a life: every event that has a transition. */
function tellByMachine(trigger: AlertTrigger, events: readonly LifeEvent[]): MachineStep[] {
  const told: MachineStep[] = [];
  const before: RunOutcome[] = [];
  let current: AlertPolicy | null = null;
  let past: IncidentProgress | null = null;
  events.forEach((event, place) => {
    if (event.kind === "policy") {
      current = event.policy;
      return;
    }
    if (current === null) throw new Error("A life begins with a policy.");
    if (event.kind === "run") {
      const { run } = event;
      const earlier = readNeeded(current, before, run);
      const decision = afterRun({ policy: current, trigger, past, run, earlier });
      before.push(run);
      const { transition, quiet, next } = decision;
      if (transition !== null) told.push({ place, transition, quiet, past, next });
      past = next;
      return;
    }
    if (past === null) return;
    const action: IncidentAction =
      event.kind === "snooze" ? { type: "snooze", until: event.until } : { type: event.kind };
    const decision = afterPerson(past, action, event.at);
    if ("refusal" in decision) return;
    const { transition, quiet, next } = decision;
    if (transition !== null) told.push({ place, transition, quiet, past, next });
    past = next;
  });
  return told;
}

const onlyTold = (steps: readonly MachineStep[]): Told[] =>
  steps.map(({ place, transition, quiet }) => ({ place, transition, quiet }));

describe.each(alertTriggers)("the machine of %s", (trigger) => {
  test("says at each event what the rules say over the whole life before it", () => {
    fc.assert(
      fc.property(life, (events) => {
        expect(onlyTold(tellByMachine(trigger, events))).toEqual(tellSlowly(trigger, events));
      }),
      { numRuns: 800 },
    );
  });
});

describe("any life", () => {
  const anyTrigger = fc.constantFrom(...alertTriggers);

  test("has at most one unresolved incident, whose transitions take turns and are counted", () => {
    fc.assert(
      fc.property(anyTrigger, life, (trigger, events) => {
        for (const { transition, past, next } of tellByMachine(trigger, events)) {
          const isNew = past === null || past.state === "resolved";
          if (transition === "opened") expect(isNew).toBe(true);
          if (transition !== "opened" && transition !== "reopened") expect(isNew).toBe(false);
          expect(next?.transitions).toBe(
            transition === "opened" ? 1 : (past?.transitions ?? 0) + 1,
          );
          expect(next?.state === "resolved").toBe(transition === "resolved");
          expect(next?.state === "resolved").toBe(next?.resolvedAt !== null);
          expect(next?.state === "acknowledged").toBe(
            next?.state !== "resolved" && next?.acknowledgedAt !== null,
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  test("opens nothing without a condition of the policy, and only by a run", () => {
    fc.assert(
      fc.property(anyTrigger, life, (trigger, events) => {
        const without = events.map((event) =>
          event.kind === "policy"
            ? {
                ...event,
                policy: {
                  ...event.policy,
                  conditions: event.policy.conditions.filter(
                    ({ type }) => triggerOf[type] !== trigger,
                  ),
                },
              }
            : event,
        );
        expect(tellByMachine(trigger, without)).toEqual([]);
        for (const { place, transition } of tellByMachine(trigger, events)) {
          if (transition.includes("opened")) expect(events[place]?.kind).toBe("run");
        }
      }),
      { numRuns: 300 },
    );
  });

  test("tells of every stretch of failures, and of a flapping routine as one incident", () => {
    const outcomes = fc.array(fc.boolean(), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(outcomes, few, (isFailed, count) => {
        const events: LifeEvent[] = [
          {
            kind: "policy",
            policy: {
              conditions: [{ type: "consecutive_failures", count }],
              resolve_after: 1,
              cooldown_minutes: 1_440,
            },
          },
          ...isFailed.map((failed, index): LifeEvent => {
            const status = failed ? "FAIL" : "SUCCESS";
            return { kind: "run", run: outcomeOf({ status, finishedAt: minute(index) }) };
          }),
        ];
        const told = tellByMachine("FAILURES", events);
        const stretches = isFailed
          .map((failed) => (failed ? "F" : "S"))
          .join("")
          .match(new RegExp(`F{${count},}`, "g"));
        const openings = told.filter(({ transition }) => transition.includes("opened"));
        expect(openings).toHaveLength(stretches?.length ?? 0);
        expect(openings.filter(({ transition }) => transition === "opened")).toHaveLength(
          Math.min(1, openings.length),
        );
      }),
      { numRuns: 300 },
    );
  });
});
