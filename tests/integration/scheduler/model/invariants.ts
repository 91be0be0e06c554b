import { guarantee } from "@/tests/integration/scheduler/model/guarantee";
import { following, slotsUpTo, type Series } from "@/tests/integration/scheduler/model/series";
import {
  time,
  type RoutineRow,
  type RunRow,
  type Snapshot,
} from "@/tests/integration/scheduler/model/snapshot";

/**
 * The invariants of the scheduler, read from the database alone, without the model. Only the start of a
 * series of slots comes from the story: the last edit or resumption that moved it.
 */

/** Where the slots of a routine are counted from, and the runs that are older than that. */
export type Baseline = { slot: number; earlierRuns: ReadonlySet<string> };

export function checkInvariants(
  snapshot: Snapshot,
  baselines: ReadonlyMap<string, Baseline>,
): void {
  for (const routine of snapshot.routines) {
    const runs = snapshot.runs.filter((run) => run.routineId === routine.id);
    const baseline = baselines.get(routine.id);
    guarantee(baseline !== undefined, "every routine was created by the story", routine);
    checkRunning(routine, runs);
    checkSlots(routine, runs);
    checkCount(routine, runs, baseline);
    checkRetry(routine, runs);
    checkOutcome(routine, runs);
  }
}

function checkRunning(routine: RoutineRow, runs: readonly RunRow[]): void {
  const running = runs.filter((run) => run.status === "RUNNING");
  guarantee(running.length <= 1, "at most one RUNNING a routine", running);
  for (const run of running) {
    guarantee(
      routine.lockUntil !== null &&
        routine.leaseToken === run.leaseToken &&
        routine.lockedBy === run.workerId,
      "RUNNING implies a lease with the same token",
      { routine, run },
    );
  }
}

export const isOutcome = (run: RunRow) =>
  !run.willRetry && ["SUCCESS", "FAIL", "MISSED"].includes(run.status);

function checkSlots(routine: RoutineRow, runs: readonly RunRow[]): void {
  const bySlot = Map.groupBy(
    runs.filter((run) => run.scheduledFor !== null),
    (run) => run.scheduledFor?.getTime(),
  );
  for (const rows of bySlot.values()) {
    guarantee(rows.filter(isOutcome).length <= 1, "at most one outcome a slot", rows);
    const attempts = rows.map((run) => run.attempt).sort((a, b) => a - b);
    guarantee(
      attempts.every((attempt, index) => attempt === index + 1),
      "the attempts of a slot are 1 to n without holes",
      rows,
    );
    const outcome = rows.find(isOutcome);
    guarantee(
      outcome === undefined || outcome.attempt === attempts.length,
      "nothing follows the outcome of a slot",
      rows,
    );
    const abandoned = rows.filter((run) => run.status === "ABANDONED").length;
    guarantee(abandoned <= 3, "a slot that loses three workers is given up", rows);
  }
}

function seriesOf(routine: RoutineRow): Series {
  return routine.intervalMinutes !== null
    ? { kind: "interval", minutes: routine.intervalMinutes }
    : { kind: "cron", minutes: Number(/^\*\/(\d+) /.exec(routine.cronExpression ?? "")?.[1]) };
}

function checkCount(routine: RoutineRow, runs: readonly RunRow[], baseline: Baseline): void {
  const next = routine.nextRunAt.getTime();
  const slots = slotsUpTo(seriesOf(routine), baseline.slot, next);
  const evidence = { routine, baseline: time(baseline.slot), runs };
  guarantee(slots.at(-1) === next, "next_run_at is always on an anchor", evidence);

  const counted = runs.filter(
    ({ scheduledFor }) =>
      scheduledFor !== null &&
      scheduledFor.getTime() >= baseline.slot &&
      scheduledFor.getTime() <= next,
  );
  const withRun = new Set(counted.map((run) => run.scheduledFor?.getTime()));
  withRun.delete(next);
  const missed = counted
    .filter((run) => !baseline.earlierRuns.has(run.id))
    .reduce((sum, run) => sum + run.missedSlots, 0);
  guarantee(
    slots.length - 1 === withRun.size + missed,
    "anchors before next_run_at = slots with a run + the sum of missed",
    evidence,
  );
}

function checkRetry(routine: RoutineRow, runs: readonly RunRow[]): void {
  const slot = routine.nextRunAt.getTime();
  const last = runs
    .filter((run) => run.scheduledFor?.getTime() === slot)
    .sort((a, b) => a.attempt - b.attempt)
    .at(-1);
  if (last?.willRetry !== true || !routine.isActive) return;
  guarantee(
    (routine.dueAt?.getTime() ?? slot) < following(seriesOf(routine), slot),
    "a retry never comes at or after the next slot",
    { routine, last },
  );
}

/** Those written last; several where one transaction wrote them. */
function newest(runs: readonly RunRow[]): RunRow[] {
  const last = Math.max(...runs.map((run) => run.createdAt.getTime()));
  return runs.filter((run) => run.createdAt.getTime() === last);
}

function checkOutcome(routine: RoutineRow, runs: readonly RunRow[]): void {
  const ended = newest(runs.filter(({ status }) => status !== "RUNNING"));
  const outcomes = ended.map((run) => (run.isDegraded ? "DEGRADED" : run.status));
  guarantee(
    outcomes.length === 0
      ? routine.lastOutcome === null
      : outcomes.some((outcome) => outcome === routine.lastOutcome),
    "last_outcome is that of the newest run that has ended",
    { routine, ended },
  );
  const judged = newest(runs.filter(({ status }) => status === "SUCCESS" || status === "FAIL"));
  const verdicts = judged.map((run) =>
    run.status === "FAIL" ? "FAILING" : run.isDegraded ? "DEGRADED" : "GOOD",
  );
  guarantee(
    verdicts.length === 0
      ? routine.health === null
      : verdicts.some((verdict) => verdict === routine.health),
    "health is what the newest success or failure says",
    { routine, judged },
  );
}

/** What was finished once stays as it was, for as long as its routine is there. */
export function checkHistoryStands(
  before: Snapshot,
  after: Snapshot,
  { closesRetries }: { closesRetries: boolean },
): void {
  const routines = new Set(after.routines.map((routine) => routine.id));
  const runs = new Map(after.runs.map((run) => [run.id, run]));
  for (const run of before.runs) {
    if (run.status === "RUNNING" || !routines.has(run.routineId)) continue;
    const same = runs.get(run.id);
    const willRetry = run.willRetry && !(closesRetries && same?.willRetry === false);
    guarantee(
      JSON.stringify(same) === JSON.stringify({ ...run, willRetry }),
      "a finished run is never written over",
      { was: run, is: same ?? null },
    );
  }
}
