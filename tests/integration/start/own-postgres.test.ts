import { readdir } from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Launches, START_WITHIN_MS } from "@/tests/integration/start/launch";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";

const TEST_WITHIN_MS = 2 * START_WITHIN_MS;

const shared = { CRON_SECRET: "c".repeat(32), SUPABASE_JWT_SECRET: "j".repeat(32) };

let launches: Launches;
let database: TestDatabase;
let own: Record<string, string>;

beforeEach(async () => {
  launches = new Launches();
  database = await createTestDatabase("auth_only");
  own = { DATABASE_URL: database.url, OPSPULSE_CLOCK: "off" };
});

afterEach(async () => {
  await launches.end();
  await database.close();
}, 120_000);

it(
  "a second instance may not invent secrets for a database that another has set up",
  async () => {
    const first = await launches.launch(own);
    await first.untilReady();
    expect((await fetch(`${first.url}/api/health`)).status).toBe(200);
    expect((await first.readEnv()).DATABASE_URL).toBe(database.url);

    const second = await launches.launch(own);
    expect(await second.exitCode()).toBe(1);
    expect(second.lines).toHaveLength(1);
    expect(second.output).toContain("CRON_SECRET");
    expect(second.output).toContain("SUPABASE_JWT_SECRET");
    expect(await readdir(second.directory)).not.toContain("secrets.json");

    const third = await launches.launch({ ...own, ...shared });
    expect(await third.exitCode()).toBe(1);
    expect(third.output).toContain("with other secrets");

    await first.stop();
    const again = await launches.launch(own, { directory: first.directory, port: first.port });
    await again.untilReady();
  },
  TEST_WITHIN_MS,
);

it(
  "two instances with the same secrets start at once and share a database and its users",
  async () => {
    const [one, other] = await Promise.all([
      launches.launch({ ...own, ...shared }),
      launches.launch({ ...own, ...shared }),
    ]);
    await Promise.all([one.untilReady(), other.untilReady()]);
    const [oneEnv, otherEnv] = await Promise.all([one.readEnv(), other.readEnv()]);
    const call = (env: Record<string, string>, path: string) =>
      fetch(`${env.SUPABASE_URL ?? ""}/auth/v1${path}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          apikey: oneEnv.SUPABASE_PUBLISHABLE_KEY ?? "",
        },
        body: JSON.stringify({ email: "someone@example.com", password: "correct-horse" }),
      });
    expect((await call(oneEnv, "/signup")).status).toBe(200);
    expect((await call(otherEnv, "/token?grant_type=password")).status).toBe(200);
  },
  TEST_WITHIN_MS,
);
