import { sql, type SQL } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { effectiveAlertPolicies, incidentSignals, routineRuns, routines } from "@/db/schema";
import type { HistoryNeeded } from "@/lib/domain/incidents/meet-condition";
import type { RunOutcome } from "@/lib/domain/incidents/run-verdict";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

/** A recorded run, and what an incident copies of it. */
export type SignalRun = RunOutcome & {
  createdAt: Date;
  httpStatus: number | null;
  errorMessage: string | null;
};

/** A routine with the signals that are to be decided on, in their order. */
export type SignalledRoutine = {
  id: string;
  workspaceId: string;
  endpointHost: string;
  /** The policy in force as it is stored; null for the built-in one. */
  policy: unknown;
  signals: { id: number; run: SignalRun }[];
};

/** The lock of those who decide, a number of OpsPulse's own: one transaction of all instances at a time. */
const DECIDER_LOCK = 7_261_846_215;

/** A transaction that stands still for so long is ended by the database: others wait for its lock. */
const LONGEST_STANDSTILL_SECONDS = 10;

/** A run may finish so much later than it was claimed, at most. */
const LONGEST_RUN_MINUTES = 10;

/** The most runs of a window that are looked at. */
const MOST_WINDOW_RUNS = 5_000;

type Stored<Row> = {
  [Name in keyof Row]: Date extends Row[Name] ? string | Exclude<Row[Name], Date> : Row[Name];
};

const runFields = sql.raw(`
  'runId', o.id, 'status', o.status, 'isScheduled', o.triggered_by = 'SCHEDULE',
  'isReplay', o.triggered_by = 'REPLAY',
  'willRetry', o.will_retry, 'isDegraded', o.is_degraded, 'durationMs', o.duration_ms,
  'errorCode', o.error_code, 'finishedAt', o.finished_at, 'missedSlots', o.missed_slots,
  'certificateExpiresAt', o.certificate_expires_at, 'inMaintenance', o.in_maintenance,
  'createdAt', o.created_at, 'httpStatus', o.http_status, 'errorMessage', o.error_message`);

const readRun = (run: Stored<SignalRun>): SignalRun => ({
  ...run,
  createdAt: new Date(run.createdAt),
  finishedAt: new Date(run.finishedAt),
  certificateExpiresAt:
    run.certificateExpiresAt === null ? null : new Date(run.certificateExpiresAt),
});

/** Whether a run waits for a decision: of one routine, or of any. */
export async function hasSignals(db: Database, routineId: string | null): Promise<boolean> {
  const [row] = await db.execute<{ found: boolean }>(
    sql`select exists (select 1 from ${incidentSignals} ${ofRoutine(routineId)}) as found`,
  );
  return row?.found ?? false;
}

const ofRoutine = (routineId: string | null): SQL =>
  routineId === null ? sql`` : sql`where routine_id = ${routineId}`;

/**
 * Takes the right to decide until the end of the transaction. Returns false where another transaction
 * has it.
 */
export async function takeDecision(tx: Transaction): Promise<boolean> {
  const standstillMs = String(LONGEST_STANDSTILL_SECONDS * SECOND_MS);
  const [row] = await tx.execute<{ is_taken: boolean }>(sql`
    select pg_try_advisory_xact_lock(${DECIDER_LOCK}::bigint) as is_taken,
      set_config('idle_in_transaction_session_timeout', ${standstillMs}, true),
      -- What follows reads the history by its indexes: it may have been empty when it was analyzed.
      set_config('enable_seqscan', 'off', true)
  `);
  return row?.is_taken ?? false;
}

/**
 * The oldest `limit` signals, of one routine or of any, with their runs; and the ids of all of them,
 * also of those whose runs are no longer on record.
 */
