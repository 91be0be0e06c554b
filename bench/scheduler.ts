import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { runMigrations } from "graphile-worker";
import { PgBoss } from "pg-boss";
import type postgres from "postgres";
import { z } from "zod";
import { formatTable, median, percentile, readFlags, type Bench } from "@/bench/bench";
import { createRoutines, openBenchServer } from "@/bench/bench-database";
import { nextMessage, startChild, untilEnded } from "@/bench/child";
import { contenderReport, type ContenderInput } from "@/bench/contender";
import { serverCpuMs } from "@/bench/server-cpu";

/** Time for a contender's jobs to be made and its process to start before its herd is due. */
const LEAD_MS = 8_000;
const LONGEST_RUN_MS = 120_000;
const WORKSPACES = 20;

const CONTENDERS = ["opspulse", "graphile-worker", "pg-boss", "bare-undici"] as const;

type ContenderName = (typeof CONTENDERS)[number];

type Measurement = {
  runsPerSecond: number;
  cpuUsPerRun: number;
  /** Of the database; NaN where /proc has none. */
  serverCpuUsPerRun: number;
  /** Of the history, its indexes included; 0 where nothing is written. */
  bytesPerRun: number;
  lagP50Ms: number;
  lagP99Ms: number;
};

const help = `npm run bench -- scheduler [flags]

A herd of routines that are all due at one moment, run by each contender in turn on the same
PostgreSQL against the same endpoint on loopback, with one history row a run.

  --jobs N          routines of the herd (10000)
  --rounds N        repetitions; each starts with another contender (3)
  --concurrency N   requests in flight (100)
  --same-work 1     let the jobs of the queues do all that the tick does: put their run in flight
                    before the request, move it to the history after, and enqueue the next occurrence (0: one finished
                    row after the request, nothing enqueued)
  --delay-ms N      how long the endpoint takes to respond (0)
  --only A,B        of ${CONTENDERS.join(", ")}
  --postgres URL    a server to measure on, as a superuser, for durable settings; else one is
                    started that does not flush to disk
  --profile DIR     write a CPU profile of each contender`;

const endpointMessage = z.union([
  z.object({ type: z.literal("listening"), port: z.number() }),
  z.object({
    type: z.literal("arrivals"),
    arrivals: z.array(z.tuple([z.string(), z.number()])),
  }),
]);

const isContender = (name: string): name is ContenderName =>
  (CONTENDERS as readonly string[]).includes(name);

function chooseContenders(only: string | undefined): ContenderName[] {
  if (only === undefined) return [...CONTENDERS];
  return only.split(",").map((name) => {
    if (!isContender(name)) {
      throw new Error(`--only takes names of ${CONTENDERS.join(", ")}; "${name}" is none.`);
    }
    return name;
  });
}

