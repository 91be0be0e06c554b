import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { routineRuns } from "@/db/schema";

/** Deletes up to `limit` of the oldest runs that are past their days, and returns how many. */
export async function deleteOldRuns(
  db: Database,
  options: { retentionDays: number; limit: number },
): Promise<number> {
  const rows = await db.execute(sql`
    delete from ${routineRuns}
    where id in (
      select id from ${routineRuns}
      where created_at < now() - make_interval(days => ${options.retentionDays})
        and status <> 'RUNNING'
      order by created_at
      limit ${options.limit}
      for update skip locked
    )
    returning id
  `);
  return rows.length;
}
