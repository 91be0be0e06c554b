import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultAlertPolicy, type AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { backtest, type BacktestRoutine } from "@/lib/domain/incidents/backtest";
import { afterRun, type IncidentProgress } from "@/lib/domain/incidents/incident-machine";
import { replayPolicy } from "@/lib/domain/incidents/replay-policy";
import type { RunOutcome } from "@/lib/domain/incidents/run-verdict";
import { minute, outcomeOf, outcomesOf } from "@/tests/support/run-outcome";

const inARow = (count: number): AlertPolicy => ({
  ...defaultAlertPolicy,
  conditions: [{ type: "consecutive_failures", count }],
});

const routineOf = (
  id: string,
  runs: readonly RunOutcome[],
  overrides: Partial<BacktestRoutine> = {},
): BacktestRoutine => ({
  id,
  endpointHost: "api.example.com",
  saved: inARow(1),
  draft: inARow(3),
  runs,
  ...overrides,
});

const period = { from: minute(0).toISOString(), to: minute(60).toISOString(), is_complete: true };

describe("a backtest", () => {
  test("compares what the draft would tell with what the saved policy tells, and with every failure", () => {
    const result = backtest([routineOf("a", outcomesOf("FSFFFSFFS"))], period);
    expect(result).toMatchObject({ ...period, routines: 1, runs: 9, failures: 6 });
    expect(result.saved).toEqual({ opened: 1, reopened: 2, resolved: 3, messages: 2 });
    expect(result.draft).toEqual({ opened: 1, reopened: 0, resolved: 1, messages: 1 });
    expect(result.moments).toEqual([
      {
        routine_id: "a",
        run_id: "run-4",
        trigger: "FAILURES",
        opened_at: minute(4).toISOString(),
        resolved_at: minute(5).toISOString(),
        is_reopened: false,
        in_maintenance: false,
      },
    ]);
  });

  test("counts one message for many routines of one host, and one more for another host", () => {
    const many = ["a", "b", "c"].map((id) => routineOf(id, outcomesOf("FFF")));
    const other = routineOf("d", outcomesOf("FFF"), { endpointHost: "other.example.com" });
    const { draft, failures } = backtest([...many, other], period);
    expect(draft).toEqual({ opened: 4, reopened: 0, resolved: 0, messages: 2 });
    expect(failures).toBe(12);
  });

  test("marks what happens in maintenance, and doesn't count it as told", () => {
    const { draft, moments } = backtest([routineOf("a", outcomesOf("fffs"))], period);
    expect(draft).toEqual({ opened: 0, reopened: 0, resolved: 0, messages: 0 });
    expect(moments).toMatchObject([{ in_maintenance: true, resolved_at: minute(3).toISOString() }]);
  });

  test("gives the newest moments in the order of time, of all routines and triggers", () => {
    const draft: AlertPolicy = {
      ...inARow(1),
      conditions: [...inARow(1).conditions, { type: "slow", duration_ms: 1_000, count: 1 }],
      cooldown_minutes: 0,
    };
    const flapping = outcomesOf("FLS".repeat(250));
    const { moments, draft: count } = backtest(
      [routineOf("a", flapping, { draft }), routineOf("b", flapping, { draft })],
      period,
    );
    expect(count.opened).toBe(1_000);
    expect(moments).toHaveLength(500);
    const times = moments.map(({ opened_at }) => opened_at);
    expect(times).toEqual(times.toSorted());
    expect(moments.at(-1)?.run_id).toBe("run-748");
  });
});

describe("a replay", () => {
  test("is what the machine does, given all runs before each", () => {
    const letters = fc.string({
      unit: fc.constantFrom("S", "F", "D", "L", "R", "M", "A", "f", "s"),
      maxLength: 60,
    });
    const policy: AlertPolicy = {
      conditions: [
        { type: "failures_of_last", failures: 2, runs: 4 },
        { type: "failure_rate", percent: 40, window_minutes: 7, min_runs: 3 },
        { type: "slow", duration_ms: 1_000, count: 2 },
        { type: "missed", count: 2 },
      ],
      resolve_after: 2,
      cooldown_minutes: 5,
    };
    fc.assert(
      fc.property(letters, (text) => {
        const runs = outcomesOf(text);
        const openings = (["FAILURES", "SLOW", "MISSED"] as const).flatMap((trigger) => {
          let past: IncidentProgress | null = null;
          return runs.flatMap((run, index) => {
            const earlier = runs.slice(0, index).toReversed();
            const { transition, next } = afterRun({ policy, trigger, past, run, earlier });
            past = next;
            return transition === "opened" || transition === "reopened"
              ? [`${run.runId} ${trigger} ${transition}`]
              : [];
          });
        });
        const replayed = replayPolicy(policy, runs).map(
          ({ run, trigger, isReopened }) =>
            `${run.runId} ${trigger} ${isReopened ? "reopened" : "opened"}`,
        );
        expect(replayed.toSorted()).toEqual(openings.toSorted());
      }),
      { numRuns: 300 },
    );
  });

  test("of the most runs that are read ends soon, whatever the policy", () => {
    const runs = Array.from({ length: 5_000 }, (_, index) =>
      outcomeOf({
        status: index % 3 === 0 ? "FAIL" : "SUCCESS",
        isScheduled: index % 2 === 0,
        finishedAt: minute(index),
      }),
    );
    const policy: AlertPolicy = {
      ...defaultAlertPolicy,
      conditions: [
        { type: "failure_rate", percent: 90, window_minutes: 1_440, min_runs: 100 },
        { type: "failures_of_last", failures: 100, runs: 100 },
        { type: "missed", count: 100 },
      ],
    };
    const startedAt = performance.now();
    expect(replayPolicy(policy, runs)).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