/** Empties what an earlier herd left, and makes the jobs of the next one. */
async function prepareHerd(sql: postgres.Sql, name: ContenderName, input: ContenderInput) {
  const dueAt = new Date(input.dueAtMs);
  await sql`truncate routine_runs, runs_in_flight`;
  await sql`
    update routines
    set next_run_at = date_trunc('minute', ${dueAt}::timestamptz, 'UTC'), due_at = ${dueAt},
        lock_until = null, locked_by = null`;
  const slot = sql`to_char(next_run_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
  const payload = sql`json_build_object('workspaceId', workspace_id, 'routineId', id,
    'path', substring(endpoint_url from '/[0-9]+$'), 'slot', ${slot})`;
  if (name === "graphile-worker") {
    await sql`truncate graphile_worker._private_jobs`;
    await sql`
      select count(*) from graphile_worker.add_jobs(array(
        select row('call', ${payload}, null, ${dueAt}, null, null, null, null)::graphile_worker.job_spec
        from routines
      ))`;
  }
  if (name === "pg-boss") {
    await sql`delete from pgboss.job`;
    await sql`
      insert into pgboss.job (name, data, start_after)
      select 'call', ${payload}::jsonb, ${dueAt} from routines`;
  }
  await sql`vacuum analyze`;
  await sql`checkpoint`;
}

async function installQueues(url: string): Promise<void> {
  await runMigrations({ connectionString: url });
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
  await boss.start();
  await boss.createQueue("call");
  await boss.stop({ graceful: false });
}

async function takeArrivals(endpoint: ChildProcess): Promise<[string, number][]> {
  endpoint.send("arrivals");
  const message = endpointMessage.parse(await nextMessage(endpoint, 10_000));
  if (message.type !== "arrivals") throw new Error("The endpoint did not report its arrivals.");
  return message.arrivals;
}

async function measure(
  sql: postgres.Sql,
  endpoint: ChildProcess,
  name: ContenderName,
  options: Omit<ContenderInput, "dueAtMs"> & { profile: string | undefined },
): Promise<Measurement> {
  const { profile, ...rest } = options;
  const input = { ...rest, dueAtMs: Date.now() + LEAD_MS };
  await prepareHerd(sql, name, input);
  await takeArrivals(endpoint);
  const flags = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
  const child = startChild(`./contenders/${name}.ts`, [JSON.stringify(input)], flags);
  try {
    const reported = nextMessage(child, LONGEST_RUN_MS);
    await Promise.race([reported, delay(input.dueAtMs - Date.now())]);
    const serverBeforeMs = await serverCpuMs(sql);
    const report = contenderReport.parse(await reported);
    const serverMs = ((await serverCpuMs(sql)) ?? NaN) - (serverBeforeMs ?? NaN);
    const arrivals = await takeArrivals(endpoint);
    await checkHerd(sql, name, arrivals, input.jobs);
    const [history] = await sql<{ bytes: string; rows: string }[]>`
      select pg_total_relation_size('routine_runs') as bytes, count(*) as rows from routine_runs`;
    const rows = Number(history?.rows);
    const lagsMs = arrivals.map(([, atMs]) => atMs - input.dueAtMs);
    return {
      runsPerSecond: (input.jobs * 1000) / report.tookMs,
      cpuUsPerRun: (report.cpuMs * 1000) / input.jobs,
      serverCpuUsPerRun: (serverMs * 1000) / input.jobs,
      bytesPerRun: rows === 0 ? 0 : Number(history?.bytes) / rows,
      lagP50Ms: median(lagsMs),
      lagP99Ms: percentile(lagsMs, 0.99),
    };
  } finally {
    await untilEnded(child, 10_000);
  }
}

/** A number of a contender that lost or doubled runs would mean nothing. */
async function checkHerd(
  sql: postgres.Sql,
  name: ContenderName,
  arrivals: readonly [string, number][],
  jobs: number,
): Promise<void> {
  const paths = new Set(arrivals.map(([path]) => path));
  const [history] = await sql<{ count: number }[]>`
    select count(*)::integer as count from routine_runs where status = 'SUCCESS'`;
  const expectedRows = name === "bare-undici" ? 0 : jobs;
  if (arrivals.length !== jobs || paths.size !== jobs || history?.count !== expectedRows) {
    throw new Error(
      `${name} sent ${arrivals.length} requests for ${paths.size} of ${jobs} jobs, and wrote ${history?.count ?? 0} rows.`,
    );
  }
}

const figures: [string, (of: Measurement) => number][] = [
  ["runs/s", (of) => of.runsPerSecond],
  ["CPU µs/run", (of) => of.cpuUsPerRun],
  ["its database's", (of) => of.serverCpuUsPerRun],
  ["bytes/run", (of) => of.bytesPerRun],
  ["lag p50 ms", (of) => of.lagP50Ms],
  ["lag p99 ms", (of) => of.lagP99Ms],
];

function printResults(measured: ReadonlyMap<ContenderName, Measurement[]>): void {
  console.log("\nMedians of the rounds, and runs/s of each round:\n");
  console.log(
    formatTable(
      ["contender", ...figures.map(([title]) => title), "each round"],
      Array.from(measured, ([name, rounds]) => [
        name,
        ...figures.map(([, of]) => median(rounds.map(of)).toFixed(0)),
        rounds.map((round) => round.runsPerSecond.toFixed(0)).join(" "),
      ]),
    ),
  );
  const ours = measured.get("opspulse");
  if (ours === undefined) return;
  console.log("\nOpsPulse as a multiple of each other, median of the rounds and each round:\n");
  const cpu = (of: Measurement) => of.cpuUsPerRun + of.serverCpuUsPerRun;
  const comparisons: [string, (us: Measurement, them: Measurement) => number][] = [
    ["runs a second", (us, them) => us.runsPerSecond / them.runsPerSecond],
    ["runs a second of CPU, database included", (us, them) => cpu(them) / cpu(us)],
  ];
  for (const [name, rounds] of measured) {
    if (name === "opspulse") continue;
    for (const [title, compare] of comparisons) {
      const ratios = ours.flatMap((us, index) => {
        const them = rounds[index];
        return them === undefined ? [] : [compare(us, them)];
      });
      const each = ratios.map((ratio) => ratio.toFixed(2)).join(" ");
      console.log(`  ${median(ratios).toFixed(2)} × ${name} in ${title}  (${each})`);
    }
  }
}

async function run(flags: string[]): Promise<void> {
  const options = readFlags(
    flags,
    {
      jobs: { fallback: 10_000, min: 100, max: 50_000 },
      rounds: { fallback: 3, min: 1, max: 9 },
      concurrency: { fallback: 100, min: 1, max: 500 },
      "same-work": { fallback: 0, min: 0, max: 1 },
      "delay-ms": { fallback: 0, min: 0, max: 1_000 },
    },
    ["only", "postgres", "profile"],
  );
  const contenders = chooseContenders(options.only);
  const server = await openBenchServer(options.postgres);
  const endpoint = startChild("./endpoint.ts", [String(options["delay-ms"])]);
  try {
    const message = endpointMessage.parse(await nextMessage(endpoint, 10_000));
    if (message.type !== "listening") throw new Error("The endpoint did not start.");
    const endpointOrigin = `http://127.0.0.1:${message.port}`;
    console.log(
      `${server.description}; ${options.jobs} jobs in ${WORKSPACES} workspaces, concurrency ${options.concurrency}, endpoint responds after ${options["delay-ms"]} ms, queues do ${options["same-work"] === 1 ? "all that the tick does" : "the request and one history row"}`,
    );
    const database = await server.createDatabase();
    try {
      await installQueues(database.url);
      await createRoutines(database.sql, {
        workspaces: WORKSPACES,
        routines: options.jobs,
        endpointOrigin,
      });
      const measured = new Map<ContenderName, Measurement[]>(contenders.map((name) => [name, []]));
      for (let round = 0; round < options.rounds; round += 1) {
        const first = round % contenders.length;
        for (const name of [...contenders.slice(first), ...contenders.slice(0, first)]) {
          const measurement = await measure(database.sql, endpoint, name, {
            databaseUrl: database.url,
            endpointOrigin,
            jobs: options.jobs,
            concurrency: options.concurrency,
            isSameWork: options["same-work"] === 1,
            profile: options.profile,
          });
          measured.get(name)?.push(measurement);
          console.log(
            `  round ${round + 1}: ${name} ${measurement.runsPerSecond.toFixed(0)} runs/s`,
          );
        }
      }
      printResults(measured);
    } finally {
      await database.close();
    }
  } finally {
    endpoint.disconnect();
    await untilEnded(endpoint, 5_000);
    await server.close();
  }
}

export const bench: Bench = { help, run };
