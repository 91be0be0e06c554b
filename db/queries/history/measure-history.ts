import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { BARE_RUN_BYTES, tableBytes } from "@/db/queries/history/run-bytes";
import { routineRuns } from "@/db/schema";

/** The size of the run history, with its indexes, in bytes. */
export type HistorySize = {
  /** On disk. It doesn't shrink when runs are deleted: their space is used again. */
  fileBytes: number;
  /** What the runs that are there take of it, estimated. */
  usedBytes: number;
};

type MeanRun = { tableBytes: number; durationMs: number | null };

/** Pages of 8 KB that an estimate reads at most. */
const SAMPLE_PAGES = 500;

/** The size of the database on disk, in bytes, as hosts count it. */
export async function measureDatabase(db: Database): Promise<number> {
  const [row] = await db.execute<{ bytes: string }>(
    sql`select pg_database_size(current_database()) as bytes`,
  );
  return Number(row?.bytes ?? 0);
}

/** Counting a million takes about a tenth of a second. */
const MOST_COUNTED = 1_000_000;

const table = sql`'public.routine_runs'::regclass`;

/** The size of the history on disk, in bytes, which is cheap to ask for. */
export async function measureHistoryFile(db: Database): Promise<number> {
  const [row] = await db.execute<{ bytes: string }>(
    sql`select pg_total_relation_size(${table}) as bytes`,
  );
  return Number(row?.bytes ?? 0);
}

const readFile = sql`
  select pg_total_relation_size(oid) as bytes, pg_indexes_size(oid) as index_bytes,
    pg_relation_size(oid) / current_setting('block_size')::int as pages,
    greatest(reltuples, pg_stat_get_live_tuples(oid), 0) as runs
  from pg_class where oid = ${table}`;

type File = Record<"bytes" | "index_bytes" | "pages" | "runs", string | number>;

async function sampleRuns(db: Database, pages: number): Promise<MeanRun | null> {
  const percent = Math.min(100, (100 * SAMPLE_PAGES) / Math.max(1, pages));
  const [mean] = await db.execute<{ bytes: number | null; duration_ms: number | null }>(sql`
    select avg(${tableBytes})::float8 as bytes, avg(r.duration_ms)::float8 as duration_ms
    from ${routineRuns} as r tablesample system (${percent})`);
  return mean?.bytes == null ? null : { tableBytes: mean.bytes, durationMs: mean.duration_ms };
}

/** The average run, by a sample of the history; null where there is none. */
export async function measureMeanRun(
  db: Database,
): Promise<{ bytes: number; durationMs: number | null } | null> {
  const [file] = await db.execute<File>(readFile);
  const mean = await sampleRuns(db, Number(file?.pages ?? 0));
  return mean && { bytes: mean.tableBytes + BARE_RUN_BYTES.indexes, durationMs: mean.durationMs };
}

/**
 * Estimates what the runs take, by a sample of their pages. Up to a million they are counted; the
 * statistics of the server, which are used beyond that, may miss what the last seconds changed.
 */
export async function measureHistory(db: Database): Promise<HistorySize> {
  const [file] = await db.execute<File>(readFile);
  const fileBytes = Number(file?.bytes ?? 0);
  const mean = await sampleRuns(db, Number(file?.pages ?? 0));
  const supposed = Number(file?.runs ?? 0);
  const runs = supposed > MOST_COUNTED ? supposed : await db.$count(routineRuns);
  const indexBytes = Math.min(Number(file?.index_bytes ?? 0), runs * 1.5 * BARE_RUN_BYTES.indexes);
  const usedBytes = Math.round(runs * (mean?.tableBytes ?? 0) + indexBytes);
  return { fileBytes, usedBytes: Math.min(fileBytes, usedBytes) };
}
