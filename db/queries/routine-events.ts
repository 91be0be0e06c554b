import { and, desc, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { routineEvents, routineRuns, routines } from "@/db/schema";

export type RoutineEvent = typeof routineEvents.$inferSelect;

/** The newest `limit` events of a routine, in the order in which they happened. */
export async function findRoutineEvents(
  tx: Transaction,
  workspaceId: string,
  routineId: string,
  limit: number,
): Promise<RoutineEvent[]> {
  const events = await tx
    .select()
    .from(routineEvents)
    .where(and(eq(routineEvents.workspaceId, workspaceId), eq(routineEvents.routineId, routineId)))
    .orderBy(desc(routineEvents.id))
    .limit(limit);
  return events.reverse();
}

/**
 * Logs that the results of these runs were fenced. Only abandoned runs are logged: where a result
 * is recorded twice, because the database's reply to the first was lost, the run is already
 * completed.
 */
export async function logFencedRuns(tx: Transaction, runIds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    insert into ${routineEvents} (
      workspace_id, routine_id, kind, at, run_id, interval_minutes, cron_expression, run_at, timezone,
      gap_policy, starts_at, ends_at, is_active, next_run_at
    )
    select r.workspace_id, r.id, 'FENCED', date_trunc('milliseconds', now()), o.id,
      r.interval_minutes, r.cron_expression, r.run_at, r.timezone, r.gap_policy, r.starts_at,
      r.ends_at, r.is_active, r.next_run_at
    from jsonb_array_elements_text(${JSON.stringify(runIds)}::jsonb) as fenced(id)
    join ${routineRuns} as o on o.id = fenced.id::uuid and o.status = 'ABANDONED'
    join ${routines} as r on r.id = o.routine_id
    where not exists (
      select 1 from ${routineEvents} as known
      where known.routine_id = o.routine_id and known.run_id = o.id
    )
  `);
}
