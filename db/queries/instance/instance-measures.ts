import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import {
  alertMessages,
  incidents,
  notifications,
  routineRuns,
  routines,
  runsInFlight,
  schedulerHours,
  workspaces,
} from "@/db/schema";

/** What an instance has at this moment, over all workspaces. */
export type Stock = {
  activeRoutines: number;
  workspaces: number;
  runsInFlight: number;
  unresolvedIncidents: number;
  /** Notifications and messages that are to be sent. */
  pendingMessages: number;
  /** Seconds since the oldest of them was due; 0 where none is. */
  oldestPendingSeconds: number;
  databaseBytes: number;
};

/** Counts what an instance has. Each part reads an index or a small table. */
export async function readStock(db: Database): Promise<Stock> {
  const [row] = await db.execute<Record<string, string | null>>(sql`
    with pending as (
      select due_at from ${notifications} where message_id is null and skip_reason is null
      union all
      select due_at from ${alertMessages} where status = 'PENDING'
    )
    select
      (select count(*) from ${routines} where is_active) as active_routines,
      (select count(*) from ${workspaces}) as workspaces,
      (select count(*) from ${runsInFlight}) as runs_in_flight,
      (select count(*) from ${incidents} where state <> 'resolved') as unresolved_incidents,
      (select count(*) from pending) as pending_messages,
      (select greatest(0, extract(epoch from now() - min(due_at))) from pending) as oldest_pending_seconds,
      pg_database_size(current_database()) as database_bytes
  `);
  const number = (name: string) => Number(row?.[name] ?? 0);
  return {
    activeRoutines: number("active_routines"),
    workspaces: number("workspaces"),
    runsInFlight: number("runs_in_flight"),
    unresolvedIncidents: number("unresolved_incidents"),
    pendingMessages: number("pending_messages"),
    oldestPendingSeconds: number("oldest_pending_seconds"),
    databaseBytes: number("database_bytes"),
  };
}

export type TableSize = { name: string; bytes: number; rows: number };

/** The largest tables of the schema with their indexes, and about how many rows they have. */
export async function listLargestTables(db: Database, limit: number): Promise<TableSize[]> {
  const rows = await db.execute<{ name: string; bytes: string; rows: string }>(sql`
    select relname as name, pg_total_relation_size(oid) as bytes,
      greatest(0, reltuples, pg_stat_get_live_tuples(oid))::bigint as rows
    from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'
    order by bytes desc, name limit ${limit}
  `);
  return rows.map((row) => ({
    name: row.name,
    bytes: Number(row.bytes),
    rows: Number(row.rows),
  }));
}

/** The size that the database had at the beginning of the last `days` that is known; null where none is. */
export async function findEarlierSize(
  db: Database,
  days: number,
): Promise<{ bytes: number; seconds: number } | null> {
  const [row] = await db.execute<{ bytes: string; seconds: number }>(sql`
    select database_bytes as bytes, extract(epoch from now() - hour)::float8 as seconds
    from ${schedulerHours}
    where database_bytes is not null and hour > now() - make_interval(days => ${days})
    order by hour limit 1
  `);
  return row === undefined ? null : { bytes: Number(row.bytes), seconds: row.seconds };
}

export type BusyWorkspace = { id: string; name: string; routines: number; runs: number };

/** The workspaces with the most runs of the last day. It reads that day's history: for a person who asks. */
export async function listBusiestWorkspaces(db: Database, limit: number): Promise<BusyWorkspace[]> {
  const rows = await db.execute<{ id: string; name: string; routines: string; runs: string }>(sql`
    with lately as (
      select workspace_id, count(*) as runs from ${routineRuns}
      where created_at > now() - interval '1 day'
      group by workspace_id order by runs desc limit ${limit}
    )
    select w.id, w.name, lately.runs,
      (select count(*) from ${routines} as r where r.workspace_id = w.id and r.is_active) as routines
    from lately join ${workspaces} as w on w.id = lately.workspace_id
    order by lately.runs desc, w.id
  `);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    routines: Number(row.routines),
    runs: Number(row.runs),
  }));
}

export type SeenWorker = { name: string; runs: number; lastSeconds: number };

/** The processes that ran something in the last quarter of an hour, the latest first. */
export async function listWorkers(db: Database, limit: number): Promise<SeenWorker[]> {
  const rows = await db.execute<{ name: string; runs: string; seconds: number }>(sql`
    with lately as (
      select worker_id, created_at from ${routineRuns}
      where created_at > now() - interval '15 minutes' and worker_id is not null
      union all
      select worker_id, created_at from ${runsInFlight}
    )
    select worker_id as name, count(*) as runs,
      greatest(0, extract(epoch from now() - max(created_at)))::float8 as seconds
    from lately group by worker_id order by seconds, name limit ${limit}
  `);
  return rows.map((row) => ({
    name: row.name,
    runs: Number(row.runs),
    lastSeconds: row.seconds,
  }));
}
