import { formatTable, percentile, readFlags, type Bench } from "@/bench/bench";
import { createRoutines, openBenchServer, type BenchDatabase } from "@/bench/bench-database";
import { claimDueRoutines, type Claim } from "@/db/queries/claim-due-routines";
import { findDueRoutines } from "@/db/queries/find-due-routines";

const SIZES = [1_000, 100_000, 1_000_000];
const WORKSPACES = 200;
const DUE = 100;
/** Connections, plans and caches are cold at first. */
const WARM_UP_ROUNDS = 3;

const help = `npm run bench -- claim [flags]

The time of reading what is due and of claiming it, ${DUE} routines out of ${SIZES.join(", ")} routines: a
database of each size, measured in turn in every round.

  --rounds N      claims of each size (30)
  --most N        leave out the sizes above this (1000000)
  --postgres URL  a server to measure on, as a superuser; else one is started`;

/** Makes routines due that lie anywhere in the table: their ids are random, so a range of them is. */
async function makeDue({ sql }: BenchDatabase): Promise<void> {
  const due = sql`update routines set next_run_at = date_trunc('minute', now(), 'UTC')`;
  const [made] = await sql<{ count: number }[]>`
    with due as (
      ${due} where id in (
        select id from routines where id >= gen_random_uuid() order by id limit ${DUE}
      ) returning 1
    ) select count(*)::integer as count from due`;
  const missing = DUE - (made?.count ?? 0);
  if (missing > 0) {
    await sql`${due} where id in (
      select id from routines where next_run_at > now() order by id limit ${missing}
    )`;
  }
}

async function undo({ sql }: BenchDatabase, claims: readonly Claim[]): Promise<void> {
  await sql`truncate routine_runs, runs_in_flight`;
  await sql`
    update routines
    set next_run_at = next_run_at + interval '10 hours', lock_until = null, locked_by = null
    where id = any (${claims.map((claim) => claim.routine.id)}::uuid[])`;
}

async function measureClaim(database: BenchDatabase): Promise<number> {
  await makeDue(database);
  const startedAtMs = performance.now();
  const { groups } = await findDueRoutines(database.db, {
    slackSeconds: 0,
    depth: 2_000,
    workspaceIds: [],
  });
  const { claims } = await claimDueRoutines(database.db, {
    routineIds: groups.flatMap(({ ids }) => ids),
    slackSeconds: 0,
    leaseSeconds: 45,
    workerId: "bench",
  });
  const tookMs = performance.now() - startedAtMs;
  if (claims.length !== DUE) throw new Error(`${claims.length} of ${DUE} were claimed.`);
  await undo(database, claims);
  return tookMs;
}

async function run(flags: string[]): Promise<void> {
  const options = readFlags(
    flags,
    {
      rounds: { fallback: 30, min: 1, max: 200 },
      most: { fallback: 1_000_000, min: 1_000, max: 1_000_000 },
    },
    ["postgres"],
  );
  const server = await openBenchServer(options.postgres);
  const measured: { size: number; database: BenchDatabase; tookMs: number[] }[] = [];
  try {
    console.log(`${server.description}; claims of ${DUE} in ${WORKSPACES} workspaces`);
    for (const size of SIZES.filter((each) => each <= options.most)) {
      const database = await server.createDatabase();
      measured.push({ size, database, tookMs: [] });
      await createRoutines(database.sql, {
        workspaces: WORKSPACES,
        routines: size,
        endpointOrigin: "https://example.com",
      });
      console.log(`  ${size} routines are there`);
    }
    for (let round = -WARM_UP_ROUNDS; round < options.rounds; round += 1) {
      for (const { database, tookMs } of measured) {
        const took = await measureClaim(database);
        if (round >= 0) tookMs.push(took);
      }
    }
    const shares = [0.1, 0.5, 0.9];
    const smallest = measured[0]?.tookMs ?? [];
    const multiple = (tookMs: readonly number[], share: number) =>
      percentile(tookMs, share) / percentile(smallest, share);
    console.log(
      `\n${formatTable(
        ["routines", "p10 ms", "p50 ms", "p90 ms", "p10 ×", "p50 ×", "p90 ×"],
        measured.map(({ size, tookMs }) => [
          String(size),
          ...shares.map((share) => percentile(tookMs, share).toFixed(1)),
          ...shares.map((share) => multiple(tookMs, share).toFixed(2)),
        ]),
      )}`,
    );
  } finally {
    for (const { database } of measured) await database.close();
    await server.close();
  }
}

export const bench: Bench = { help, run };
