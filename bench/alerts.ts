import type { ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import type postgres from "postgres";
import { z } from "zod";
import { formatTable, median, readFlags, type Bench } from "@/bench/bench";
import { createRoutines, openBenchServer } from "@/bench/bench-database";
import { nextMessage, startChild, untilEnded } from "@/bench/child";
import { contenderReport, type ContenderInput } from "@/bench/contender";
import { serverCpuMs } from "@/bench/server-cpu";

/** Time for a herd to be made and its process to start before it is due. */
const LEAD_MS = 12_000;
const LONGEST_RUN_MS = 120_000;
const WORKSPACES = 20;
const CHANNELS = 2;
const SHARES = [0, 10, 100];
const LEAST_RATIO = 0.85;

const arms = ["off", "on"] as const;
type Arm = (typeof arms)[number];

type Measurement = {
  /** Recorded, from when the herd was due. */
  runsPerSecond: number;
  /** Of the process and its database. */
  cpuUsPerRun: number;
  /** From when the herd was due until all incidents were open; 0 where there are none. */
  decidedAfterMs: number;
};

const help = `npm run bench -- alerts [flags]

A herd of routines that are all due at one moment, of which a share fails, recorded by the tick with
alerts and without: as it would be if nothing were logged or decided. Each failure opens an incident, and
writes its timeline, its group and an outbox row for each of ${CHANNELS} channels.

  --jobs N          routines of the herd (5000)
  --rounds N        repetitions; each starts with another arm (3)
  --concurrency N   requests in flight (100)
  --share N         percent that fail; without it ${SHARES.join(", ")} in turn
  --postgres URL    a server to measure on, as a superuser, for durable settings; else one is
                    started that does not flush to disk
  --profile DIR     write a CPU profile of each process`;

const listening = z.object({ type: z.literal("listening"), port: z.number() });

/** Empties what an earlier herd left, and makes the next one. */
async function prepareHerd(
  sql: postgres.Sql,
  { origin, share, dueAtMs }: { origin: string; share: number; dueAtMs: number },
): Promise<void> {
  const dueAt = new Date(dueAtMs);
  await sql`
    truncate routine_runs, runs_in_flight, incident_signals, incidents, incident_groups,
      incident_events, alert_messages, notifications`;
  await sql`
    update routines
    set next_run_at = date_trunc('minute', ${dueAt}::timestamptz, 'UTC'), due_at = ${dueAt},
        lock_until = null, locked_by = null, alert_watch = false,
        endpoint_url = ${origin} || case
          when substring(name from '[0-9]+$')::integer % 100 < ${share} then '/fail/' else '/'
        end || substring(name from '[0-9]+$')`;
  await sql`vacuum analyze`;
  await sql`checkpoint`;
}

async function addChannels(sql: postgres.Sql, origin: string): Promise<void> {
  await sql`
    update workspaces set alert_policy = '{
      "conditions": [{"type": "consecutive_failures", "count": 1}],
      "resolve_after": 1, "cooldown_minutes": 30
    }'`;
  await sql`
    insert into channels (workspace_id, kind, name, config, events)
    select id, 'WEBHOOK', 'Channel ' || n, jsonb_build_object('url', ${origin}::text || '/alerts'),
      '["incident.opened", "incident.resolved"]'
    from workspaces, generate_series(1, ${CHANNELS}) as n`;
}

async function measure(
  sql: postgres.Sql,
  arm: Arm,
  options: Omit<ContenderInput, "dueAtMs"> & { share: number; profile: string | undefined },
): Promise<Measurement> {
  const { share, profile, ...rest } = options;
  const input = { ...rest, dueAtMs: Date.now() + LEAD_MS };
  await prepareHerd(sql, { origin: input.endpointOrigin, share, dueAtMs: input.dueAtMs });
  const flags = [
    ...(arm === "on" ? [] : ["--import", import.meta.resolve("./contenders/without-alerts.ts")]),
    ...(profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`]),
  ];
  const child = startChild("./contenders/opspulse.ts", [JSON.stringify(input)], flags);
  try {
    const reported = nextMessage(child, LONGEST_RUN_MS);
    await Promise.race([reported, delay(input.dueAtMs - Date.now())]);
    const serverBeforeMs = (await serverCpuMs(sql)) ?? NaN;
    const report = contenderReport.parse(await reported);
    const serverMs = ((await serverCpuMs(sql)) ?? NaN) - serverBeforeMs;
    const [recorded] = await sql<{ ms: number; decided_ms: number | null }[]>`
      select extract(epoch from max(finished_at))::float8 * 1000 as ms,
        (select extract(epoch from max(created_at))::float8 * 1000 from incidents) as decided_ms
      from routine_runs`;
    await checkHerd(sql, arm, { jobs: input.jobs, share });
    const tookMs = (recorded?.ms ?? NaN) - input.dueAtMs;
    return {
      runsPerSecond: (input.jobs * 1000) / tookMs,
      cpuUsPerRun: ((report.cpuMs + serverMs) * 1000) / input.jobs,
      decidedAfterMs: Math.max(0, (recorded?.decided_ms ?? 0) - input.dueAtMs),
    };
  } finally {
    await untilEnded(child, 10_000);
  }
}

/** A number of a herd of which something was lost or doubled would mean nothing. */
async function checkHerd(
  sql: postgres.Sql,
  arm: Arm,
  { jobs, share }: { jobs: number; share: number },
): Promise<void> {
  const [found] = await sql<{ runs: number; failed: number; opened: number; told: number }[]>`
    select
      (select count(*)::integer from routine_runs) as runs,
      (select count(*)::integer from routine_runs where status = 'FAIL') as failed,
      (select count(*)::integer from incidents where state = 'open') as opened,
      (select count(*)::integer from notifications) as told`;
  const opened = arm === "on" ? (found?.failed ?? 0) : 0;
  const isRight =
    found?.runs === jobs &&
    (share === 0) === (found.failed === 0) &&
    found.opened === opened &&
    found.told === opened * CHANNELS;
  if (!isRight) throw new Error(`The herd came out as ${JSON.stringify(found)}, alerts ${arm}.`);
}

function printResults(measured: ReadonlyMap<number, Record<Arm, Measurement[]>>): void {
  const rows: string[][] = [];
  const ratios: string[] = [];
  for (const [share, rounds] of measured) {
    for (const arm of arms) {
      const of = (figure: (measurement: Measurement) => number) =>
        median(rounds[arm].map(figure)).toFixed(0);
      rows.push([
        `${share} % fail, alerts ${arm}`,
        of(({ runsPerSecond }) => runsPerSecond),
        of(({ cpuUsPerRun }) => cpuUsPerRun),
        of(({ decidedAfterMs }) => decidedAfterMs),
        rounds[arm].map(({ runsPerSecond }) => runsPerSecond.toFixed(0)).join(" "),
      ]);
    }
    const each = rounds.on.map(
      ({ runsPerSecond }, round) => runsPerSecond / (rounds.off[round]?.runsPerSecond ?? NaN),
    );
    const text = each.map((ratio) => ratio.toFixed(2)).join(" ");
    ratios.push(
      `  ${median(each).toFixed(2)} of the throughput with ${share} % failing  (${text})`,
    );
  }
  console.log(
    `\nMedians of the rounds, and runs/s of each round:\n\n${formatTable(
      ["herd", "recorded/s", "CPU µs/run", "all open after ms", "each round"],
      rows,
    )}\n\nWith alerts, recording keeps (${LEAST_RATIO} is asked for):\n\n${ratios.join("\n")}`,
  );
}

async function measureShares(
  sql: postgres.Sql,
  shares: readonly number[],
  rounds: number,
  options: Parameters<typeof measure>[2],
): Promise<Map<number, Record<Arm, Measurement[]>>> {
  const measured = new Map<number, Record<Arm, Measurement[]>>();
  for (const share of shares) {
    const results: Record<Arm, Measurement[]> = { off: [], on: [] };
    measured.set(share, results);
    for (let round = 0; round < rounds; round += 1) {
      for (const arm of round % 2 === 0 ? arms : arms.toReversed()) {
        const measurement = await measure(sql, arm, { ...options, share });
        results[arm].push(measurement);
        console.log(
          `  ${share} % fail, round ${round + 1}, alerts ${arm}: ${measurement.runsPerSecond.toFixed(0)} recorded/s`,
        );
      }
    }
  }
  return measured;
}

async function run(flags: string[]): Promise<void> {
  const options = readFlags(
    flags,
    {
      jobs: { fallback: 5_000, min: 100, max: 50_000 },
      rounds: { fallback: 3, min: 1, max: 15 },
      concurrency: { fallback: 100, min: 1, max: 500 },
      share: { fallback: -1, min: -1, max: 100 },
    },
    ["postgres", "profile"],
  );
  const server = await openBenchServer(options.postgres);
  const endpoint: ChildProcess = startChild("./endpoint.ts", ["0"]);
  try {
    const { port } = listening.parse(await nextMessage(endpoint, 10_000));
    const endpointOrigin = `http://127.0.0.1:${port}`;
    const { jobs, concurrency, rounds, share, profile } = options;
    console.log(
      `${server.description}; ${jobs} routines in ${WORKSPACES} workspaces, concurrency ${concurrency}`,
    );
    const database = await server.createDatabase();
    try {
      await createRoutines(database.sql, {
        workspaces: WORKSPACES,
        routines: jobs,
        endpointOrigin,
      });
      await addChannels(database.sql, endpointOrigin);
      const shares = share === -1 ? SHARES : [share];
      const input = { databaseUrl: database.url, endpointOrigin, jobs, concurrency };
      printResults(
        await measureShares(database.sql, shares, rounds, {
          ...input,
          ...{ isSameWork: false, share: 0, profile },
        }),
      );
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
