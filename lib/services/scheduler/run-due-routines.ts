/**
 * The tick: claim → gate → execute → record, until nothing is due or the budget is spent.
 *
 * Up to `maxConcurrency` requests are in flight. Whenever places are free the tick claims as many
 * rows, never more: a lease that waits for a place is a lease that runs out. Whatever has finished
 * is recorded in one batch before the next claim. Any number of ticks may overlap, here and on
 * other machines.
 */
import { sweepAbandonedRuns } from "@/db/queries/abandon-runs";
import { measureBacklog, recordTick } from "@/db/queries/backlog";
import { claimDueRoutines } from "@/db/queries/claim-due-routines";
import { recordRuns, type RunResult } from "@/db/queries/record-runs";
import { log } from "@/lib/log";
import type { SchedulerContext } from "@/lib/services/context";
import { executeClaim, leaseEnd, type HeldClaim } from "@/lib/services/scheduler/execute-claim";
import { summarizeLag, type LagSummary } from "@/lib/domain/lag";

/** How many runs of dead leases one tick closes at most, before it turns to its real work. */
const SWEEP_LIMIT = 1_000;

/** What a tick did. `lag_ms` is how late its runs started against their slots. */
export type TickReport = {
  worker_id: string;
  claimed: number;
  succeeded: number;
  failed: number;
  missed: number;
  abandoned: number;
  remaining_due: number;
  lag_ms: LagSummary;
  duration_ms: number;
  stopped_by: "drained" | "budget";
};

/**
 * Runs what is due. Rejects only when the database fails; what is then in flight is left to its
 * leases, and a later sweep closes it as ABANDONED.
 */
export async function runDueRoutines(context: SchedulerContext): Promise<TickReport> {
  const { db, scheduler } = context;
  const startedAtMs = performance.now();
  const elapsedMs = () => performance.now() - startedAtMs;
  const isBudgetSpent = () => elapsedMs() >= scheduler.budgetSeconds * 1000;

  const inFlight = new Set<Promise<void>>();
  const finished: RunResult[] = [];
  const lagsMs: number[] = [];
  let claimed = 0;
  let succeeded = 0;
  let failed = 0;
  let missed = 0;

  let abandoned = await sweepAbandonedRuns(db, SWEEP_LIMIT);

  const start = (held: HeldClaim) => {
    const { slot, startedAt } = held.claim;
    if (slot !== null) lagsMs.push(Math.max(0, startedAt.getTime() - slot.getTime()));
    const run = executeClaim(context, held).then((result) => {
      if (result === null) {
        log.warn({ routine_id: held.claim.routine.id, run_id: held.claim.runId }, "lease lost");
      } else {
        finished.push(result);
      }
      inFlight.delete(run);
    });
    // A rejection surfaces where the loop awaits the set; until then it is not unhandled.
    run.catch(() => undefined);
    inFlight.add(run);
  };

  const recordFinished = async () => {
    const results = finished.splice(0);
    if (results.length === 0) return;
    const recorded = await recordRuns(db, results);
    for (const { claim, status } of results) {
      if (!recorded.has(claim.runId)) {
        log.warn({ routine_id: claim.routine.id, run_id: claim.runId }, "fenced");
      } else if (status === "SUCCESS") {
        succeeded += 1;
      } else {
        failed += 1;
      }
    }
  };

  let mayBeMoreDue = true;
  while (mayBeMoreDue || inFlight.size > 0) {
    const free = scheduler.maxConcurrency - inFlight.size;
    if (mayBeMoreDue && free > 0 && !isBudgetSpent()) {
      const limit = Math.min(free, scheduler.batchLimit);
      const sentAtMs = performance.now();
      const batch = await claimDueRoutines(db, { ...scheduler, limit });
      claimed += batch.claims.length;
      missed += batch.missed;
      abandoned += batch.abandoned;
      failed += batch.failed;
      mayBeMoreDue = batch.considered === limit;
      const leaseEndsAtMs = leaseEnd(sentAtMs, scheduler.leaseSeconds);
      for (const claim of batch.claims) start({ claim, leaseEndsAtMs });
      if (mayBeMoreDue && inFlight.size < scheduler.maxConcurrency) continue;
    } else if (isBudgetSpent()) {
      mayBeMoreDue = false;
    }
    if (inFlight.size > 0) {
      await Promise.race(inFlight);
      await recordFinished();
      // Time has passed: slots may have come due meanwhile.
      mayBeMoreDue = !isBudgetSpent();
    }
  }
  await recordFinished();

  await recordTick(db);
  const backlog = await measureBacklog(db, scheduler.slackSeconds);
  return {
    worker_id: scheduler.workerId,
    claimed,
    succeeded,
    failed,
    missed,
    abandoned,
    remaining_due: backlog.due,
    lag_ms: summarizeLag(lagsMs),
    duration_ms: Math.round(elapsedMs()),
    stopped_by: isBudgetSpent() && backlog.due > 0 ? "budget" : "drained",
  };
}
