import { formatTable, percentile, readFlags, type Bench } from "@/bench/bench";
import { openBenchServer, type BenchDatabase } from "@/bench/bench-database";
import { seedHistory } from "@/bench/web/seed-history";
import { openAccount } from "@/bench/web/sign-in";
import { startOwnInstance, type OwnInstance } from "@/scripts/start/own-instance";

const WARM_UP_ROUNDS = 20;
const AIM_P95_MS = 30;

/** What the others are compared with: no caller, and no data. */
const TRIVIAL = "GET /api/health/live";

const help = `npm run bench -- api [flags]

Requests of a machine with an API key to the production build, for a workspace with a large history: the
time to the last byte, as a multiple of ${TRIVIAL} too, and what each request writes to the table of
keys. Aim: p95 under ${AIM_P95_MS} ms. Requests come in turn, one at a time.

  --requests N    measured requests of each kind (100)
  --routines N    of the workspace (5000)
  --runs N        of its history (1000000)
  --postgres URL  a server to measure on, as a superuser; else one is started`;

type Call = { name: string; path: string; body?: (round: number) => unknown };
type Measured = { call: Call; tookMs: number[] };

async function ask(call: Call, round: number, to: { origin: string; key: string }) {
  const startedAtMs = performance.now();
  const response = await fetch(new URL(call.path, to.origin), {
    method: call.body === undefined ? "GET" : "POST",
    headers: {
      authorization: `Bearer ${to.key}`,
      ...(call.body !== undefined && { "content-type": "application/json" }),
    },
    ...(call.body !== undefined && { body: JSON.stringify(call.body(round)) }),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${call.name} got ${response.status}: ${text.slice(0, 300)}`);
  return performance.now() - startedAtMs;
}

async function measure(
  calls: readonly Call[],
  requests: number,
  to: { origin: string; key: string },
): Promise<Measured[]> {
  const measured = calls.map((call): Measured => ({ call, tookMs: [] }));
  for (let round = -WARM_UP_ROUNDS; round < requests; round += 1) {
    for (const { call, tookMs } of measured) {
      const took = await ask(call, round, to);
      if (round >= 0) tookMs.push(took);
    }
  }
  return measured;
}

/** An account with a large history, and a key of it that may do everything. */
async function prepare(
  { sql }: BenchDatabase,
  instance: OwnInstance,
  size: { routines: number; runs: number },
): Promise<{ key: string; routineId: string }> {
  const { userId, token } = await openAccount(instance);
  const [workspace] = await sql<{ id: string }[]>`
    select id from workspaces where owner_id = ${userId}`;
  if (workspace === undefined) throw new Error("The new account has no workspace.");
  await seedHistory(sql, {
    workspaceId: workspace.id,
    endpointOrigin: "http://127.0.0.1:9",
    ...size,
  });
  const response = await fetch(new URL("/api/keys", instance.origin), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Bench", scopes: ["read", "write", "run", "ping"] }),
  });
  if (response.status !== 201) throw new Error(`No key was made: ${await response.text()}`);
  const { key } = (await response.json()) as { key: string };
  const [routine] = await sql<{ id: string }[]>`select id from routines order by name limit 1`;
  return { key, routineId: routine?.id ?? "" };
}

const callsOf = (routineId: string): Call[] => [
  { name: TRIVIAL, path: "/api/health/live" },
  { name: "GET /api/keys/current", path: "/api/keys/current" },
  { name: "GET /api/routines", path: "/api/routines" },
  { name: "GET /api/routines?q", path: "/api/routines?q=Routine%2004&kind=CHECK" },
  { name: "GET /api/routines/{id}", path: `/api/routines/${routineId}` },
  { name: "GET /api/routines/{id}/runs", path: `/api/routines/${routineId}/runs` },
  { name: "GET /api/runs", path: "/api/runs" },
  {
    name: "POST /api/routines",
    path: "/api/routines",
    body: (round) => ({
      name: `Made ${round}`,
      endpoint_url: "http://127.0.0.1:9/made",
      interval_minutes: 60,
      starts_at: "2999-01-01T00:00:00Z",
    }),
  },
];

/** Row versions that the table of keys has got, which statistics may tell a moment late. */
async function countKeyWrites({ sql }: BenchDatabase): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await sql`select pg_stat_clear_snapshot()`;
  const [row] = await sql<{ writes: number }[]>`
    select (n_tup_ins + n_tup_upd)::integer as writes
    from pg_stat_user_tables where relname = 'api_keys'`;
  return row?.writes ?? 0;
}

function describe(measured: readonly Measured[]): string {
  const trivial = percentile(measured.find(({ call }) => call.name === TRIVIAL)?.tookMs ?? [], 0.5);
  const rows = measured.map(({ call, tookMs }) => {
    const [p50, p95] = [percentile(tookMs, 0.5), percentile(tookMs, 0.95)];
    const misses = p95 >= AIM_P95_MS ? "time" : "";
    return [call.name, p50.toFixed(1), p95.toFixed(1), (p50 / trivial).toFixed(1), misses];
  });
  return formatTable(["request", "p50 ms", "p95 ms", `× ${TRIVIAL}`, "misses"], rows);
}

async function run(flags: string[]): Promise<void> {
  const options = readFlags(
    flags,
    {
      requests: { fallback: 100, min: 1, max: 1_000 },
      routines: { fallback: 5_000, min: 1, max: 100_000 },
      runs: { fallback: 1_000_000, min: 1, max: 5_000_000 },
    },
    ["postgres"],
  );
  const server = await openBenchServer(options.postgres);
  let database: BenchDatabase | null = null;
  let instance: OwnInstance | null = null;
  try {
    console.log(server.description);
    database = await server.createDatabase();
    instance = await startOwnInstance({
      DATABASE_URL: database.url,
      OPSPULSE_CLOCK: "off",
      OPSPULSE_DEMO: "off",
      EGRESS_ALLOW: "127.0.0.1:9",
      WORKSPACE_MAX_ROUTINES: "1000000",
      SIGN_UP: "open",
      LOG_LEVEL: "error",
    });
    const { key, routineId } = await prepare(database, instance, options);
    console.log(`${options.routines} routines with ${options.runs} runs are there\n`);
    const calls = callsOf(routineId);
    const writesBefore = await countKeyWrites(database);
    const startedAtMs = performance.now();
    const measured = await measure(calls, options.requests, { origin: instance.origin, key });
    const minutes = (performance.now() - startedAtMs) / 60_000;
    const writes = (await countKeyWrites(database)) - writesBefore;
    console.log(describe(measured));
    const requests = calls.length * (options.requests + WARM_UP_ROUNDS);
    console.log(
      `\n${writes} writes to the table of keys by ${requests} requests in ${minutes.toFixed(1)} minutes`,
    );
  } finally {
    await instance?.stop();
    await database?.close();
    await server.close();
  }
}

export const bench: Bench = { help, run };
