import { mkdtemp, rm } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { expect, it, onTestFinished } from "vitest";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import { Launches } from "@/tests/integration/start/launch";
import {
  auditSlots,
  createAccount,
  createMinuteRoutines,
  lastSlotBefore,
} from "@/tests/proofs/support/account";
import { percentile, ReadingClient } from "@/tests/proofs/support/reading-client";
import { startSlotReceiver } from "@/tests/proofs/support/slot-receiver";
import { growthPerMinute, readSamples, type Sample } from "@/tests/proofs/support/soak-samples";
import { createTestDatabase } from "@/tests/support/test-database";
import { waitFor } from "@/tests/support/wait-for";

/** `SOAK_MINUTES=120 npm run soak` is the long one. Shorter ones than four minutes judge no memory. */
const minutes = Number(process.env.SOAK_MINUTES ?? 10);
const ROUTINES = Number(process.env.SOAK_ROUTINES ?? 2_000);
const SAMPLE_EVERY_MS = 15 * SECOND_MS;

/** Caches fill, and what is loaded late is loaded, in this share of the time. */
const WARM_UP_SHARE = 0.3;
const SHORTEST_JUDGED_MINUTES = 4;

/** What may be left of the whole time after the warm-up, however long it was. */
const MOST_HEAP_GROWTH_BYTES = 16 * 1_024 * 1_024;
const MOST_RSS_GROWTH_BYTES = 64 * 1_024 * 1_024;

/** From the turn of a minute until its slots are recorded, retries included. */
const GRACE_MS = 45 * SECOND_MS;

/** Longer than any connection rests before it is closed, and a sample after that. */
const REST_MS = 75 * SECOND_MS + 2 * SAMPLE_EVERY_MS;

/** Sockets, timers and connections that may be there at one rest and not at another. */
const REST_SLACK = 6;

/** Of two instances: 10 of the app and 4 of the auth server each, and those of the start and the clock. */
const MOST_CONNECTIONS = 2 * (10 + 4 + 2);

const variables = {
  CRON_SECRET: "c".repeat(32),
  SUPABASE_JWT_SECRET: "j".repeat(32),
  SECRETS_KEY: "ab".repeat(32),
  EGRESS_ALLOW: "127.0.0.1/32",
  MIN_INTERVAL_MINUTES: "1",
  MAX_CONCURRENCY: "100",
  MAX_CONCURRENCY_PER_HOST: "100",
  SCHEDULER_BATCH_LIMIT: "100",
  LOG_LEVEL: "silent",
};

/** Of 20 routines one gets an error, one a broken connection, two wait, and the rest get a 200. */
async function respond(path: string, response: ServerResponse): Promise<void> {
  const kind = Number(path.slice(1)) % 20;
  if (kind === 0) response.writeHead(500).end("failed");
  else if (kind === 1) response.destroy();
  else {
    await delay(kind === 2 ? 2_000 : kind === 3 ? 500 : 10);
    response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}');
  }
}

