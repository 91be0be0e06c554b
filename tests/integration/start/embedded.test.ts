import { access } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Launches, query, START_WITHIN_MS } from "@/tests/integration/start/launch";
import { isAlive } from "@/tests/support/is-alive";
import { waitFor } from "@/tests/support/wait-for";

const TEST_WITHIN_MS = 2 * START_WITHIN_MS;

let launches: Launches;

beforeEach(() => {
  launches = new Launches();
});

afterEach(() => launches.end(), 120_000);

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
