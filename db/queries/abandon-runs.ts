import { sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { routineRuns, routines, runs, runsInFlight } from "@/db/schema";
import { toWire } from "@/lib/domain/wire";

/** The columns of a run that are the same in flight and in the history. */
export const sharedRunColumns = sql.raw(`id, workspace_id, routine_id, triggered_by, scheduled_for,
  attempt, missed_slots, lease_token, worker_id, started_at, lag_ms, created_at, replay_id`);

/**
 * The end of a statement that moves runs in flight into the history as ABANDONED, and names their
 * worker. Its common table `taken` has the rows that were deleted from `runs_in_flight`.
 */
const recordAbandoned = sql`
  insert into ${routineRuns} (
    ${sharedRunColumns}, status, finished_at, error_code, error_message, in_maintenance
  )
  select ${sharedRunColumns}, 'ABANDONED', now(), 'ABANDONED',
    'The worker ' || worker_id || ' did not report a result before its lease ran out.',
    coalesce((
      select r.maintenance_from <= now() and r.maintenance_until > taken.started_at
      from ${routines} as r where r.id = taken.routine_id
    ), false)
  from taken
  returning id
`;

/**
 * Turns the run in flight of each of these routines into ABANDONED. Returns their number. The caller
 * holds the locks of the routines, whose leases have expired.
 */
export async function abandonRuns(
  tx: Transaction,
  left: readonly { id: string; workspaceId: string }[],
): Promise<number> {
  if (left.length === 0) return 0;
  const ids = JSON.stringify(left.map((routine) => toWire(routine, ["id", "workspaceId"])));
  const rows = await tx.execute(sql`
    with taken as (
      delete from ${runsInFlight} as f
      using json_to_recordset(${ids}::json) as t(id uuid, workspace_id uuid)
      where f.workspace_id = t.workspace_id and f.routine_id = t.id
      returning f.*
    )
    ${recordAbandoned}
  `);
  return rows.length;
}

/**
 * The sweep: turns up to `limit` runs in flight with an expired lease into ABANDONED, manual ones
 * too, and clears the lease. Returns their number. A routine that another worker has locked is left
 * to it.
 */
export async function sweepAbandonedRuns(db: Database, limit: number): Promise<number> {
  const rows = await db.execute(sql`
    with expired as (
      select t.workspace_id, t.id
      from ${runsInFlight} as f
      join ${routines} as t on t.workspace_id = f.workspace_id and t.id = f.routine_id
      where t.lock_until is null or t.lock_until <= now()
      limit ${limit}
      for update of t skip locked
    ), released as (
      update ${routines} as t set lock_until = null, locked_by = null
      from expired where t.id = expired.id
    ), taken as (
      delete from ${runsInFlight} as f using expired
      where f.workspace_id = expired.workspace_id and f.routine_id = expired.id
      returning f.*
    )
    ${recordAbandoned}
  `);
  return rows.length;
}

/**
 * Makes failed attempts the outcome of their slot where the retry can no longer come: the routine
 * was paused, edited, or has moved on to a later slot. Returns their number.
 */
export async function closeOrphanedRetries(
  db: Pick<Database, "execute">,
  limit: number,
): Promise<number> {
  const rows = await db.execute(sql`
    update ${routineRuns} as r set will_retry = false
    where r.id in (
      select o.id from ${routineRuns} as o
      join ${routines} as t on t.id = o.routine_id
      where o.will_retry and o.superseded_by is null
        and (not t.is_active or t.next_run_at <> o.scheduled_for)
        and not exists (
          select 1 from ${runs} as later
          where later.workspace_id = o.workspace_id and later.routine_id = o.routine_id
            and later.scheduled_for = o.scheduled_for and later.attempt > o.attempt
        )
      limit ${limit}
    )
    returning r.id
  `);
  return rows.length;
}
