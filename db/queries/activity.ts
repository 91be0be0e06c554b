import { sql, type SQL } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import {
  alertMessages,
  channels,
  incidents,
  maintenanceWindows,
  routineRuns,
  routines,
  runsInFlight,
  tags,
  workspaceMembers,
  workspaces,
} from "@/db/schema";

/** More runs than a tick starts at once: older ones have ended, and their routine changed with them. */
const NEWEST_RUNS = 50;

/** As many incidents and messages as change between two looks at a page. */
const NEWEST_ALERTS = 50;

/**
 * A digest of a workspace that changes with every write to it: a run that starts or ends, a routine
 * that is created, edited, rescheduled or deleted, a tag, a window of maintenance, an incident or a
 * message, a name, a member. It is made of the ids of the transactions that wrote the rows, so that it
 * misses no write, in whatever order transactions end.
 */
const digestOf = (workspaceId: SQL) => sql`
    md5(concat_ws(' ',
      (select w.xmin from ${workspaces} as w where w.id = ${workspaceId}),
      (select concat_ws('/', count(*), sum(m.xmin::text::bigint)) from ${workspaceMembers} as m
       where m.workspace_id = ${workspaceId}),
      (select concat_ws('/', count(*), sum(r.xmin::text::bigint)) from ${routines} as r
       where r.workspace_id = ${workspaceId}),
      (select concat_ws('/', count(*), sum(t.xmin::text::bigint)) from ${tags} as t
       where t.workspace_id = ${workspaceId}),
      (select concat_ws('/', count(*), sum(w.xmin::text::bigint))
       from ${maintenanceWindows} as w where w.workspace_id = ${workspaceId}),
      (select concat_ws('/', count(*), sum(newest.writer)) from (
         select o.xmin::text::bigint as writer from ${routineRuns} as o
         where o.workspace_id = ${workspaceId}
         order by o.created_at desc limit ${NEWEST_RUNS}
       ) as newest),
      (select concat_ws('/', count(*), sum(f.xmin::text::bigint)) from ${runsInFlight} as f
       where f.workspace_id = ${workspaceId}),
      (select concat_ws('/', count(*), sum(newest.writer)) from (
         select i.xmin::text::bigint as writer from ${incidents} as i
         where i.workspace_id = ${workspaceId}
         order by i.opened_at desc limit ${NEWEST_ALERTS}
       ) as newest),
      (select concat_ws('/', count(*), sum(newest.writer)) from (
         select m.xmin::text::bigint as writer from ${alertMessages} as m
         where m.workspace_id = ${workspaceId}
         order by m.created_at desc limit ${NEWEST_ALERTS}
       ) as newest),
      (select concat_ws('/', count(*), sum(extract(epoch from c.updated_at))) from ${channels} as c
       where c.workspace_id = ${workspaceId})
    ))`;

/** The digest of a workspace, see `digestOf`. */
export async function readActivity(tx: Transaction, workspaceId: string): Promise<string> {
  const [row] = await tx.execute<{ digest: string }>(
    sql`select ${digestOf(sql`${workspaceId}`)} as digest`,
  );
  if (row === undefined) throw new Error("A digest has one row.");
  return row.digest;
}

/**
 * The digest of the workspace of a member's choice, and the milliseconds until one of its routines is
 * due; null where nothing is going to be. One statement, because open pages ask for it all the time.
 * Returns null where the user belongs to no such workspace.
 */
export async function findMemberActivity(
  tx: Transaction,
  userId: string,
  choice: { required: string | null; preferred: string | null },
): Promise<{ digest: string; nextDueMs: number | null } | null> {
  const chosen = sql`(select id from chosen)`;
  const [row] = await tx.execute<{ digest: string; next_due_ms: string | null }>(sql`
    with chosen as materialized (
      select m.workspace_id as id from ${workspaceMembers} as m
      where m.user_id = ${userId}
        and (${choice.required}::text is null or m.workspace_id::text = lower(${choice.required}))
      order by (m.workspace_id::text = ${choice.preferred}) is true desc, m.created_at, m.workspace_id
      limit 1
    )
    select ${digestOf(chosen)} as digest, (
      select ceil(extract(epoch from min(greatest(r.due_at, r.next_run_at)) - now()) * 1000)
      from ${routines} as r
      where r.workspace_id = ${chosen} and r.is_active
        and greatest(r.due_at, r.next_run_at) > now()
    ) as next_due_ms
    from chosen
  `);
  if (row === undefined) return null;
  return {
    digest: row.digest,
    nextDueMs: row.next_due_ms === null ? null : Number(row.next_due_ms),
  };
}
