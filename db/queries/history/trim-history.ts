import { sql, type SQL } from "drizzle-orm";
import type { Database } from "@/db/client";
import { LONG_DEADLINE_SECONDS, withDeadline } from "@/db/connections/deadline";
import { forgetEvents } from "@/db/queries/delete-old-runs";
import { BARE_RUN_BYTES, evidenceBytes, tableBytes } from "@/db/queries/history/run-bytes";
import {
  historyTrims,
  incidents,
  incidentSignals,
  routineEvents,
  routineRuns,
  workspaces,
} from "@/db/schema";

/** What one batch removed. `isLast` where nothing older than the bound of its kind is left. */
export type TrimmedBatch = { runs: number; bytes: number; before: Date | null; isLast: boolean };

/** Runs that are younger keep what is kept of their responses. */
const EVIDENCE_KEPT = sql`interval '1 day'`;

/** Runs that are younger stay: a retry or a decision on an incident may need them. */
const RUNS_KEPT = sql`interval '1 hour'`;

/** Less isn't worth the new version of its row. */
const SMALLEST_EVIDENCE_BYTES = 200;

/** The runs that an incident which isn't resolved, or a signal that waits for a decision, refers to. */
const referredRuns = sql`
  select first_run_id as id from ${incidents} where state <> 'resolved' and first_run_id is not null
  union select last_run_id from ${incidents} where state <> 'resolved' and last_run_id is not null
  union select run_id from ${incidentSignals}`;

/**
 * The time up to which a batch of the oldest runs goes, and how many they are. Found through the index
 * of each workspace: the history has no index of its own by time.
 */
const findCutoff = ({ after, until, limit }: { after: SQL; until: SQL; limit: number }) => sql`
  select max(oldest.created_at) as at, count(*) as runs from (
    select o.created_at from ${workspaces} as w cross join lateral (
      select r.created_at from ${routineRuns} as r
      where r.workspace_id = w.id and r.created_at > ${after} and r.created_at < now() - ${until}
      order by r.created_at limit ${limit} + (select count(*) from referred)
    ) as o
    order by o.created_at limit ${limit} + (select count(*) from referred)
  ) as oldest`;

type Row = { runs: string; bytes: string; before: string | null; is_last: boolean };

async function trim(db: Database, statement: SQL): Promise<TrimmedBatch> {
  const [row] = await withDeadline(LONG_DEADLINE_SECONDS, () => db.execute<Row>(statement));
  return {
    runs: Number(row?.runs ?? 0),
    bytes: Number(row?.bytes ?? 0),
    before: row?.before == null ? null : new Date(row.before),
    isLast: row?.is_last ?? true,
  };
}

/**
 * Adds a batch to what was removed today, in the statement that removes it. The next batch of evidence
 * begins where this one ended, so that one is recorded even where nothing in it was worth removing.
 */
const recordTrim = (counter: SQL, before: SQL, isWorthRecording: SQL) => sql`
  insert into ${historyTrims} as h (day, ${counter}, freed_bytes, ${before})
  select (now() at time zone 'UTC')::date, trimmed.runs, trimmed.bytes, cutoff.at
  from trimmed, cutoff where ${isWorthRecording}
  on conflict (day) do update set ${counter} = h.${counter} + excluded.${counter},
    freed_bytes = h.freed_bytes + excluded.freed_bytes,
    ${before} = greatest(h.${before}, excluded.${before}), last_at = now()`;

const summary = (limit: number) => sql`
  select trimmed.runs, trimmed.bytes, cutoff.at as before, cutoff.runs < ${limit} as is_last
  from trimmed, cutoff`;

/**
 * Removes what is kept of the responses of the next `limit` runs, the oldest first, except those of the
 * last day and of open incidents. What was removed is recorded with it.
 */
export function trimEvidence(db: Database, limit: number): Promise<TrimmedBatch> {
  const after = sql`coalesce((select max(evidence_before) from ${historyTrims}), '-infinity')`;
  return trim(
    db,
    sql`
    with referred as materialized (${referredRuns}),
    bounds as materialized (select ${after} as after),
    cutoff as materialized (
      ${findCutoff({ after: sql`(select after from bounds)`, until: EVIDENCE_KEPT, limit })}
    ), heavy as (
      select r.id, ${evidenceBytes} as bytes
      from ${workspaces} as w join ${routineRuns} as r on r.workspace_id = w.id
      where r.created_at > (select after from bounds) and r.created_at <= (select at from cutoff)
        and ${evidenceBytes} >= ${SMALLEST_EVIDENCE_BYTES}
        and r.id not in (select id from referred)
    ), lightened as (
      update ${routineRuns} as r set response_body = null,
        response_headers_json = case when r.response_headers_json is not null then '{}'::jsonb end
      from heavy where r.id = heavy.id
      returning heavy.bytes
    ), trimmed as (select count(*) as runs, coalesce(sum(bytes), 0) as bytes from lightened),
    recorded as (${recordTrim(sql`evidence_runs`, sql`evidence_before`, sql`cutoff.at is not null`)})
    ${summary(limit)}`,
  );
}

/**
 * Deletes about `limit` of the oldest runs of all workspaces, except those of the last hour and of open
 * incidents, and the events of their routines that are as old, as `deleteOldRuns` does. What was removed
 * is recorded with it.
 */
export function trimRuns(db: Database, limit: number): Promise<TrimmedBatch> {
  return trim(
    db,
    sql`
    with referred as materialized (${referredRuns}),
    cutoff as materialized (
      ${findCutoff({ after: sql`'-infinity'`, until: RUNS_KEPT, limit })}
    ), deleted as (
      delete from ${routineRuns} as r using ${workspaces} as w
      where r.workspace_id = w.id and r.created_at <= (select at from cutoff)
        and r.id not in (select id from referred)
      returning r.routine_id, ${tableBytes} + ${BARE_RUN_BYTES.indexes} as bytes
    ), forgotten as (
      ${forgetEvents(sql`select routine_id from deleted`, sql`(select at from cutoff)`)}
    ), trimmed as (select count(*) as runs, coalesce(sum(bytes), 0) as bytes from deleted),
    recorded as (${recordTrim(sql`deleted_runs`, sql`runs_before`, sql`trimmed.runs > 0`)})
    ${summary(limit)}`,
  );
}

/**
 * Makes the space of removed runs usable for new ones at once: the server's own vacuum waits for a fifth
 * of the table, and the embedded database has none. Writes go on meanwhile. It waits for the server's own
 * vacuum of these tables, which ends a second after somebody waits: without that, a history that grows
 * during it would go beyond its bound. It can't be part of a transaction, so it has the deadline of every
 * statement.
 */
export async function vacuumHistory(db: Database): Promise<void> {
  await db.execute(sql`vacuum (truncate false) ${routineRuns}, ${routineEvents}`);
}
