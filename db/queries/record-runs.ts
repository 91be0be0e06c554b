import { asc, inArray, sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { sharedRunColumns } from "@/db/queries/abandon-runs";
import type { Claim } from "@/db/queries/claim-due-routines";
import { transactionTime } from "@/db/queries/database-now";
import { settleReplaySlots } from "@/db/queries/replays/settle-replay-slots";
import type { Routine } from "@/db/queries/routine-columns";
import { logFencedRuns } from "@/db/queries/routine-events";
import { incidentSignals, routineRuns, routines, runsInFlight } from "@/db/schema";
import { stringifyExactJson } from "@/lib/domain/json/exact-json";
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

/** The columns of a routine that say when it is due next: not its body. */
const timingColumns = {
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
  runAt: routines.runAt,
  timezone: routines.timezone,
  gapPolicy: routines.gapPolicy,
};
type TimedRoutine = Pick<Routine, keyof typeof timingColumns>;

/** The columns of a routine after a recorded run. */
type Move = { nextRunAt: Date; dueAt: Date | null; isActive: boolean; willRetry: boolean };

/** The move to the slot after one that has its outcome. */
function moveOn(routine: TimedRoutine, slot: Date): Move {
  const schedule = scheduleOf(routine);
  const next = nextSlot(schedule, slot);
  return {
    nextRunAt: next,
    dueAt: dueAtOf(routine, next),
    isActive: routine.isActive && !isPastEnd({ ...routine, schedule }, next),
    willRetry: false,
  };
}

/**
 * The move after a recorded run, by the current schedule. A `next_run_at` that is no longer the
 * slot of the run was edited meanwhile, and stays, as it does after a replay. So it does for a schedule that cannot be read:
 * the next claim pauses that routine, and the rest of the batch is not held up.
 */
function moveAfter(routine: TimedRoutine, { claim, result }: FinishedRun, now: Date): Move {
  const { nextRunAt, dueAt, isActive } = routine;
  const stay = { nextRunAt, dueAt, isActive, willRetry: false };
  if (claim.replay !== null || nextRunAt.getTime() !== claim.slot?.getTime()) return stay;
  try {
    const moved = moveOn(routine, nextRunAt);
    if (result.status !== "FAIL" || !isActive) return moved;
    const retryAt = nextRetryAt({
      ...result,
      runId: claim.runId,
      attempt: claim.attempt,
      maxAttempts: routine.maxAttempts,
      finishedAt: now,
      nextSlot: moved.nextRunAt,
    });
    return retryAt === null ? moved : { ...stay, dueAt: retryAt, willRetry: true };
  } catch {
    return stay;
  }
}

/**
 * The move after a run that cannot be retried, by the schedule as it was claimed: right unless the
 * routine was changed meanwhile. Null where only the database can tell.
 */
function foreseenMove({ claim, result }: FinishedRun): Move | null {
  const { routine, slot } = claim;
  if (
    slot === null ||
    claim.replay !== null ||
    (result.status === "FAIL" && routine.maxAttempts > 1)
  ) {
    return null;
  }
  try {
    return moveOn(routine, slot);
  } catch {
    return null;
  }
}

type MovedRun = { run: FinishedRun; move: Move };

/** Whether alerts are to look at a run although nobody watches its routine. */
const isBad = ({ claim, result }: FinishedRun, { willRetry }: Move) =>
  claim.missedSlots > 0 || (!willRetry && isTrouble(result) && claim.replay === null);

const isTrouble = ({ status, isDegraded }: RunResult) => status === "FAIL" || isDegraded;

const isEmpty = (value: unknown) =>
  value === null || value === false || (Array.isArray(value) && value.length === 0);

/** A row without its empty fields: most of a plain run. */
function leaveOutEmpty(row: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name in row) if (!isEmpty(row[name])) kept[name] = row[name];
  return kept;
}

/**
 * Moves runs from what is in flight into the history, and their routines on, in one statement.
 * Returns the ids of those that still had their lease. With `isForeseen`, a routine that was changed
 * since its claim is left out.
 */
