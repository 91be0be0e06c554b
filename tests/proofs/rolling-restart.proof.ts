import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { expect, it, onTestFinished } from "vitest";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import { findFreePort } from "@/scripts/start/ports";
import { Launches } from "@/tests/integration/start/launch";
import {
  auditSlots,
  createAccount,
  createMinuteRoutines,
  lastSlotBefore,
} from "@/tests/proofs/support/account";
import { startProxy } from "@/tests/proofs/support/haproxy";
import { percentile, ReadingClient } from "@/tests/proofs/support/reading-client";
import { startSlotReceiver } from "@/tests/proofs/support/slot-receiver";
import { createTestDatabase } from "@/tests/support/test-database";
import { waitFor } from "@/tests/support/wait-for";

const ROUTINES = 120;
const INSTANCES = 3;

/** As the guide says: longer than HAProxy takes to notice. */
const STOP_DELAY_SECONDS = 5;

/** From the turn of a minute until its slots are recorded, on a busy machine too. */
const GRACE_MS = 30 * SECOND_MS;

const shared = {
  CRON_SECRET: "c".repeat(32),
  SUPABASE_JWT_SECRET: "j".repeat(32),
  SECRETS_KEY: "ab".repeat(32),
};

it("three instances restart one after another behind a proxy, and nobody notices", async () => {
  const database = await createTestDatabase("auth_only");
  const launches = new Launches();
  const receiver = await startSlotReceiver();
  const client = new ReadingClient();
  const sql = postgres(database.url, { max: 2, onnotice: () => undefined });
  const ports: number[] = [];
  onTestFinished(async () => {
    await client.stop();
    await launches.end();
    await receiver.close();
    await sql.end();
    await database.close();
  });

  const proxyPort = await findFreePort();
  const variables = {
    ...shared,
    APP_URL: `http://127.0.0.1:${proxyPort}`,
    DATABASE_URL: database.url,
    EGRESS_ALLOW: "127.0.0.1/32",
    MIN_INTERVAL_MINUTES: "1",
    STOP_DELAY_SECONDS: String(STOP_DELAY_SECONDS),
    TRUST_PROXY: "on",
  };
  const instances = [];
  for (let instance = 0; instance < INSTANCES; instance += 1) {
    const launch = await launches.launch(variables);
    await launch.untilReady();
    ports.push(launch.port);
    instances.push(launch);
  }
  const proxy = await startProxy(proxyPort, ports);
  onTestFinished(proxy.stop);
  const account = await createAccount(proxy.url, (await instances[0]?.readEnv()) ?? {});
  const first = await createMinuteRoutines(sql, {
    userId: account.userId,
    url: receiver.url,
    count: ROUTINES,
  });

  const paths = ["/", "/routines", "/runs", "/settings", "/alerts"];
  client.start(
    proxy.url,
    [
      ...paths.map((path) => ({ path, headers: account.page })),
      { path: "/api/routines?limit=20", headers: account.api },
      { path: "/api/live", headers: account.api },
      { path: "/sign-in", headers: {} },
    ],
    4,
  );
  await waitFor("the first slots", () => receiver.requestsBySlot.size >= ROUTINES, 3 * MINUTE_MS);
  expect(client.broken.slice(0, 3)).toEqual([]);

  for (const launch of instances) {
    const startMs = performance.now();
    await launch.stop();
    const stoppedMs = performance.now();
    const again = await launches.launch(variables, {
      directory: launch.directory,
      port: launch.port,
    });
    await again.untilReady();
    console.log(
      `port ${launch.port}: stopped in ${seconds(stoppedMs - startMs)}, back after ${seconds(performance.now() - stoppedMs)}`,
    );
    // Until HAProxy has taken it back.
    await delay(3 * SECOND_MS);
  }

  const restartedAt = new Date();
  const last = await waitFor(
    "a minute after the last restart",
    () => {
      const slot = lastSlotBefore(new Date(), GRACE_MS);
      return slot > restartedAt && slot;
    },
    3 * MINUTE_MS,
  );
  await client.stop();
  const audit = await auditSlots(sql, first, last);
  console.log(audit);
  console.log(
    `${client.tookMs.length} reads: p50 ${percentile(client.tookMs, 0.5).toFixed(0)} ms, p99 ${percentile(client.tookMs, 0.99).toFixed(0)} ms, ${client.broken.length} broken`,
  );
  expect(client.broken.slice(0, 20)).toEqual([]);
  expect(client.tookMs.length).toBeGreaterThan(500);
  expect(audit).toMatchObject({ lost: 0, twice: 0, missed: 0, failed: 0, abandoned: 0 });
  expect(audit.succeeded).toBe(audit.slots);
  const sentTwice = [...receiver.requestsBySlot.values()].filter((requests) => requests > 1);
  expect(sentTwice).toEqual([]);
});

const seconds = (ms: number) => `${(ms / SECOND_MS).toFixed(1)} s`;
