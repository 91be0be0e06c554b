import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { expect, it, onTestFinished } from "vitest";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import { sendAccount } from "@/scripts/stack/auth-client";
import type { StackAddress } from "@/scripts/stack/env-file";
import { Launches } from "@/tests/integration/start/launch";
import {
  auditSlots,
  createAccount,
  createMinuteRoutines,
  lastSlotBefore,
} from "@/tests/proofs/support/account";
import { AcknowledgingClient } from "@/tests/proofs/support/acknowledging-client";
import { startSlotReceiver } from "@/tests/proofs/support/slot-receiver";
import { startPostgresServer, startStandbyServer } from "@/tests/support/postgres-server";
import { waitFor } from "@/tests/support/wait-for";

const SCHEDULED = 60;

/** So that runs are in flight when the primary is lost, and end while there is none. */
const SLOT_RESPONSE_MS = 1_000;

/** From the turn of a minute until its slots are recorded: leases that were lost take 45 s to end. */
const GRACE_MS = 100 * SECOND_MS;

const quiet = { max: 1, onnotice: () => undefined };

const shared = {
  CRON_SECRET: "c".repeat(32),
  SUPABASE_JWT_SECRET: "j".repeat(32),
  SECRETS_KEY: "ab".repeat(32),
};

it("a primary that is lost under load takes nothing along that was acknowledged", async () => {
  const primary = await startPostgresServer();
  onTestFinished(primary.stop);
  const standby = await startStandbyServer(primary);
  onTestFinished(standby.stop);
  const receiver = await startSlotReceiver(async (path, response) => {
    await delay(path === "/" ? 20 : SLOT_RESPONSE_MS);
    response.writeHead(200).end("ok");
  });
  onTestFinished(receiver.close);
  const launches = new Launches();
  onTestFinished(() => launches.end());

  const variables = {
    ...shared,
    DATABASE_URL: `postgres://postgres@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/postgres?target_session_attrs=read-write`,
    EGRESS_ALLOW: "127.0.0.1/32",
    MIN_INTERVAL_MINUTES: "1",
    MAX_CONCURRENCY: "50",
    MAX_CONCURRENCY_PER_HOST: "50",
    RATE_LIMITS: "off",
    LOG_LEVEL: "silent",
  };
  const instances = [await launches.launch(variables), await launches.launch(variables)];
  for (const launch of instances) await launch.untilReady();
  const [one, other] = instances;
  if (one === undefined || other === undefined) throw new Error("There are two.");
  const env = await one.readEnv();
  // Sessions are the cookies of an address; the token is good at both.
  const account = await createAccount(env.APP_URL ?? "", env);

  const before = postgres(primary.adminUrl, quiet);
  const first = await createMinuteRoutines(before, {
    userId: account.userId,
    url: receiver.url,
    count: SCHEDULED,
  });
  const manual = await before<{ id: string }[]>`
    insert into routines (workspace_id, name, interval_minutes, next_run_at, endpoint_url)
    select workspace_id, 'By hand ' || n, 1440, date_trunc('minute', now()) + interval '1 day', ${receiver.url}::text
    from (select workspace_id from routines limit 1) as own, generate_series(1, 8) as n
    returning id`;
  const ids = manual.map(({ id }) => id);
  await before.end();

  const client = new AcknowledgingClient();
  onTestFinished(() => client.stop());
  ids.forEach((id, index) => client.start((index % 2 === 0 ? one : other).url, account.api, [id]));
  await waitFor("load", () => client.acknowledged.size > 100, MINUTE_MS);
  const isInSecondMinute = () => receiver.requestsBySlot.size > 1.5 * SCHEDULED;
  await waitFor("runs in flight", isInSecondMinute, 4 * MINUTE_MS);

  const killedAtMs = performance.now();
  await primary.kill();
  const health = await waitFor("the word that the database is down", async () => {
    const response = await fetch(`${one.url}/api/health`);
    return response.status === 503 && ((await response.json()) as { problems: string[] });
  });
  expect(health.problems).toEqual(["database_down"]);
  const page = await fetch(`${one.url}/routines`, { headers: account.page });
  expect(await page.text()).toContain("The database isn");
  const refused = await fetch(`${one.url}/api/routines`, { headers: account.api });
  expect(refused.status).toBe(503);

  const promotedAtMs = performance.now();
  const after = postgres(standby.adminUrl, quiet);
  onTestFinished(() => after.end());
  await after`select pg_promote()`;
  const recoveredAtMs = await waitFor(
    "the first result after the failover",
    () => client.acknowledgedAtMs.find((atMs) => atMs > promotedAtMs),
    MINUTE_MS,
  );
  const failedOverAt = new Date();
  console.log(
    `down for ${seconds(recoveredAtMs - killedAtMs)}; back ${seconds(recoveredAtMs - promotedAtMs)} after the promotion`,
  );
  const signedIn = await waitFor("a sign-in", async () => {
    const response = await sendAccount(env as StackAddress, "token?grant_type=password", {
      email: "bench@example.com",
      password: "correct-horse",
    }).catch(() => null);
    return response?.ok === true;
  });
  expect(signedIn).toBe(true);

  // The first of its servers is gone.
  const late = await launches.launch(variables);
  await late.untilReady();

  const last = await waitFor(
    "a minute after the failover",
    () => {
      const slot = lastSlotBefore(new Date(), GRACE_MS);
      return slot > failedOverAt && slot;
    },
    5 * MINUTE_MS,
  );
  await client.stop();
  const recorded = new Map(
    (
      await after<{ id: string; status: string }[]>`
        select id, status from routine_runs where triggered_by = 'MANUAL'`
    ).map(({ id, status }) => [id, status]),
  );
  const lost = [...client.acknowledged].filter(([id, status]) => recorded.get(id) !== status);
  const audit = await auditSlots(after, first, last);
  console.log(audit);
  console.log(
    `${client.acknowledged.size} results acknowledged, ${lost.length} of them lost; other responses: ${JSON.stringify([...client.refusals])}`,
  );
  const sentTwice = [...receiver.requestsBySlot.values()].filter((requests) => requests > 1);
  console.log(`${sentTwice.length} of the slots' requests were sent once more`);
  expect(lost).toEqual([]);
  expect(client.acknowledged.size).toBeGreaterThan(200);
  expect([...client.refusals.keys()].filter((status) => status !== 503 && status !== 409)).toEqual(
    [],
  );
  expect(audit).toMatchObject({ lost: 0, twice: 0, missed: 0, failed: 0 });
  expect(audit.slots).toBeGreaterThanOrEqual(3 * SCHEDULED);
  const output = instances.map((launch) => launch.lines.join("\n"));
  for (const lines of output) expect(lines).not.toContain("ended with");
});

const seconds = (ms: number) => `${(ms / SECOND_MS).toFixed(1)} s`;
