import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { formatTable, readFlags, type Bench } from "@/bench/bench";
import { openBenchServer, type BenchDatabase } from "@/bench/bench-database";
import { MAX_OPEN_REPLAYS, MAX_REPLAY_PACE } from "@/lib/domain/replays/replay-options";
import { parseAllowList } from "@/lib/egress/address-policy";
import { ConnectionPool } from "@/lib/egress/connection-pool";
import { loadSecrets } from "@/lib/egress/secrets/load-secrets";
import type { SchedulerContext } from "@/lib/services/context";
import { TickEngine } from "@/lib/services/scheduler/tick-engine";

const FEW = 5;
const TIMEOUT_SECONDS = 30;
/** Later than that is as good as never. */
const LONGEST_WAIT_MS = 60_000;
const SLOW_MS = 2_000;
/** The few become due so long after the tick has begun, where they come late. */
const LATE_MS = 3_000;
/** The pause after a tick that had nothing left to do. */
const TICK_EVERY_MS = 100;

type Neighbour = {
  name: string;
  count: number;
  /** The URL of the nth routine, in SQL. */
  url: (port: number, refusedPort: number) => string;
  /** The few are of the same workspace. */
  isOwn?: boolean;
  /** Nothing is due: as many replays as may be open have an old slot of each. */
  isReplayed?: boolean;
};

const oneHost = (path: string) => (port: number) => `'http://127.0.0.1:${port}${path}?' || n`;
const manyHosts = (path: string) => (port: number) =>
  `'http://host-' || n || '.example.com:${port}${path}'`;

const NEIGHBOURS: readonly Neighbour[] = [
  { name: "300 that hang, one host", count: 300, url: oneHost("/hang") },
  { name: "900 that hang, many hosts", count: 900, url: manyHosts("/hang") },
  { name: "900 slow (2 s), many hosts", count: 900, url: manyHosts("/slow") },
  { name: "20,000 fast, one host", count: 20_000, url: oneHost("/ok") },
  {
    name: "900 refused, many hosts",
    count: 900,
    url: (_, refusedPort) => manyHosts("/ok")(refusedPort),
  },
  { name: "10 that hang, its own", count: 10, url: oneHost("/hang"), isOwn: true },
  {
    name: "replays of 300 that hang, many hosts",
    count: 300,
    url: manyHosts("/hang"),
    isReplayed: true,
  },
  {
    name: "replays of 300 that hang, its own",
    count: 300,
    url: manyHosts("/hang"),
    isReplayed: true,
    isOwn: true,
  },
];

const SETTINGS = [
  { maxConcurrency: 5, batchLimit: 20 },
  { maxConcurrency: 100, batchLimit: 100 },
] as const;

const help = `npm run bench -- fairness [flags]

When ${FEW} due routines of one workspace start behind the due routines of a neighbour, whose slots are
an hour older, or behind its replays: for 5 and 100 places, where both are due at once and where the few become due ${LATE_MS / 1000} s
into the tick.

  --places N      only with 5 or 100 places
  --postgres URL  a server to measure on, as a superuser; else one is started`;

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handle).listen({ port: 0, host: "127.0.0.1", backlog: 1_024 });
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const openNeighbour = () =>
  listen((request, response) => {
    if (request.url?.startsWith("/hang")) return;
    if (request.url?.startsWith("/slow")) setTimeout(() => response.end("ok"), SLOW_MS);
    else response.end("ok");
  });

async function createWorkspace({ sql }: BenchDatabase): Promise<string> {
  const [user] = await sql<{ id: string }[]>`
    insert into auth.users (id, email) select id, id || '@example.com'
    from (select gen_random_uuid() as id) as users returning id`;
  const [workspace] = await sql<{ id: string }[]>`
    select id from workspaces where owner_id = ${user?.id ?? ""}`;
  return workspace?.id ?? "";
}

async function createDue(
  { sql }: BenchDatabase,
  options: { workspaceId: string; count: number; url: string; minutesAgo: number },
): Promise<void> {
  await sql`
    insert into routines (workspace_id, name, interval_minutes, next_run_at, endpoint_url, timeout_seconds)
    select ${options.workspaceId}, 'Routine ' || n, 1440,
      date_trunc('minute', now(), 'UTC') - make_interval(mins => ${options.minutesAgo}),
      ${sql.unsafe(options.url)}, ${TIMEOUT_SECONDS}
    from generate_series(1, ${options.count}::integer) as n`;
}