export async function findSignals(
  tx: Transaction,
  { limit, routineId }: { limit: number; routineId: string | null },
): Promise<{ ids: readonly number[]; routines: SignalledRoutine[] }> {
  type StoredRoutine = Omit<SignalledRoutine, "signals"> & {
    signals: { id: number; run: Stored<SignalRun> }[];
  };
  const [found] = await tx.execute<{ ids: number[]; routines: StoredRoutine[] }>(sql`
    with batch as (
      select id, routine_id, run_id from ${incidentSignals} ${ofRoutine(routineId)}
      order by id limit ${limit}
    )
    select
      (select coalesce(json_agg(id), '[]') from batch) as ids,
      (select coalesce(json_agg(routine), '[]') from (
        select json_build_object(
          'id', r.id, 'workspaceId', r.workspace_id, 'endpointHost', r.endpoint_host,
          'policy', p.policy,
          'signals', json_agg(
            json_build_object('id', batch.id, 'run', json_build_object(${runFields}))
            order by batch.id
          )
        ) as routine
        from batch
        join ${routines} as r on r.id = batch.routine_id
        join ${effectiveAlertPolicies} as p on p.routine_id = r.id
        join ${routineRuns} as o on o.id = batch.run_id
        group by r.id, p.policy
      ) as found) as routines
  `);
  if (found === undefined) return { ids: [], routines: [] };
  return {
    ids: found.ids,
    routines: found.routines.map((routine) => ({
      ...routine,
      signals: routine.signals.map(({ id, run }) => ({ id, run: readRun(run) })),
    })),
  };
}

/** The history that a routine's policy looks at, from the oldest of its signals on. */
export type HistoryWanted = HistoryNeeded & { routineId: string; oldest: Date };

/**
 * The runs that were decided on before, as far back as is wanted, newest first, by routine. What still
 * waits for a decision isn't among them.
 */
export async function findDecidedRuns(
  tx: Transaction,
  wanted: readonly HistoryWanted[],
): Promise<Map<string, SignalRun[]>> {
  const rows = wanted.map(({ routineId, oldest, runs, slots, windowMinutes }) => ({
    id: routineId,
    runs: Math.max(0, runs - 1),
    slots: Math.max(0, slots - 1),
    since: windowMinutes === 0 ? null : new Date(oldest.getTime() - windowMinutes * MINUTE_MS),
  }));
  const columns = sql.raw(`o.id, o.status, o.triggered_by, o.will_retry, o.is_degraded,
    o.duration_ms, o.error_code, o.finished_at, o.missed_slots, o.certificate_expires_at,
    o.created_at, o.http_status, o.error_message, o.in_maintenance`);
  const isDecided = sql`o.routine_id = w.id and not exists (
    select 1 from ${incidentSignals} as s where s.routine_id = w.id and s.run_id = o.id
  )`;
  // A replay's run that did not go well is ignored, whatever the condition is.
  const isOutcome = sql`o.status in ('SUCCESS', 'FAIL') and not o.will_retry
    and (o.triggered_by <> 'REPLAY' or o.status = 'SUCCESS')`;
  const [found] = await tx.execute<{ runs: { routineId: string; run: Stored<SignalRun> }[] }>(sql`
    select coalesce(json_agg(
      json_build_object('routineId', w.id, 'run', json_build_object(${runFields}))
      order by o.created_at desc, o.id desc
    ), '[]') as runs
    from json_to_recordset(${JSON.stringify(rows)}::json) as w(
      id uuid, runs integer, slots integer, since timestamptz
    )
    cross join lateral (
      (
        select ${columns} from ${routineRuns} as o
        where ${isDecided} and ${isOutcome}
        order by o.created_at desc limit w.runs
      ) union (
        select ${columns} from ${routineRuns} as o
        where ${isDecided} and o.triggered_by = 'SCHEDULE'
          and (not o.will_retry or o.missed_slots > 0)
        order by o.created_at desc limit w.slots
      ) union (
        select ${columns} from ${routineRuns} as o
        where ${isDecided} and ${isOutcome} and o.finished_at > w.since
          and o.created_at > w.since - make_interval(mins => ${LONGEST_RUN_MINUTES})
        order by o.created_at desc limit ${MOST_WINDOW_RUNS}
      )
    ) as o
  `);
  const byRoutine = new Map<string, SignalRun[]>();
  for (const { routineId, run } of found?.runs ?? []) {
    const known = byRoutine.get(routineId);
    if (known === undefined) byRoutine.set(routineId, [readRun(run)]);
    else known.push(readRun(run));
  }
  return byRoutine;
}

/** Makes `alert_watch` of these routines right, and deletes the signals that were decided on. */
export async function endSignals(
  tx: Transaction,
  { ids, routineIds }: { ids: readonly number[]; routineIds: readonly string[] },
): Promise<void> {
  await tx.execute(sql`
    delete from ${incidentSignals}
    where id in (select id::bigint from json_array_elements_text(${JSON.stringify(ids)}::json) as ids(id))
  `);
  await tx.execute(sql`
    select public.keep_alert_watch(array(
      select id::uuid from json_array_elements_text(${JSON.stringify(routineIds)}::json) as ids(id)
    ))
  `);
}
