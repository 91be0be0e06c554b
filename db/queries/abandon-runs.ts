import { sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { routineRuns, routines } from "@/db/schema";

const abandonment = sql`
  status = 'ABANDONED',
  finished_at = now(),
  error_code = 'ABANDONED',
  error_message = 'The worker ' || r.worker_id || ' did not report a result before its lease ran out.'
`;

/** Closes the RUNNING run of each routine as ABANDONED, naming its worker; returns how many. The
 * caller holds the locks of the routines, and knows that their leases have expired. */
export async function abandonRunsOf(
  tx: Transaction,
  routineIds: readonly string[],
): Promise<number> {
  const rows = await tx.execute(sql`
    update ${routineRuns} as r set ${abandonment}
    where r.status = 'RUNNING'
      and r.routine_id in (select id::uuid from jsonb_array_elements_text(${JSON.stringify(routineIds)}::jsonb) as ids(id))
    returning r.id
  `);
  return rows.length;
}

/**
 * The sweep: turns up to `limit` RUNNING runs whose lease has expired into ABANDONED, manual ones
 * too, and clears the dead lease. Returns how many. A routine that another worker holds at this
 * moment is left to that worker.
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