/** Shares an old slot of each routine of a workspace among replays, at the fastest pace. */
async function createReplays({ sql }: BenchDatabase, workspaceId: string): Promise<void> {
  await sql`
    with made as (
      insert into replays (workspace_id, from_at, until_at, statuses, pace_per_minute, slot_count)
      select ${workspaceId}, now() - interval '1 day', now(), '{FAIL}', ${MAX_REPLAY_PACE},
        (select count(*) from routines where workspace_id = ${workspaceId})
      from generate_series(1, ${MAX_OPEN_REPLAYS}::integer) returning id
    ), replay as (select id, row_number() over () as n from made)
    insert into replay_slots (workspace_id, replay_id, position, routine_id, slot, was)
    select ${workspaceId}, replay.id, routine.n, routine.id,
      date_trunc('minute', now(), 'UTC') - interval '2 hours', 'FAIL'
    from (
      select id, row_number() over () as n from routines where workspace_id = ${workspaceId}
    ) as routine
    join replay on replay.n = 1 + routine.n % ${MAX_OPEN_REPLAYS}::integer`;
}

/** The seconds from when the few were due to the start of the last; null where one never starts. */
async function measureStart(
  database: BenchDatabase,
  neighbour: Neighbour,
  { isLate, ...settings }: { maxConcurrency: number; batchLimit: number; isLate: boolean },
): Promise<number | null> {
  const { promise: allStarted, resolve } = Promise.withResolvers<unknown>();
  let started = 0;
  const few = await listen((_, response) => {
    response.end("ok");
    if ((started += 1) === FEW) resolve(null);
  });
  const other = await openNeighbour();
  const refused = await openNeighbour();
  await refused.close();
  await database.sql`truncate routines, replays cascade`;
  const workspaceId = await createWorkspace(database);
  const { count } = neighbour;
  const url = neighbour.url(other.port, refused.port);
  const { isReplayed = false } = neighbour;
  await createDue(database, { workspaceId, count, url, minutesAgo: isReplayed ? -600 : 60 });
  if (isReplayed) await createReplays(database, workspaceId);
  const fewId = neighbour.isOwn === true ? workspaceId : await createWorkspace(database);
  const createFew = () =>
    createDue(database, {
      workspaceId: fewId,
      count: FEW,
      url: oneHost("/few")(few.port),
      minutesAgo: 0,
    });
  if (!isLate) await createFew();
  await database.sql`analyze routines`;

  let isStopped = false;
  const context = createContext(database, settings);
  const keepTicking = async () => {
    while (!isStopped) {
      await new TickEngine(context, () => isStopped).run();
      await delay(TICK_EVERY_MS);
    }
  };
  const ticks = keepTicking();
  if (isLate) {
    await delay(LATE_MS);
    await createFew();
  }
  const dueAtMs = performance.now();
  await Promise.race([allStarted, delay(LONGEST_WAIT_MS)]);
  const tookMs = performance.now() - dueAtMs;
  isStopped = true;
  await other.close();
  await ticks;
  await few.close();
  return started < FEW ? null : tookMs / 1_000;
}

function createContext(
  { db }: BenchDatabase,
  settings: { maxConcurrency: number; batchLimit: number },
): SchedulerContext {
  const allow = parseAllowList("127.0.0.1/32");
  return {
    db,
    secrets: loadSecrets({}, { allow, isSignUpOpen: true }),
    sealing: null,
    appUrl: "http://localhost:3000",
    smtp: null,
    egress: {
      allow,
      ownHosts: [],
      authorities: [],
      resolve: () => Promise.resolve(["127.0.0.1"]),
      pool: new ConnectionPool(),
    },
    ai: null,
    scheduler: {
      ...settings,
      workerId: crypto.randomUUID(),
      maxPerHost: 20,
      slackSeconds: 3,
      leaseSeconds: 45,
      recordMarginSeconds: 2,
      budgetSeconds: 100,
      mayLinger: false,
      retentionDays: 90,
      auditRetentionDays: 400,
      historyMaxBytes: null,
      maxLagSeconds: 300,
      hasLastingProcess: true,
      heartbeatUrl: null,
      heartbeatSeconds: 5,
    },
  };
}

async function run(flags: string[]): Promise<void> {
  const options = readFlags(flags, { places: { fallback: 0, min: 0, max: 100 } }, ["postgres"]);
  const chosen = SETTINGS.filter(
    ({ maxConcurrency }) => options.places === 0 || maxConcurrency === options.places,
  );
  const server = await openBenchServer(options.postgres);
  const database = await server.createDatabase();
  try {
    console.log(`${server.description}; seconds until the last of ${FEW} routines starts\n`);
    const rows: string[][] = [];
    for (const neighbour of NEIGHBOURS) {
      const row = [neighbour.name];
      for (const settings of chosen) {
        for (const isLate of [false, true]) {
          const seconds = await measureStart(database, neighbour, { ...settings, isLate });
          row.push(seconds === null ? "never" : seconds.toFixed(2));
        }
      }
      rows.push(row);
      console.log(`  ${row.join("  ")}`);
    }
    const header = chosen.flatMap(({ maxConcurrency }) => [
      `${maxConcurrency} places`,
      `${maxConcurrency}, later`,
    ]);
    console.log(`\n${formatTable(["neighbour", ...header], rows)}`);
  } finally {
    await database.close();
    await server.close();
  }
}

export const bench: Bench = { help, run };
