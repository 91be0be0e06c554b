import { asc, inArray, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { Claim } from "@/db/queries/claim-due-routines";
import { transactionTime } from "@/db/queries/database-now";
import type { Routine } from "@/db/queries/routine-columns";
import { logFencedRuns } from "@/db/queries/routine-events";
import { routineRuns, routines, runsInFlight } from "@/db/schema";
import type { RunErrorCode } from "@/lib/domain/run/run-error-code";
import type { RunEvidence, RunPhases } from "@/lib/domain/run/run-evidence";
import { nextSlot, scheduleOf } from "@/lib/domain/schedule/schedule";
import { nextRetryAt } from "@/lib/domain/slots/retry-policy";
import { isPastEnd } from "@/lib/domain/slots/routine-slots";
import { dueAtOf } from "@/lib/domain/slots/spread";
import { toWire } from "@/lib/domain/wire";

/** The judged result of a request, without secrets. */
export type RunResult = {
  status: "SUCCESS" | "FAIL";
  /** A success that was slower than the routine's limit. */
  isDegraded: boolean;
  httpStatus: number | null;
  durationMs: number;
  errorCode: RunErrorCode | null;
  errorMessage: string | null;
  /** The endpoint's `Retry-After`. */
  retryAfterSeconds: number | null;
  phases: RunPhases;
  remoteAddress: string | null;
  certificateExpiresAt: Date | null;
  responseBytes: number | null;
  evidence: RunEvidence;
};

/** A claim with its result. */
export type FinishedRun = {
  claim: Claim;
  /** Milliseconds from the claim to the request, while it waited for a place. */
  waitedMs: number;
  result: RunResult;
};

/** The result of recording a batch. */
export type RecordReport = {
  /** Ids of the runs that were completed. All others were fenced. */
  recorded: ReadonlySet<string>;
  /** Ids of those that will be retried. */
  toRetry: ReadonlySet<string>;
};

/** The columns that are read of a routine: not its body. */
const heldColumns = {
  id: routines.id,
  leaseToken: routines.leaseToken,
  nextRunAt: routines.nextRunAt,
  dueAt: routines.dueAt,
  isActive: routines.isActive,
  endsAt: routines.endsAt,
  jitterSeconds: routines.jitterSeconds,
  maxAttempts: routines.maxAttempts,
  intervalMinutes: routines.intervalMinutes,
  cronExpression: routines.cronExpression,
  timezone: routines.timezone,
};
type HeldRoutine = Pick<Routine, keyof typeof heldColumns>;

/** The columns of a routine after a recorded run. */
type Move = { nextRunAt: Date; dueAt: Date | null; isActive: boolean; willRetry: boolean };

/**
 * The move after a recorded run, by the current schedule. A `next_run_at` that is no longer the
 * slot of the run was edited meanwhile, and stays. So it does for a schedule that cannot be read:
 * the next claim pauses that routine, and the rest of the batch is not held up.
 */
function moveOn(routine: HeldRoutine, run: FinishedRun, now: Date): Move {
  const { nextRunAt, dueAt, isActive } = routine;
  const { claim, result } = run;
  const stay = { nextRunAt, dueAt, isActive, willRetry: false };
  if (nextRunAt.getTime() !== claim.slot?.getTime()) return stay;
  try {
    const next = nextSlot(scheduleOf(routine), nextRunAt);
    const retryAt =
      result.status === "FAIL" && isActive
        ? nextRetryAt({
            ...result,
            runId: claim.runId,
            attempt: claim.attempt,
            maxAttempts: routine.maxAttempts,
            finishedAt: now,
            nextSlot: next,
          })
        : null;
    if (retryAt !== null) return { ...stay, dueAt: retryAt, willRetry: true };
    return {
      nextRunAt: next,
      dueAt: dueAtOf(routine, next),
      isActive: isActive && !isPastEnd(routine, next),
      willRetry: false,
    };
  } catch {
    return stay;
  }
}

const emptyToNull = <Item>(list: readonly Item[]) => (list.length === 0 ? null : list);

/**
 * Completes a batch of runs in one short transaction.
 *
 * Guarantees: a run moves from what is in flight into the history only under its claim's token; any
 * other is fenced and logged, and its row stays as it is. The lease is cleared only while the token still
 * matches. `next_run_at` moves to the slot after the one that ran, by the current schedule, only
 * while it still is that slot: an edit meanwhile wins and a pause holds. Where the slot is retried,
 * `next_run_at` stays and `due_at` is the time of the retry. A run whose routine was deleted
 * meanwhile is not recorded.
 */
export function recordRuns(db: Database, runs: readonly FinishedRun[]): Promise<RecordReport> {
  return db.transaction(async (tx) => {
    const held = await tx
      .select({ ...heldColumns, now: transactionTime })
      .from(routines)
      .where(
        inArray(
          routines.id,
          runs.map((run) => run.claim.routine.id),
        ),
      )
      .orderBy(asc(routines.id))
      .for("update");
    const byId = new Map(held.map((routine) => [routine.id, routine]));
    const moves = runs.flatMap((run) => {
      const routine = byId.get(run.claim.routine.id);
      return routine?.leaseToken === run.claim.leaseToken
        ? [{ run, routine, move: moveOn(routine, run, routine.now) }]
        : [];
    });
    const outcomes = JSON.stringify(
      moves.map(({ run: { claim, result, waitedMs }, routine, move }) => {
        const { phases, evidence, ...columns } = result;
        return {
          id: claim.runId,
          workspace_id: claim.routine.workspaceId,
          routine_id: routine.id,
          lease_token: claim.leaseToken,
          waited_ms: waitedMs,
          last_run_at: new Date(claim.startedAt.getTime() + waitedMs),
          ...toWire(move),
          ...toWire(columns),
          ...phases,
          ...evidence,
          redirects: emptyToNull(evidence.redirects),
          broken_rules: emptyToNull(evidence.broken_rules),
        };
      }),
    );
    const completed = await tx.execute<{ id: string }>(sql`
      with ended as (
        select * from jsonb_to_recordset(${outcomes}::jsonb) as o(
          id uuid, workspace_id uuid, routine_id uuid, lease_token bigint, status text,
          will_retry boolean, http_status integer, duration_ms integer, waited_ms integer,
          error_code text, error_message text, is_degraded boolean, dns_ms integer,
          connect_ms integer, tls_ms integer, first_byte_ms integer, remote_address text,
          certificate_expires_at timestamptz, redirects jsonb, response_headers jsonb,
          response_bytes integer, response_body text, broken_rules jsonb, next_run_at timestamptz,
          due_at timestamptz, is_active boolean, last_run_at timestamptz
        )
      ), taken as (
        delete from ${runsInFlight} as f using ended
        where f.workspace_id = ended.workspace_id and f.routine_id = ended.routine_id
          and f.id = ended.id and f.lease_token = ended.lease_token
        returning f.*
      ), recorded as (
        insert into ${routineRuns} (
          id, workspace_id, routine_id, triggered_by, scheduled_for, attempt, missed_slots,
          lease_token, worker_id, created_at, started_at, lag_ms, finished_at, status, will_retry,
          http_status, duration_ms, error_code, error_message, is_degraded, dns_ms, connect_ms,
          tls_ms, first_byte_ms, remote_address, certificate_expires_at, redirects_json,
          response_headers_json, response_bytes, response_body, broken_rules_json
        )
        select f.id, f.workspace_id, f.routine_id, f.triggered_by, f.scheduled_for, f.attempt,
          f.missed_slots, f.lease_token, f.worker_id, f.created_at,
          f.started_at + make_interval(secs => o.waited_ms / 1000.0), f.lag_ms + o.waited_ms, now(),
          o.status, o.will_retry, o.http_status, o.duration_ms, o.error_code, o.error_message,
          o.is_degraded, o.dns_ms, o.connect_ms, o.tls_ms, o.first_byte_ms, o.remote_address,
          o.certificate_expires_at, o.redirects, o.response_headers, o.response_bytes,
          o.response_body, o.broken_rules
        from taken as f join ended as o on o.id = f.id
      ), released as (
        update ${routines} as r
        set lock_until = null, locked_by = null, last_run_at = o.last_run_at,
            next_run_at = o.next_run_at, due_at = o.due_at, is_active = o.is_active
        from taken as f join ended as o on o.id = f.id
        where r.id = f.routine_id
      )
      select id from taken
    `);
    const recorded = new Set(completed.map((row) => row.id));
    const fenced = runs.flatMap(({ claim: { runId } }) => (recorded.has(runId) ? [] : [runId]));
    if (fenced.length > 0) await logFencedRuns(tx, fenced);
    const toRetry = moves
      .filter(({ run, move }) => move.willRetry && recorded.has(run.claim.runId))
      .map(({ run }) => run.claim.runId);
    return { recorded, toRetry: new Set(toRetry) };
  });
}
