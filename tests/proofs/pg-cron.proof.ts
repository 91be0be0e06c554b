import { existsSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startAuthServer, type AuthServer } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { Launches } from "@/tests/integration/start/launch";
import { requirePackages, startPgbouncer } from "@/tests/proofs/support/pgbouncer";
import { startPostgresServer, type PostgresServer } from "@/tests/support/postgres-server";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import {
  clockScript,
  performRequests,
  removalScript,
  vaultAndNet,
} from "@/tests/support/supabase-extensions";
import { waitFor } from "@/tests/support/wait-for";

/** How long the clock is watched; a whole number. */
const MINUTES = Number(process.env.OPSPULSE_PROOF_MINUTES ?? 5);
const MINUTE_MS = 60_000;
const ROUTINES = 3;

const publishableKey = "sb_publishable_test";
const cronSecret = "c".repeat(32);

const ends: (() => Promise<unknown>)[] = [];
let server: PostgresServer;
let admin: postgres.Sql;
let receiver: Receiver;
let launches: Launches;

beforeAll(async () => {
  server = await startPostgresServer();
  ends.push(server.stop);
  const extension = join(server.binDirectory, "../lib/pg_cron.so");
  await requirePackages(
    ["postgresql-15-cron", "pgbouncer"],
    () => existsSync(extension) && existsSync("/usr/sbin/pgbouncer"),
  );
  admin = postgres(server.adminUrl, { max: 2, onnotice: () => undefined });
  await admin`alter system set shared_preload_libraries = 'pg_cron'`;
  await admin.end();
  await server.restartImmediately();
  admin = postgres(server.adminUrl, { max: 2, onnotice: () => undefined });
  ends.push(() => admin.end());
  await admin.unsafe(vaultAndNet).simple();
  ends.push(await performRequests(server.adminUrl));
  receiver = await startReceiver();
  ends.push(receiver.close);
  launches = new Launches();
  ends.push(() => launches.end());
});

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** A project of Supabase, as far as the app can see: its auth server, and its database behind a pooler. */
async function startInstance() {
  const connection = openAuthConnection(server.adminUrl);
  const project: AuthServer = await startAuthServer({
    connection,
    jwtSecret: "j".repeat(32),
    publishableKey,
    siteUrl: "http://localhost:3000",
    signUp: "open",
    confirmEmail: false,
    onEmail: () => undefined,
  });
  ends.push(() => project.close().then(() => connection.close()));
  const pooler = await startPgbouncer(server.adminUrl);
  ends.push(pooler.stop);
  const app = await launches.launch({
    DATABASE_URL: pooler.url,
    SUPABASE_URL: project.url,
    SUPABASE_PUBLISHABLE_KEY: publishableKey,
    CRON_SECRET: cronSecret,
    OPSPULSE_CLOCK: "off",
    MIN_INTERVAL_MINUTES: "1",
    TICK_LINGER: "off",
    EGRESS_ALLOW: new URL(receiver.url).host,
  });
  await app.untilReady();
  return { app, project };
}

async function createRoutines(appUrl: string, authUrl: string): Promise<void> {
  const signedUp = await fetch(`${authUrl}/auth/v1/signup`, {
    method: "POST",
    headers: { "content-type": "application/json", apikey: publishableKey },
    body: JSON.stringify({ email: "someone@example.com", password: "correct-horse" }),
  });
  const { access_token: token } = (await signedUp.json()) as { access_token: string };
  for (let index = 0; index < ROUTINES; index += 1) {
    const response = await fetch(`${appUrl}/api/routines`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({
        name: `Routine ${index}`,
        endpoint_url: `${receiver.url}/${index}`,
        interval_minutes: 1,
      }),
    });
    expect(response.status).toBe(201);
  }
}

/** Vercel's own clock, which calls as well: the two together must do no harm. */
async function tickAsVercel(appUrl: string): Promise<void> {
  const response = await fetch(`${appUrl}/api/cron/tick`, {
    headers: { authorization: `Bearer ${cronSecret}`, "user-agent": "vercel-cron/1.0" },
  });
  expect(response.status).toBe(200);
}

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test(
  `pg_cron drives an instance behind PgBouncer for ${MINUTES} minutes, beside another clock, and stops when it is removed`,
  async () => {
    const { app, project } = await startInstance();
    await createRoutines(app.url, project.url);
    const script = await clockScript(app.url, cronSecret);
    await admin.unsafe(script).simple();
    await admin.unsafe(script).simple();
    const jobs = await admin<{ jobname: string; command: string }[]>`
      select jobname, command from cron.job order by jobname`;
    expect(jobs.map(({ jobname }) => jobname)).toEqual(["opspulse-tick", "opspulse-tick-history"]);
    expect(jobs.map(({ command }) => command).join()).not.toContain(cronSecret);

    const responses = () => admin<
      { status: number | null; minute: string; error: string | null }[]
    >`
      select status_code as status, error_msg as error, date_trunc('minute', created)::text as minute
      from net._http_response order by created`;
    await waitFor("the first tick", async () => (await responses()).length > 0, 2 * MINUTE_MS);
    for (let minute = 0; minute < MINUTES; minute += 1) {
      await delay(MINUTE_MS);
      await tickAsVercel(app.url);
    }

    const ticks = await responses();
    expect(ticks.filter(({ status, error }) => status !== 200 || error !== null)).toEqual([]);
    // One in every minute, so none was left out and none came twice.
    expect(ticks.length).toBeGreaterThanOrEqual(MINUTES);
    expect(new Set(ticks.map(({ minute }) => minute)).size).toBe(ticks.length);

    const slots = await admin<{ runs: number; status: string; is_first: boolean }[]>`
      select count(*)::int as runs, min(status) as status,
        lag(scheduled_for) over (partition by routine_id order by scheduled_for) is null as is_first
      from runs where triggered_by = 'SCHEDULE' group by routine_id, scheduled_for`;
    expect(slots.length).toBeGreaterThanOrEqual(ROUTINES * (MINUTES - 1));
    expect(slots.filter(({ runs, status }) => runs !== 1 || status !== "SUCCESS")).toEqual([]);
    const keys = receiver.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBe(slots.length);
    const [gaps] = await admin<{ count: number }[]>`
      select count(*)::int as count from (
        select scheduled_for - lag(scheduled_for) over (partition by routine_id order by scheduled_for) as gap
        from runs where triggered_by = 'SCHEDULE'
      ) as steps where gap > interval '1 minute'`;
    expect(gaps?.count).toBe(0);

    await admin.unsafe(await removalScript()).simple();
    const atRemoval = (await responses()).length;
    await delay(MINUTE_MS + 15_000);
    expect(await admin`select from cron.job`).toHaveLength(0);
    expect((await responses()).length).toBeLessThanOrEqual(atRemoval + 1);
    const [secrets] = await admin<
      { count: number }[]
    >`select count(*)::int as count from vault.secrets`;
    expect(secrets?.count).toBe(0);
    console.log(`${ticks.length} ticks by pg_cron, ${slots.length} slots, each run once`);
  },
  (MINUTES + 6) * MINUTE_MS + 480_000,
);