it(
  `two instances work for ${minutes} minutes, and hold no more at the end than after a while`,
  async () => {
    const database = await createTestDatabase("auth_only");
    const launches = new Launches();
    const receiver = await startSlotReceiver(respond);
    const client = new ReadingClient();
    const directory = await mkdtemp(join(tmpdir(), "opspulse-soak-"));
    const sql = postgres(database.url, { max: 1, onnotice: () => undefined });
    onTestFinished(async () => {
      await client.stop();
      await launches.end();
      await receiver.close();
      await sql.end();
      await database.close();
      await rm(directory, { recursive: true });
    });

    const probe = join(import.meta.dirname, "support/soak-probe.cjs");
    const instances = [];
    for (let instance = 0; instance < 2; instance += 1) {
      const launch = await launches.launch({
        ...variables,
        DATABASE_URL: database.url,
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --require ${JSON.stringify(probe)}`,
        OPSPULSE_SOAK_DIRECTORY: directory,
        OPSPULSE_SOAK_EVERY_MS: String(SAMPLE_EVERY_MS),
      });
      await launch.untilReady();
      instances.push(launch);
    }
    const env = (await instances[0]?.readEnv()) ?? {};
    const account = await createAccount(env.APP_URL ?? "", env);

    const readConnections = async () => {
      const [row] = await sql<{ count: number }[]>`
        select count(*)::integer as count from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`;
      return row?.count ?? NaN;
    };

    await delay(SAMPLE_EVERY_MS);
    const restingConnections = await readConnections();
    const first = await createMinuteRoutines(sql, {
      userId: account.userId,
      url: receiver.url,
      count: ROUTINES,
    });
    // What fails is tried once more, within its minute.
    await sql`update routines set max_attempts = 2`;
    for (const { url } of instances) {
      client.start(
        url,
        [
          { path: "/api/routines?limit=20", headers: account.api },
          { path: "/api/live", headers: account.api },
          { path: "/sign-in", headers: {} },
          ...(url === instances[0]?.url
            ? ["/", "/routines", "/runs", "/alerts"].map((path) => ({
                path,
                headers: account.page,
              }))
            : []),
        ],
        1,
      );
    }

    const startMs = Date.now();
    const connections: number[] = [];
    while (Date.now() - startMs < minutes * MINUTE_MS) {
      await delay(SAMPLE_EVERY_MS);
      connections.push(await readConnections());
    }
    const loadEndMs = Date.now();
    await client.stop();
    const last = lastSlotBefore(new Date(), 0);
    await waitFor("the last slots", () => lastSlotBefore(new Date(), GRACE_MS) >= last, MINUTE_MS);
    await sql`update routines set is_active = false`;
    const audit = await auditSlots(sql, first, last);
    await delay(REST_MS);
    const connectionsAtRest = await readConnections();

    const samples = await readSamples(directory);
    const working = (of: readonly Sample[]) =>
      of.filter(
        ({ atMs }) => atMs > startMs + WARM_UP_SHARE * (loadEndMs - startMs) && atMs <= loadEndMs,
      );
    const report = [...samples].map(([pid, all]) => {
      const judged = working(all);
      const judgedMinutes = minutes * (1 - WARM_UP_SHARE);
      const growth = (read: (of: Sample) => number) =>
        growthPerMinute(judged, read) * judgedMinutes;
      return {
        pid,
        name: all.at(-1)?.name ?? "",
        heapMegabytes: megabytes(judged.at(-1)?.heapBytes ?? NaN),
        heapGrowthMegabytes: megabytes(growth(({ heapBytes }) => heapBytes)),
        rssMegabytes: megabytes(judged.at(-1)?.rssBytes ?? NaN),
        rssGrowthMegabytes: megabytes(growth(({ rssBytes }) => rssBytes)),
        mostSockets: Math.max(...all.map(({ sockets }) => sockets)),
        socketsAtRest: [all[0]?.sockets ?? NaN, all.at(-1)?.sockets ?? NaN],
        timersAtRest: [all[0]?.timers ?? NaN, all.at(-1)?.timers ?? NaN],
        handlesAtRest: [all[0]?.handles ?? NaN, all.at(-1)?.handles ?? NaN],
      };
    });
    console.table(report);
    console.log({ ...audit, restingConnections, connectionsAtRest });
    console.log(
      `connections: at most ${Math.max(...connections)}; ${client.tookMs.length} reads, p99 ${percentile(client.tookMs, 0.99).toFixed(0)} ms`,
    );
    console.log(`lag p99 ${audit.p99LagMs} ms`);

    expect(client.broken.slice(0, 20)).toEqual([]);
    expect(audit).toMatchObject({ lost: 0, twice: 0, missed: 0, abandoned: 0 });
    expect(audit.succeeded + audit.failed).toBe(audit.slots);
    expect(audit.failed).toBe(Math.round(audit.slots / 10));
    expect(Math.max(...connections)).toBeLessThanOrEqual(MOST_CONNECTIONS);
    expect(connectionsAtRest).toBeLessThanOrEqual(restingConnections + REST_SLACK);
    expect(report.length).toBeGreaterThanOrEqual(6);
    for (const { name, socketsAtRest, timersAtRest, handlesAtRest } of report) {
      for (const [before = NaN, after = NaN] of [socketsAtRest, timersAtRest, handlesAtRest]) {
        expect(after, name).toBeLessThanOrEqual(before + REST_SLACK);
      }
    }
    if (minutes < SHORTEST_JUDGED_MINUTES) return;
    for (const { name, heapGrowthMegabytes, rssGrowthMegabytes } of report) {
      expect(heapGrowthMegabytes, name).toBeLessThan(megabytes(MOST_HEAP_GROWTH_BYTES));
      expect(rssGrowthMegabytes, name).toBeLessThan(megabytes(MOST_RSS_GROWTH_BYTES));
    }
  },
  (minutes + 20) * MINUTE_MS,
);

const megabytes = (bytes: number) => Math.round((bytes / 1_024 / 1_024) * 10) / 10;