async function completeRuns(
  tx: Transaction,
  moves: readonly MovedRun[],
  { isForeseen }: { isForeseen: boolean },
): Promise<string[]> {
  if (moves.length === 0) return [];
  const outcomes = moves
    .map(({ run, move }) => {
      const { claim, result, waitedMs } = run;
      const { phases, evidence, ...columns } = result;
      return {
        id: claim.runId,
        workspace_id: claim.routine.workspaceId,
        routine_id: claim.routine.id,
        lease_token: claim.leaseToken,
        revision: claim.routine.revision,
        slot: claim.slot,
        waited_ms: waitedMs,
        last_run_at: new Date(claim.startedAt.getTime() + waitedMs),
        is_bad: isBad(run, move),
        is_quiet: claim.replay !== null && isTrouble(result),
        ...toWire(move),
        ...toWire(columns),
        ...phases,
        redirects: evidence.redirects,
        response_headers: evidence.response_headers,
        response_body: evidence.response_body,
        broken_rules: evidence.broken_rules,
      };
    })
    // In the order in which bulk changes lock routines.
    .sort((a, b) => (a.routine_id < b.routine_id ? -1 : 1));
  const isUnchanged = isForeseen
    ? sql`and r.revision = o.revision and r.is_active and r.next_run_at = o.slot`
    : sql``;
  const completed = await tx.execute<{ id: string }>(sql`
    with ended as (
      -- The statement keeps outcomes and signals itself: the triggers on the history have nothing to
      -- find out.
      select *, set_config('opspulse.outcomes', 'kept', true) as outcomes,
        set_config('opspulse.signals', 'kept', true) as signals
      from json_to_recordset(${stringifyExactJson(outcomes.map(leaveOutEmpty))}::json) as o(
        id uuid, workspace_id uuid, routine_id uuid, lease_token bigint, revision integer,
        slot timestamptz, status text, will_retry boolean, http_status integer,
        duration_ms integer, waited_ms integer, error_code text, error_message text,
        is_degraded boolean, dns_ms integer, connect_ms integer, tls_ms integer,
        first_byte_ms integer, remote_address text, certificate_expires_at timestamptz,
        redirects jsonb, response_headers jsonb, response_bytes integer, response_body text,
        broken_rules jsonb, next_run_at timestamptz, due_at timestamptz, is_active boolean,
        last_run_at timestamptz, is_bad boolean, is_quiet boolean
      )
    ), released as (
      update ${routines} as r
      set lock_until = null, locked_by = null, last_run_at = o.last_run_at,
          next_run_at = o.next_run_at, due_at = o.due_at,
          is_active = coalesce(o.is_active, false),
          last_outcome = case when o.is_degraded then 'DEGRADED' else o.status end,
          health = case when o.status = 'FAIL' then 'FAILING' when o.is_degraded then 'DEGRADED'
            else 'GOOD' end,
          alert_watch = r.alert_watch or coalesce(o.is_bad, false)
      from ended as o
      where r.id = o.routine_id and r.lease_token = o.lease_token and r.lock_until is not null
        ${isUnchanged}
      returning o.id, r.maintenance_from, r.maintenance_until,
        o.is_bad or r.alert_watch and not coalesce(o.will_retry, false)
          and not coalesce(o.is_quiet, false) as is_signal
    ), taken as (
      delete from ${runsInFlight} as f
      using ended as o join released on released.id = o.id
      where f.workspace_id = o.workspace_id and f.routine_id = o.routine_id and f.id = o.id
      returning f.*, released.maintenance_from, released.maintenance_until, released.is_signal
    ), signalled as (
      insert into ${incidentSignals} (workspace_id, routine_id, run_id)
      select workspace_id, routine_id, id from taken where is_signal
    ), recorded as (
      insert into ${routineRuns} (
        ${sharedRunColumns}, finished_at, status, will_retry, http_status, duration_ms, error_code,
        error_message, is_degraded, dns_ms, connect_ms, tls_ms, first_byte_ms, remote_address,
        certificate_expires_at, redirects_json, response_headers_json, response_bytes,
        response_body, broken_rules_json, in_maintenance
      )
      select f.id, f.workspace_id, f.routine_id, f.triggered_by, f.scheduled_for, f.attempt,
        f.missed_slots, f.lease_token, f.worker_id,
        f.started_at + make_interval(secs => coalesce(o.waited_ms, 0) / 1000.0),
        f.lag_ms + coalesce(o.waited_ms, 0), f.created_at, f.replay_id, now(), o.status,
        coalesce(o.will_retry, false), o.http_status, o.duration_ms, o.error_code,
        o.error_message, coalesce(o.is_degraded, false), o.dns_ms, o.connect_ms, o.tls_ms,
        o.first_byte_ms, o.remote_address, o.certificate_expires_at, o.redirects,
        o.response_headers, o.response_bytes, o.response_body, o.broken_rules,
        coalesce(f.maintenance_from <= now() and f.maintenance_until > f.started_at, false)
      from taken as f join ended as o on o.id = f.id
    )
    select id from taken
  `);
  return completed.map(({ id }) => id);
}

/** The runs that still have their lease, with their moves. Their routines stay locked. */
async function lockAndMove(tx: Transaction, runs: readonly FinishedRun[]): Promise<MovedRun[]> {
  if (runs.length === 0) return [];
  const held = await tx
    .select({ ...timingColumns, now: transactionTime })
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
  return runs.flatMap((run) => {
    const routine = byId.get(run.claim.routine.id);
    return routine?.leaseToken === run.claim.leaseToken
      ? [{ run, move: moveAfter(routine, run, routine.now) }]
      : [];
  });
}

/**
 * Completes a batch of runs in one short transaction.
 *
 * Guarantees: a run moves from what is in flight into the history only under its claim's token; any
 * other is fenced and logged, and its row stays as it is. The lease is cleared only while the token
 * still matches. `next_run_at` moves to the slot after the one that ran, by the current schedule,
 * only while it still is that slot: an edit meanwhile wins and a pause holds. Where the slot is
 * retried, `next_run_at` stays and `due_at` is the time of the retry. A run whose routine was
 * deleted meanwhile is not recorded. The run of a replay supersedes the outcome that its slot had, and
 * leaves `next_run_at` alone.
 */
export function recordRuns(db: Database, runs: readonly FinishedRun[]): Promise<RecordReport> {
  return db.transaction(async (tx) => {
    const foreseen = runs.flatMap((run) => {
      const move = foreseenMove(run);
      return move === null ? [] : [{ run, move }];
    });
    const recorded = new Set(await completeRuns(tx, foreseen, { isForeseen: true }));
    const others = await lockAndMove(
      tx,
      runs.filter(({ claim }) => !recorded.has(claim.runId)),
    );
    await settleReplaySlots(
      tx,
      others.map(({ run }) => run),
    );
    for (const id of await completeRuns(tx, others, { isForeseen: false })) recorded.add(id);
    const fenced = runs.flatMap(({ claim: { runId } }) => (recorded.has(runId) ? [] : [runId]));
    if (fenced.length > 0) await logFencedRuns(tx, fenced);
    const toRetry = others
      .filter(({ run, move }) => move.willRetry && recorded.has(run.claim.runId))
      .map(({ run }) => run.claim.runId);
    return { recorded, toRetry: new Set(toRetry) };
  });
}
