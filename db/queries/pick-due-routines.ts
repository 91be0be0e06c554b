import { sql, type SQL } from "drizzle-orm";
import type { Database } from "@/db/client";
import { routines, workspaces } from "@/db/schema";

/**
 * The choice of the due routines that a claim takes, so that no workspace starves.
 *
 * A window of the oldest due rows is read from `idx_routines_due`: one index scan, whatever the
 * size of the table. Their workspaces take turns, counting what each has in flight already, and no
 * host gets more rows than its cap. If one herd fills the whole window, the workspaces that have
 * something due are looked up (`findDueWorkspaces`), and the oldest rows of those with less than
 * their share in the window are added to it.
 */

/** The rows of the window for each requested row, and the smallest window. */
const WINDOW_FACTOR = 4;
const SMALLEST_WINDOW = 200;

/** The least rows of each workspace that waits behind a herd. */
const SMALLEST_SHARE = 5;

/** The claims of a tick that are not yet recorded, counted by workspace and by host. */
type InFlight = {
  byWorkspace: ReadonlyMap<string, number>;
  byHost: ReadonlyMap<string, number>;
};

export type PickOptions = {
  limit: number;
  slackSeconds: number;
  maxPerHost: number;
  inFlight: InFlight;
  /** Workspaces that are known to wait behind a herd. */
  waitingWorkspaces: readonly string[];
};

const dueTime = (alias: string) => sql.raw(`greatest(${alias}.due_at, ${alias}.next_run_at)`);

const isDue = (alias: string, slackSeconds: number): SQL => sql`
  ${sql.raw(alias)}.is_active
  and ${dueTime(alias)} <= now() + make_interval(secs => ${slackSeconds})
  and (${sql.raw(alias)}.lock_until is null or ${sql.raw(alias)}.lock_until <= now())
`;

const toJson = (counts: ReadonlyMap<string, number>) =>
  JSON.stringify(Array.from(counts, ([key, count]) => ({ key, count })));

/** The rows of each waiting workspace: an even share of those in flight and requested, or more. */
function countRowsOfWaiting(pick: PickOptions): number {
  const inFlight = Array.from(pick.inFlight.byWorkspace.values()).reduce((sum, n) => sum + n, 0);
  const evenShare = (pick.limit + inFlight) / Math.max(1, pick.waitingWorkspaces.length);
  return Math.min(pick.limit, Math.max(SMALLEST_SHARE, Math.ceil(evenShare)));
}

/**
 * A query for the ids to claim in the order of their turns, without rows of hosts at their cap. The
 * caller applies `limit`, because it skips rows that others have locked.
 */
export function pickDueRoutines(pick: PickOptions): SQL {
  const window = Math.max(SMALLEST_WINDOW, pick.limit * WINDOW_FACTOR);
  const full = Array.from(pick.inFlight.byHost)
    .filter(([, count]) => count >= pick.maxPerHost)
    .map(([host]) => host);
  // The planner assumes that `?` rarely matches, and so keeps to the index that has the order.
  const notFull = sql`not (${JSON.stringify(full)}::jsonb ? r.endpoint_host)`;
  const share = countRowsOfWaiting(pick);
  return sql`
    with oldest as (
      select r.id, r.workspace_id, r.endpoint_host, ${dueTime("r")} as due
      from ${routines} as r
      where ${isDue("r", pick.slackSeconds)} and ${notFull}
      order by ${dueTime("r")}
      limit ${window}
    ), seen as (
      select workspace_id, count(*) from oldest group by workspace_id
    ), frontier as (
      select * from oldest
      union
      select waiting.*
      from jsonb_array_elements_text(${JSON.stringify(pick.waitingWorkspaces)}::jsonb) as w(id)
      left join seen on seen.workspace_id = w.id::uuid
      cross join lateral (
        select r.id, r.workspace_id, r.endpoint_host, ${dueTime("r")} as due
        from ${routines} as r
        where r.workspace_id = w.id::uuid and ${isDue("r", pick.slackSeconds)} and ${notFull}
        order by ${dueTime("r")}
        limit ${share}
      ) as waiting
      where coalesce(seen.count, 0) < ${share}
    ), queued as (
      select f.id, f.endpoint_host, f.due,
        row_number() over (partition by f.workspace_id order by f.due, f.id)
          + coalesce(tenant.count, 0) as turn
      from frontier as f
      left join jsonb_to_recordset(${toJson(pick.inFlight.byWorkspace)}::jsonb)
        as tenant(key uuid, count integer) on tenant.key = f.workspace_id
    ), placed as (
      select q.id, q.turn, q.due,
        row_number() over (partition by q.endpoint_host order by q.turn, q.due, q.id)
          + coalesce(host.count, 0) as place
      from queued as q
      left join jsonb_to_recordset(${toJson(pick.inFlight.byHost)}::jsonb)
        as host(key text, count integer) on host.key = q.endpoint_host
    )
    select id, turn, due from placed where place <= ${pick.maxPerHost}
  `;
}

/** The condition that a row is still due when it is locked. */
export const isStillDue = (slackSeconds: number): SQL => isDue("routines", slackSeconds);

/**
 * Up to `limit` workspaces that have something due, starting at a random one. Takes one index probe
 * for each workspace, so it is only for claims whose window a herd fills.
 */
export async function findDueWorkspaces(
  db: Database,
  options: { slackSeconds: number; limit: number },
): Promise<string[]> {
  const pivot = crypto.randomUUID();
  const dueFrom = (range: SQL) => sql`(
    select w.id from ${workspaces} as w
    cross join lateral (
      select 1 from ${routines} as r
      where r.workspace_id = w.id and ${isDue("r", options.slackSeconds)}
      order by ${dueTime("r")}
      limit 1
    ) as due
    where ${range}
    order by w.id
    limit ${options.limit}
  )`;
  const rows = await db.execute<{ id: string }>(sql`
    select id from (
      ${dueFrom(sql`w.id >= ${pivot}`)} union all ${dueFrom(sql`w.id < ${pivot}`)}
    ) as due
    limit ${options.limit}
  `);
  return rows.map((row) => row.id);
}
