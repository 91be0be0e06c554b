import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { openDatabase, type Database } from "@/db/client";
import { migrateDatabase } from "@/db/migrate";
import { prepareAuth } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { startPostgresServer } from "@/tests/support/postgres-server";

export type BenchDatabase = {
  url: string;
  db: Database;
  sql: postgres.Sql;
  /** Drops the database. */
  close: () => Promise<void>;
};

export type BenchServer = {
  /** What the numbers depend on: the version, and how durable a commit is. */
  description: string;
  createDatabase: () => Promise<BenchDatabase>;
  close: () => Promise<void>;
};

/**
 * The PostgreSQL of a benchmark: the one at `url`, as a superuser, or one of its own on loopback,
 * which does not flush to disk.
 */
export async function openBenchServer(url: string | undefined): Promise<BenchServer> {
  const own = url === undefined ? await startPostgresServer() : null;
  const adminUrl = url ?? own?.adminUrl ?? "";
  const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  const [settings] = await admin<{ description: string }[]>`
    select format('PostgreSQL %s, fsync %s, synchronous_commit %s, full_page_writes %s',
      current_setting('server_version'), current_setting('fsync'),
      current_setting('synchronous_commit'), current_setting('full_page_writes')) as description`;
  return {
    description: settings?.description ?? "",
    createDatabase: () => createDatabase(admin, adminUrl),
    close: async () => {
      await admin.end();
      await own?.stop();
    },
  };
}

async function createDatabase(admin: postgres.Sql, adminUrl: string): Promise<BenchDatabase> {
  const name = `bench_${randomUUID().replaceAll("-", "")}`;
  await admin`create database ${admin(name)} template template0`;
  const url = new URL(name, adminUrl).href;
  const auth = openAuthConnection(url);
  await prepareAuth(auth).finally(() => auth.close());
  const { db, close } = openDatabase(url, { maxConnections: 2 });
  await migrateDatabase(db);
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  return {
    url,
    db,
    sql,
    close: async () => {
      await sql.end();
      await close();
      await admin`drop database ${admin(name)} with (force)`;
    },
  };
}

/**
 * Makes users, whose workspaces come with them, and hourly routines spread evenly over those
 * workspaces and over the hours to come: none is due.
 */
export async function createRoutines(
  sql: postgres.Sql,
  options: { workspaces: number; routines: number; endpointOrigin: string },
): Promise<void> {
  await sql`
    insert into auth.users (id, email)
    select id, id || '@example.com'
    from (select gen_random_uuid() as id from generate_series(1, ${options.workspaces})) as users`;
  await sql`
    with homes as (
      select id, row_number() over () - 1 as place, count(*) over () as total from workspaces
    )
    insert into routines (workspace_id, name, interval_minutes, next_run_at, endpoint_url)
    select homes.id, 'Routine ' || n, 60,
      date_trunc('minute', now(), 'UTC') + make_interval(mins => (60 + n % 600)::integer),
      ${options.endpointOrigin} || '/' || n
    from generate_series(1, ${options.routines}::bigint) as n
    join homes on homes.place = n % homes.total`;
  await sql`vacuum analyze`;
}
