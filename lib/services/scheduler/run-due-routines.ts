import { closeOrphanedRetries, sweepAbandonedRuns } from "@/db/queries/abandon-runs";
import { deleteOldRecords } from "@/db/queries/access/idempotency-records";
import { trimAuditEvents } from "@/db/queries/audit/audit-events";
import { measureBacklog, recordTick } from "@/db/queries/backlog";
import { deleteOldRuns } from "@/db/queries/delete-old-runs";
import { deleteOldAlerts } from "@/db/queries/incidents/delete-old-alerts";
import { deleteOldClocks, recordClock } from "@/db/queries/instance/scheduler-clocks";
import { deleteOldHours, recordHour } from "@/db/queries/instance/scheduler-hours";
import { deleteEndedCounters } from "@/db/queries/rate-counters";
import { deleteOldReplays } from "@/db/queries/replays/replays";
import { UNNAMED_CLOCK } from "@/lib/domain/instance/clock";
import { summarizeLag, type LagSummary } from "@/lib/domain/run/lag";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import { runAlerts, type AlertReport } from "@/lib/services/alerts/run-alerts";
import type { SchedulerContext } from "@/lib/services/context";
import { openMaintenanceWindows } from "@/lib/services/maintenance/open-windows";
import { finishBeforeStop, stopping } from "@/lib/services/orderly-stop";
import { DatabasePause } from "@/lib/services/scheduler/database-pause";
import { Linger } from "@/lib/services/scheduler/linger";
import { requireWritable } from "@/lib/services/scheduler/require-writable";
import { sendHeartbeat } from "@/lib/services/scheduler/send-heartbeat";
import { TickEngine } from "@/lib/services/scheduler/tick-engine";
import { trimHistory, type TrimReport } from "@/lib/services/scheduler/trim-history";

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
  /** The transient errors of the database that the tick went on after, where there were any. */
  database_errors?: number;
  /**
   * Milliseconds until a routine is due that the tick's budget was too short to linger for, where that
   * is before the next tick of a clock that wakes once a minute.
   */
  next_due_in_ms?: number;
  /** What the tick removed from the history to stay within `RUN_HISTORY_MAX_MB`. */
  trimmed?: TrimReport;
  /** What the tick did for alerts, where there was anything to do. */
  alerts?: AlertReport;
};

/**
 * The tick: sweeps, then claims, executes and records until nothing is due or the budget is spent,
 * and cleans up in the rest of its time. Beside all that it looks after alerts. With `linger` it
 * stays for what falls due within its budget, unless another tick does. At its end it sends the
 * heartbeat of the instance. Any number of ticks may overlap, here and on other machines.
 * `clock` names its caller.
 *
 * Rejects only when the database fails for longer than the budget, or for good, or where the
 * process is about to end, and at once where the database is read-only for good. Runs that were not
 * recorded then are closed as ABANDONED by a later sweep, when their leases have expired.
 */
export function runDueRoutines(
  context: SchedulerContext,
  clock: string = UNNAMED_CLOCK,
): Promise<TickReport> {
  return finishBeforeStop(async () => {
    const report = await runTick(context, clock);
    await sendHeartbeat(context);
    return report;
  });
}

async function runTick(context: SchedulerContext, clock: string): Promise<TickReport> {
  const { db, scheduler } = context;
  const startedAtMs = performance.now();
  const elapsedMs = () => performance.now() - startedAtMs;
  const isStopped = () => stopping.aborted || elapsedMs() >= scheduler.budgetSeconds * SECOND_MS;
  const pause = new DatabasePause();
  const ask = <Result>(question: () => Promise<Result>) => pause.retry(question, isStopped);

  // Seen at once: it may linger for most of a minute.
  await ask(() => requireWritable(db, () => recordTick(db, null)));
  await ask(() => recordClock(db, clock));
  await ask(() => openMaintenanceWindows(db));
  const swept = await ask(() => sweepAbandonedRuns(db, SWEEP_LIMIT));
  const endsAtMs = startedAtMs + scheduler.budgetSeconds * SECOND_MS;
  const linger = scheduler.mayLinger ? new Linger(db, endsAtMs) : null;
  const engine = new TickEngine(context, isStopped, { linger, pause, endsAtMs });
  const running = engine.run();
  const alerting = runAlerts(context, {
    ...{ beside: running, isStopped },
    isBusy: () => engine.isBusy,
  });
  const { lagsMs, ...counts } = await running.catch(async (error: unknown) => {
    await alerting;
    throw error;
  });
  const wasStopped = isStopped();
  const lag = summarizeLag(lagsMs);
  await ask(async () => linger?.end());
  await ask(() => recordTick(db, lagsMs.length > 0 ? lag : null));
  const abandoned = counts.abandoned + swept;
  await ask(() => recordHour(db, { ...counts, abandoned, lagsMs }));
  await ask(() => closeOrphanedRetries(db, SWEEP_LIMIT));
  await ask(() => deleteExpiredRuns(context, isStopped));
  const trimmed = await ask(() => trimHistory(context, isStopped));
  await ask(() =>
    deleteOldAlerts(db, { retentionDays: scheduler.retentionDays, limit: RETENTION_LIMIT }),
  );
  await ask(() =>
    trimAuditEvents(db, { retentionDays: scheduler.auditRetentionDays, limit: RETENTION_LIMIT }),
  );
  await ask(() =>
    deleteOldReplays(db, { retentionDays: scheduler.retentionDays, limit: RETENTION_LIMIT }),
  );
  await ask(() => deleteEndedCounters(db));
  await ask(() => deleteOldRecords(db));
  await ask(() => deleteOldClocks(db));
  await ask(() => deleteOldHours(db));

  const alerts = await alerting;
  const slackSeconds = linger === null ? scheduler.slackSeconds : 0;
  const backlog = await ask(() => measureBacklog(db, slackSeconds));
  const { nextDueMs } = engine;
  const isLingerCut =
    linger !== null && nextDueMs !== null && nextDueMs < MINUTE_MS - SECOND_MS - elapsedMs();
  return {
    worker_id: scheduler.workerId,
    ...counts,
    abandoned,
    remaining_due: backlog.due,
    lag_ms: lag,
    duration_ms: Math.round(elapsedMs()),
    stopped_by: wasStopped && backlog.due > 0 ? "budget" : "drained",
    ...(pause.errors > 0 && { database_errors: pause.errors }),
    ...(isLingerCut && { next_due_in_ms: nextDueMs }),
    ...(trimmed !== null && { trimmed }),
    ...(Object.values(alerts).some((count) => count > 0) && { alerts }),
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
