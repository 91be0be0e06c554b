import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Launches, query, START_WITHIN_MS } from "@/tests/integration/start/launch";
import { waitFor } from "@/tests/support/wait-for";

let launches: Launches;

beforeEach(() => {
  launches = new Launches();
});

afterEach(() => launches.end(), 120_000);

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

    const outcomes = await waitFor(
      "a run of each of the demo's routines by the clock",
      async () => {
        const runs = await query(
          env.DATABASE_URL,
          (sql) => sql<{ name: string; status: string }[]>`
            select distinct r.name, o.status from routine_runs as o
            join routines as r on r.id = o.routine_id
            where o.status in ('SUCCESS', 'FAIL')`,
        );
        return new Set(runs.map(({ name }) => name)).size === routines.length && runs;
      },
      75_000,
    );
    const failing = outcomes.filter(({ status }) => status === "FAIL");
    expect(failing).toEqual([{ name: "Payments gateway", status: "FAIL" }]);
    expect(outcomes).toHaveLength(routines.length);
  },
  2 * START_WITHIN_MS,
);
