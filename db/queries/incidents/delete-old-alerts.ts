import { sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { LONG_DEADLINE_SECONDS, withDeadline } from "@/db/connections/deadline";
import { alertMessages, incidentGroups, incidents } from "@/db/schema";

/** Incidents and messages are kept so many times as long as runs. */
const KEPT_TIMES = 4;

/**
 * Deletes up to `limit` of the oldest resolved incidents past their retention, with their timelines and
 * notifications; the groups that have none left, with their messages; and old messages without a group.
 */
export function deleteOldAlerts(
  db: Database,
  { retentionDays, limit }: { retentionDays: number; limit: number },
): Promise<void> {
  const past = sql`(now() - make_interval(days => ${KEPT_TIMES * retentionDays}))`;
  const work = async (tx: Transaction) => {
    const forgotten = await tx.execute<{ group_id: string }>(sql`
      delete from ${incidents}
      where id in (
        select id from ${incidents}
        where state = 'resolved' and resolved_at < ${past}
        order by resolved_at limit ${limit}
        for update skip locked
      )
      returning group_id
    `);
    const groupIds = JSON.stringify(forgotten.map(({ group_id }) => group_id));
    await tx.execute(sql`
      delete from ${incidentGroups} as g
      where g.id in (select id::uuid from json_array_elements_text(${groupIds}::json) as ids(id))
        and not exists (select 1 from ${incidents} as i where i.group_id = g.id)
    `);
    await tx.execute(sql`
      delete from ${alertMessages}
      where id in (
        select id from ${alertMessages}
        where group_id is null and finished_at < ${past} limit ${limit}
        for update skip locked
      )
    `);
  };
  return withDeadline(LONG_DEADLINE_SECONDS, () => db.transaction(work));
}
