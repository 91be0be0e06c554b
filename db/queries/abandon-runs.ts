import { sql, type SQL } from "drizzle-orm";
import type { Database } from "@/db/client";
import { routineRuns, routines } from "@/db/schema";

const abandonment = sql`
  status = 'ABANDONED',
  finished_at = now(),
  error_code = 'ABANDONED',
  error_message = 'The worker ' || r.worker_id || ' did not report a result before its lease ran out.'
`;

/**
 * A statement that closes the RUNNING run of each routine as ABANDONED, names its worker, and
 * returns the runs' ids. The caller holds the locks of the routines, whose leases have expired.
 */
export const abandonRunsOf = (routineIds: readonly string[]): SQL => sql`
  update ${routineRuns} as r set ${abandonment}
  where r.status = 'RUNNING'
    and r.routine_id in (select id::uuid from jsonb_array_elements_text(${JSON.stringify(routineIds)}::jsonb) as ids(id))
  returning r.id
`;

/**
 * The sweep: turns up to `limit` RUNNING runs with an expired lease into ABANDONED, manual ones
 * too, and clears the lease. Returns their number. A routine that another worker has locked is left
 * to it.
 */
export async function sweepAbandonedRuns(db: Database, limit: number): Promise<number> {
  const rows = await db.execute(sql`
    with expired as (
      select t.id
      from ${routines} as t
      join ${routineRuns} as o on o.routine_id = t.id and o.status = 'RUNNING'
      where t.lock_until is null or t.lock_until <= now()
      limit ${limit}
      for update of t skip locked
    ), released as (
      update ${routines} as t set lock_until = null, locked_by = null
      from expired where t.id = expired.id
      returning t.id
    )
    update ${routineRuns} as r set ${abandonment}
    from released
    where r.routine_id = released.id and r.status = 'RUNNING'
    returning r.id
  `);
  return rows.length;
}

/**
 * Makes failed attempts the outcome of their slot where the retry can no longer come: the routine
 * was paused, edited, or has moved on to a later slot. Returns their number.
 */
export async function closeOrphanedRetries(db: Database, limit: number): Promise<number> {
  const rows = await db.execute(sql`
    update ${routineRuns} as r set will_retry = false
    where r.id in (
      select o.id from ${routineRuns} as o
      join ${routines} as t on t.id = o.routine_id
      where o.will_retry and (not t.is_active or t.next_run_at <> o.scheduled_for)
        and not exists (
          select 1 from ${routineRuns} as later
          where later.routine_id = o.routine_id and later.scheduled_for = o.scheduled_for
            and later.attempt > o.attempt
        )
      limit ${limit}
    )
    returning r.id
  `);
  return rows.length;
}
