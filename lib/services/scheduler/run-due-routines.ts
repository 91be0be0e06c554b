import { closeOrphanedRetries, sweepAbandonedRuns } from "@/db/queries/abandon-runs";
import { measureBacklog, recordTick } from "@/db/queries/backlog";
import { deleteOldRuns } from "@/db/queries/delete-old-runs";
import { summarizeLag, type LagSummary } from "@/lib/domain/run/lag";
import { SECOND_MS } from "@/lib/domain/time-units";
import type { SchedulerContext } from "@/lib/services/context";
import { finishBeforeStop, stopping } from "@/lib/services/orderly-stop";
import { TickEngine } from "@/lib/services/scheduler/tick-engine";

/** The most runs of expired leases that one tick closes before it claims anything. */
const SWEEP_LIMIT = 1_000;

/** The most old runs that one statement deletes, and the most such statements of a tick. */
const RETENTION_LIMIT = 1_000;
const RETENTION_BATCHES = 10;

/** The result of a tick. `lag_ms` is the time from when runs were due to their start. */
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
 * The tick: sweeps, then claims, executes and records until nothing is due or the budget is spent,
 * and cleans up in the rest of its time. Any number of ticks may overlap, here and on other
 * machines. Rejects only when the database fails, or the process is about to end. Runs that were not recorded then are closed as
 * ABANDONED by a later sweep, when their leases have expired.
 */
export function runDueRoutines(context: SchedulerContext): Promise<TickReport> {
  return finishBeforeStop(() => runTick(context));
}

async function runTick(context: SchedulerContext): Promise<TickReport> {
  const { db, scheduler } = context;
  const startedAtMs = performance.now();
  const elapsedMs = () => performance.now() - startedAtMs;
  const isStopped = () => stopping.aborted || elapsedMs() >= scheduler.budgetSeconds * SECOND_MS;

  const swept = await sweepAbandonedRuns(db, SWEEP_LIMIT);
  const { lagsMs, ...counts } = await new TickEngine(context, isStopped).run();
  const wasStopped = isStopped();
  const lag = summarizeLag(lagsMs);
  await recordTick(db, lagsMs.length > 0 ? lag : null);
  await closeOrphanedRetries(db, SWEEP_LIMIT);
  await deleteExpiredRuns(context, isStopped);

  const backlog = await measureBacklog(db, scheduler.slackSeconds);
  return {
    worker_id: scheduler.workerId,
    ...counts,
    abandoned: counts.abandoned + swept,
    remaining_due: backlog.due,
    lag_ms: lag,
    duration_ms: Math.round(elapsedMs()),
    stopped_by: wasStopped && backlog.due > 0 ? "budget" : "drained",
  };
}

async function deleteExpiredRuns(
  { db, scheduler: { retentionDays } }: SchedulerContext,
  isStopped: () => boolean,
): Promise<void> {
  for (let batch = 0; batch < RETENTION_BATCHES && !isStopped(); batch += 1) {
    const deleted = await deleteOldRuns(db, { retentionDays, limit: RETENTION_LIMIT });
    if (deleted < RETENTION_LIMIT) return;
  }
}
