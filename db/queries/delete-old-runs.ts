import { sql, type SQL } from "drizzle-orm";
import type { Database } from "@/db/client";
import { LONG_DEADLINE_SECONDS, withDeadline } from "@/db/connections/deadline";
import { routineEvents, routineRuns } from "@/db/schema";

/** Deletes the events of routines before a time, except the last change before it. */
export const forgetEvents = (routineIds: SQL, before: SQL): SQL => sql`
  delete from ${routineEvents} as e
  where e.routine_id in (${routineIds})
    and e.at < ${before}
    and (e.kind in ('FENCED', 'RELEASED') or exists (
      select 1 from ${routineEvents} as later
      where later.routine_id = e.routine_id and later.id > e.id and later.kind not in ('FENCED', 'RELEASED')
        and later.at < ${before}
    ))`;

/**
 * Deletes up to `limit` of the oldest runs past the retention, and returns their number. Also
 * deletes the events of their routines that are as old, except the last change before the
 * retention.
 */
export async function deleteOldRuns(
  db: Database,
  options: { retentionDays: number; limit: number },
): Promise<number> {
  const statement = sql`
    with past as (
      select now() - make_interval(days => ${options.retentionDays}) as days
    ), deleted as (
      delete from ${routineRuns}
      where id in (
        select id from ${routineRuns}
        where created_at < (select days from past)
        order by created_at
        limit ${options.limit}
        for update skip locked
      )
      returning id, routine_id
    ), forgotten as (
      ${forgetEvents(sql`select routine_id from deleted`, sql`(select days from past)`)}
    )
    select id from deleted
  `;
  const rows = await withDeadline(LONG_DEADLINE_SECONDS, () => db.execute(statement));
  return rows.length;
}
