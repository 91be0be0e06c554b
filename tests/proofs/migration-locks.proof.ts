import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrateDatabase } from "@/db/migrate";
import { applyMigration } from "@/db/migrations/apply-migration";
import { readMigrations } from "@/db/migrations/migration-files";
import { previousRelease } from "@/db/migrations/releases";
import { migrateUntil } from "@/tests/support/earlier-schema";
import {
  createTestDatabase,
  createTestUser,
  type TestDatabase,
} from "@/tests/support/test-database";

/** What nobody who uses the product notices. */
const LONGEST_WAIT_MS = 200;
const RUNS = 1_000_000;
const ROUTINES = 2_000;
const PROBE_EVERY_MS = 20;

const migrations = readMigrations();
const missing = migrations.slice(
  migrations.findIndex(({ name }) => name === previousRelease.migration) + 1,
);

let database: TestDatabase;

/** What an instance of the previous release does all the time, in its columns. */
const statements = {
  claim: `update public.routines set lock_until = now() + interval '45 seconds', locked_by = 'probe',
      lease_token = lease_token + 1
    where id = (select id from public.routines where is_active order by random() limit 1 for update skip locked)`,
  record: `insert into public.routine_runs
      (workspace_id, routine_id, triggered_by, status, started_at, finished_at, duration_ms)
    select workspace_id, id, 'MANUAL', 'SUCCESS', now(), now(), 5
    from public.routines order by random() limit 1`,
  list: `select id, status, created_at from public.runs
    where routine_id = (select id from public.routines limit 1) order by created_at desc limit 50`,
  page: `select w.name, count(*) from public.workspaces as w join public.routines as r on r.workspace_id = w.id group by w.id`,
};

type Wait = { statement: string; startedAtMs: number; ms: number };

/** Sends each statement again and again, on a connection of its own, until it is stopped. */
function probe(url: string) {
  const waits: Wait[] = [];
  const stopped = new AbortController();
  const clients = Object.entries(statements).map(async ([statement, text]) => {
    const client = postgres(url, { max: 1, prepare: false, onnotice: () => undefined });
    await client`select 1`;
    while (!stopped.signal.aborted) {
      const startedAtMs = performance.now();
      await client.unsafe(text);
      const ms = performance.now() - startedAtMs;
      waits.push({ statement, startedAtMs, ms });
      await delay(Math.max(0, PROBE_EVERY_MS - ms));
    }
    await client.end();
  });
  return {
    waits,
    stop: async () => {
      stopped.abort();
      await Promise.all(clients);
    },
  };
}

beforeAll(async () => {
  database = await createTestDatabase("auth_only");
  const { db } = database;
  await migrateUntil(db, previousRelease.migration);
  const { workspaceId } = await createTestUser(db);
  const client = postgres(database.url, { max: 1, onnotice: () => undefined });
  // The triggers judge what users write, and keep outcomes up to date: not for a made-up past.
  await client`set session_replication_role = replica`;
  await client`
    insert into public.routines (workspace_id, name, interval_minutes, next_run_at, endpoint_url)
    select ${workspaceId}, 'Routine ' || n, 5, date_trunc('minute', now()) + interval '1 day',
      'https://example.com/' || n
    from generate_series(1, ${ROUTINES}::int) as n`;
  await client`
    with numbered as (select id, workspace_id, row_number() over () as place from public.routines)
    insert into public.routine_runs
      (workspace_id, routine_id, triggered_by, status, scheduled_for, started_at, finished_at,
       created_at, duration_ms, http_status, response_body)
    select r.workspace_id, r.id, 'SCHEDULE', 'SUCCESS', at, at, at, at, 20, 200, repeat('x', 200)
    from generate_series(1, ${RUNS}::int) as n
    join numbered as r on r.place = 1 + n % ${ROUTINES}::int
    cross join lateral (select date_trunc('minute', now()) - n / ${ROUTINES}::int * interval '5 minutes' as at) as t`;
  await client`vacuum analyze`;
  await client.end();
});

afterAll(() => database.close());

test(`no migration since ${previousRelease.version} makes anybody wait for 200 ms on a million runs`, async () => {
  const { db } = database;
  const prober = probe(database.url);
  await delay(2_000);
  const before = Math.max(...prober.waits.map(({ ms }) => ms));
  const windows: { name: string; from: number; until: number }[] = [];
  try {
    for (const migration of missing) {
      const from = performance.now();
      await applyMigration(db, migration);
      windows.push({ name: migration.name, from, until: performance.now() });
      await delay(500);
    }
  } finally {
    await prober.stop();
  }
  console.log(
    `before: longest ${before.toFixed(0)} ms, of ${prober.waits.length} statements in all`,
  );
  const longest = windows.map(({ name, from, until }) => {
    const met = prober.waits
      .filter(({ startedAtMs, ms }) => startedAtMs < until && startedAtMs + ms > from)
      .sort((a, b) => b.ms - a.ms)[0];
    const took = (until - from).toFixed(0);
    console.log(
      `${name}: ${took} ms, the longest statement beside it ${met?.ms.toFixed(0) ?? "-"} ms (${met?.statement ?? "none"})`,
    );
    return { name, ms: met?.ms ?? 0 };
  });
  expect(longest.filter(({ ms }) => ms > LONGEST_WAIT_MS)).toEqual([]);
  expect(await migrateDatabase(db)).toBe(0);
});
