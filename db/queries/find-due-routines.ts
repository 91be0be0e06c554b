import { sql, type SQL } from "drizzle-orm";
import type { Database } from "@/db/client";
import { dueReplays, nextReplayMs, type DueReplay } from "@/db/queries/replays/find-due-replays";
import { routines, workspaces } from "@/db/schema";

/**
 * What is due, read without a lock. A tick chooses from it who starts next, and claims by id.
 *
 * The oldest due rows come from `idx_routines_due`: one index scan of at most `depth` rows, whatever
 * the size of the table. Where a herd fills it, the oldest rows of the other workspaces that have
 * something due (`findDueWorkspaces`) come from `idx_routines_workspace_due`.
 */

/** The most ids of one group, so that the response stays small however many are due. */
const MOST_OF_A_GROUP = 1_000;

/** The rows that waiting workspaces get together, and the least of each. */
const ROWS_OF_WAITING = 2_000;
const LEAST_OF_A_WORKSPACE = 20;

/** Due routines of one workspace, host and route: a URL without its query and its digits. */
export type DueGroup = {
  workspaceId: string;
  host: string;
  route: string;
  /** The oldest first. */
  ids: string[];
  /** Milliseconds since the oldest of them was due. */
  lagMs: number;
  /** The last outcome of one of them at least was a success. */
  hasSucceeded: boolean;
};

export type DueRoutines = {
  groups: DueGroup[];
  replays: DueReplay[];
  /** More may be due than was read. */
  isCut: boolean;
  /** Milliseconds until the next routine or replay is due; null where there is none. */
  nextDueMs: number | null;
};

const dueTime = (alias: string) => sql.raw(`greatest(${alias}.due_at, ${alias}.next_run_at)`);

const isFree = (alias: string): SQL => sql`
  ${sql.raw(alias)}.is_active
  and (${sql.raw(alias)}.lock_until is null or ${sql.raw(alias)}.lock_until <= now())
`;

const isDue = (alias: string, slackSeconds: number): SQL => sql`
  ${isFree(alias)}
  and ${dueTime(alias)} <= now() + make_interval(secs => ${slackSeconds})
`;

/** The condition that a row is still due when it is locked. */
export const isStillDue = (slackSeconds: number): SQL => isDue("routines", slackSeconds);

/**
 * A scalar: milliseconds until the first routine without a lease is due, of all of them or of those
 * that are due after the slack. Negative where it is due already.
 */
export function nextDueMs(afterSlackSeconds?: number): SQL {
  const isLater =
    afterSlackSeconds !== undefined &&
    sql`and ${dueTime("n")} > now() + make_interval(secs => ${afterSlackSeconds})`;
  return sql`(
    select ceil(extract(epoch from ${dueTime("n")} - now()) * 1000)::float8
    from ${routines} as n
    where ${isFree("n")} ${isLater || undefined}
    order by ${dueTime("n")}
    limit 1
  )`;
}

/** The `depth` oldest due routines, and the oldest ones of each of `workspaceIds`, in groups; and replays. */
export async function findDueRoutines(
  db: Database,
  options: { slackSeconds: number; depth: number; workspaceIds: readonly string[] },
): Promise<DueRoutines> {
  const { slackSeconds, depth, workspaceIds } = options;
  const each = Math.max(
    LEAST_OF_A_WORKSPACE,
    Math.ceil(ROWS_OF_WAITING / Math.max(1, workspaceIds.length)),
  );
  const columns = sql`
    r.id, r.workspace_id, r.endpoint_host, r.last_outcome, ${dueTime("r")} as due,
    translate(split_part(r.endpoint_url, '?', 1), '0123456789', '') as route
  `;
  const [row] = await db.execute<{
    groups: DueGroup[];
    replays: DueReplay[];
    count: number;
    next_due_ms: number | null;
  }>(sql`
    with oldest as materialized (
      select ${columns} from ${routines} as r
      where ${isDue("r", slackSeconds)}
      order by ${dueTime("r")}
      limit ${depth}
    ), found as (
      select * from oldest
      union
      select waiting.*
      from (
        -- The limit tells the planner how few they are: by its own guess it would compile the query.
        select id from jsonb_array_elements_text(${JSON.stringify(workspaceIds)}::jsonb) as ids(id)
        limit ${workspaceIds.length}
      ) as w
      cross join lateral (
        select ${columns} from ${routines} as r
        where r.workspace_id = w.id::uuid and ${isDue("r", slackSeconds)}
        order by ${dueTime("r")}
        limit ${each}
      ) as waiting
    ), ranked as (
      select *, row_number() over (
        partition by workspace_id, endpoint_host, route order by due, id
      ) as place
      from found
    ), groups as (
      select jsonb_build_object(
        'workspaceId', workspace_id, 'host', endpoint_host, 'route', route,
        'ids', jsonb_agg(id order by place),
        'lagMs', extract(epoch from now() - min(due)) * 1000,
        'hasSucceeded', coalesce(bool_or(last_outcome in ('SUCCESS', 'DEGRADED')), false)
      ) as "group"
      from ranked
      where place <= ${MOST_OF_A_GROUP}
      group by workspace_id, endpoint_host, route
    )
    select coalesce((select jsonb_agg("group") from groups), '[]') as groups,
      (select count(*)::integer from oldest) as count,
      ${dueReplays()} as replays,
      least(${nextDueMs(slackSeconds)}, ${nextReplayMs({ onlyLater: true })}) as next_due_ms
  `);
  return {
    groups: row?.groups ?? [],
    replays: row?.replays ?? [],
    isCut: (row?.count ?? 0) >= depth,
    nextDueMs: row?.next_due_ms ?? null,
  };
}

/**
 * Up to `limit` workspaces that have something due, starting at a random one. Takes one index probe
 * for each workspace, so it is only for ticks whose oldest rows are a herd's.
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
