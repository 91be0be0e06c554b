import { access, stat } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isAlive, Launches, START_WITHIN_MS } from "@/tests/integration/start/launch";
import { waitFor } from "@/tests/support/wait-for";

const TEST_WITHIN_MS = 2 * START_WITHIN_MS;

let launches: Launches;

beforeEach(() => {
  launches = new Launches();
});

afterEach(() => launches.end(), 120_000);

async function query<Row extends postgres.MaybeRow>(
  url: string | undefined,
  work: (sql: postgres.Sql) => Promise<Row[]>,
): Promise<Row[]> {
  const sql = postgres(url ?? "", { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

async function signIn(env: Record<string, string>, email: string, password: string) {
  return fetch(`${env.SUPABASE_URL ?? ""}/auth/v1/token?grant_type=password`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      apikey: env.SUPABASE_PUBLISHABLE_KEY ?? "",
    },
    body: JSON.stringify({ email, password }),
  });
}

it(
  "with nothing configured, the app, its database, the demo account and the clock are there",
  async () => {
    const launch = await launches.launch();
    await launch.untilReady();

    expect((await fetch(`${launch.url}/api/health`)).status).toBe(200);
    const file = await stat(join(launch.directory, "env"));
    expect(file.mode & 0o777).toBe(0o600);
    const env = await launch.readEnv();
    expect(Object.keys(env).toSorted()).toEqual([
      "APP_URL",
      "CRON_SECRET",
      "DATABASE_URL",
      "SUPABASE_PUBLISHABLE_KEY",
      "SUPABASE_URL",
    ]);
    expect(env.APP_URL).toBe(`http://localhost:${launch.port}`);

    expect((await signIn(env, "demo@opspulse.app", "opspulse")).status).toBe(200);
    const routines = await query(env.DATABASE_URL, (sql) => sql`select name from routines`);
    expect(routines).toHaveLength(5);

    const tick = (secret: string) =>
      fetch(`${launch.url}/api/cron/tick`, { headers: { authorization: `Bearer ${secret}` } });
    expect((await tick(env.CRON_SECRET ?? "")).status).toBe(200);
    expect((await tick("wrong")).status).toBe(401);

    await waitFor(
      "a run of the demo by the clock",
      async () => {
        const runs = await query(
          env.DATABASE_URL,
          (sql) => sql`select 1 from routine_runs where status = 'SUCCESS'`,
        );
        return runs.length > 0;
      },
      75_000,
    );
  },
  TEST_WITHIN_MS,
);

it(
  "a Ctrl-C ends every process with code 0 and takes the env file away",
  async () => {
    const launch = await launches.launch({ OPSPULSE_CLOCK: "off", OPSPULSE_DEMO: "off" });
    await launch.untilReady();
    const pids = await launch.processes();
    expect(pids.length).toBeGreaterThanOrEqual(4);

    launch.signalGroup("SIGINT");
    expect(await launch.exitCode()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    await expect(access(join(launch.directory, "env"))).rejects.toThrow("ENOENT");
    expect(launch.lines.at(-1)).toBe("opspulse: stopped");
  },
  TEST_WITHIN_MS,
);

it(
  "what was written is there after the process group was killed",
  async () => {
    const options = { OPSPULSE_CLOCK: "off", OPSPULSE_DEMO: "off" };
    const first = await launches.launch(options);
    await first.untilReady();
    const before = await first.readEnv();
    await query(before.DATABASE_URL, async (sql) => {
      await sql`create table kept (id int primary key)`;
      return sql`insert into kept select generate_series(1, 100) returning id`;
    });
    const pids = await first.processes();
    first.signalGroup("SIGKILL");
    await first.exitCode();
    await waitFor("the end of its children", () => pids.every((pid) => !isAlive(pid)));

    const second = await launches.launch(options, { directory: first.directory, port: first.port });
    await second.untilReady();
    const after = await second.readEnv();
    const kept = await query(after.DATABASE_URL, (sql) => sql`select id from kept`);
    expect(kept).toHaveLength(100);
    expect(after.CRON_SECRET).toBe(before.CRON_SECRET);
    expect(after.SUPABASE_PUBLISHABLE_KEY).toBe(before.SUPABASE_PUBLISHABLE_KEY);
  },
  TEST_WITHIN_MS,
);

it(
  "two copies run side by side, and a third on the directory of one is refused",
  async () => {
    const options = { OPSPULSE_CLOCK: "off", OPSPULSE_DEMO: "off" };
    const one = await launches.launch(options);
    const other = await launches.launch(options);
    await Promise.all([one.untilReady(), other.untilReady()]);
    expect((await fetch(`${one.url}/api/health`)).status).toBe(200);
    expect((await fetch(`${other.url}/api/health`)).status).toBe(200);
    expect((await one.readEnv()).CRON_SECRET).not.toBe((await other.readEnv()).CRON_SECRET);

    const third = await launches.launch(options, { directory: one.directory });
    expect(await third.exitCode()).toBe(1);
    expect(third.lines).toHaveLength(1);
    expect(third.output).toContain(one.directory);
    expect(third.output).toContain("OPSPULSE_DIR");
    expect((await fetch(`${one.url}/api/health`)).status).toBe(200);
    await access(join(one.directory, "env"));
  },
  TEST_WITHIN_MS,
);
