import { formatTable, percentile, readFlags, type Bench } from "@/bench/bench";
import { openBenchServer, type BenchDatabase } from "@/bench/bench-database";
import { rateWithLighthouse } from "@/bench/web/lighthouse";
import { findPages, type Page } from "@/bench/web/pages";
import { ScriptReader, type ScriptBytes } from "@/bench/web/script-bytes";
import { seedHistory } from "@/bench/web/seed-history";
import { openAccount } from "@/bench/web/sign-in";
import { startOwnInstance, type OwnInstance } from "@/scripts/start/own-instance";

const WARM_UP_ROUNDS = 10;

const AIM_P95_MS = 100;
const AIM_SCRIPT_KB = 180;

/** What the others are compared with: next to no data, and no session. */
const TRIVIAL_PAGE = "/sign-in";

const LIGHTHOUSE_PAGES = ["landing", "/", "/routines", "/routines/{id}"];

const help = `npm run bench -- web [flags]

Every page of the production build, for a workspace with a large history: the time to the last byte of
its HTML, as a multiple of ${TRIVIAL_PAGE} too, and the JavaScript that it fetches by itself, as gzip.
Aims: p95 under ${AIM_P95_MS} ms, JavaScript under ${AIM_SCRIPT_KB} KB. Pages are asked for in turn, one at a time.

  --requests N    measured requests of each page (60)
  --routines N    of the workspace (5000)
  --runs N        of its history (1000000)
  --postgres URL  a server to measure on, as a superuser; else one is started
  --lighthouse    also rate ${LIGHTHOUSE_PAGES.join(", ")} with Lighthouse, which npm fetches`;

type Measured = { page: Page; status: number; tookMs: number[]; html: string };

async function ask(page: Page): Promise<{ tookMs: number; status: number; html: string }> {
  const startedAtMs = performance.now();
  const response = await fetch(page.url, {
    redirect: "manual",
    headers: page.cookie === null ? {} : { cookie: page.cookie },
    signal: AbortSignal.timeout(60_000),
  });
  const html = await response.text();
  return { tookMs: performance.now() - startedAtMs, status: response.status, html };
}

/** A page that responds with another status than 200 is requested once. */
async function measurePages(pages: readonly Page[], requests: number): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const page of pages) {
    const { status, html } = await ask(page);
    measured.push({ page, status, html, tookMs: [] });
  }
  const there = measured.filter(({ status }) => status === 200);
  for (let round = -WARM_UP_ROUNDS; round < requests; round += 1) {
    for (const { page, tookMs } of there) {
      const response = await ask(page);
      if (response.status !== 200) {
        throw new Error(`${page.name} responded with ${response.status} after 200.`);
      }
      if (round >= 0) tookMs.push(response.tookMs);
    }
  }
  return measured;
}

const toKilobytes = (bytes: number) => (bytes / 1_000).toFixed(0);

function toRow(
  { page, status, html, tookMs }: Measured,
  scripts: ScriptBytes | null,
  trivialMs: number,
): string[] {
  if (scripts === null) return [page.name, `status ${status}`];
  const p50 = percentile(tookMs, 0.5);
  const p95 = percentile(tookMs, 0.95);
  const misses = [
    ...(p95 >= AIM_P95_MS ? ["time"] : []),
    ...(scripts.first >= AIM_SCRIPT_KB * 1_000 ? ["JavaScript"] : []),
  ];
  return [
    page.name,
    p50.toFixed(0),
    p95.toFixed(0),
    (p50 / trivialMs).toFixed(1),
    toKilobytes(Buffer.byteLength(html)),
    toKilobytes(scripts.first),
    toKilobytes(scripts.later),
    toKilobytes(scripts.largest?.bytes ?? 0),
    misses.join(", "),
  ];
}

async function describe(measured: readonly Measured[], origin: string): Promise<string> {
  const reader = new ScriptReader(origin);
  const trivial = measured.find(({ page }) => page.name === TRIVIAL_PAGE)?.tookMs ?? [];
  const rows: string[][] = [];
  for (const each of measured) {
    const scripts = each.status === 200 ? await reader.weigh(each.html) : null;
    rows.push(toRow(each, scripts, percentile(trivial, 0.5)));
  }
  const times = ["p50 ms", "p95 ms", `× ${TRIVIAL_PAGE}`];
  const sizes = ["HTML KB", "JS KB", "later", "largest"];
  const noise = percentile(trivial, 0.95) / percentile(trivial, 0.5);
  return [
    formatTable(["page", ...times, ...sizes, "misses"], rows),
    `The p95 of ${TRIVIAL_PAGE}, which has nothing to wait for, is ${noise.toFixed(1)} × its p50: so noisy was the machine.`,
  ].join("\n\n");
}

async function fill(
  { sql }: BenchDatabase,
  instance: OwnInstance,
  size: { routines: number; runs: number },
): Promise<string> {
  const { userId, cookie } = await openAccount(instance);
  const [workspace] = await sql<{ id: string }[]>`
    select id from workspaces where owner_id = ${userId}`;
  if (workspace === undefined) throw new Error("The new account has no workspace.");
  await seedHistory(sql, {
    workspaceId: workspace.id,
    endpointOrigin: "http://127.0.0.1:9",
    ...size,
  });
  return cookie;
}

async function rate(pages: readonly Page[]): Promise<void> {
  const chosen = pages.filter(({ name }) => LIGHTHOUSE_PAGES.includes(name));
  for (const { page, formFactor, scores, failed } of await rateWithLighthouse(chosen)) {
    const rating = Object.entries(scores).map(([id, score]) => {
      if (score === null) return `${id} ?`;
      const { median, least, most } = score;
      return least === most ? `${id} ${median}` : `${id} ${median} (${least} to ${most})`;
    });
    console.log(`${page.name}, ${formFactor}: ${rating.join(", ")}`);
    if (failed.length > 0) console.log(`  ${failed.join("\n  ")}`);
  }
}

async function run(flags: string[]): Promise<void> {
  const options = readFlags(
    flags.filter((flag) => flag !== "--lighthouse"),
    {
      requests: { fallback: 60, min: 1, max: 1_000 },
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
      SIGN_UP: "open",
      LOG_LEVEL: "error",
    });
    const cookie = await fill(database, instance, options);
    console.log(`${options.routines} routines with ${options.runs} runs are there\n`);
    const pages = await findPages(database.sql, { origin: instance.origin, cookie });
    const measured = await measurePages(pages, options.requests);
    console.log(await describe(measured, instance.origin));
    if (flags.includes("--lighthouse")) {
      console.log();
      await rate(pages);
    }
  } finally {
    await instance?.stop();
    await database?.close();
    await server.close();
  }
}

export const bench: Bench = { help, run };
