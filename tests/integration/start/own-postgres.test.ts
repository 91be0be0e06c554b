import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import { sendAccount, signUp } from "@/scripts/stack/auth-client";
import type { StackAddress } from "@/scripts/stack/env-file";
import { Launches, query, START_WITHIN_MS } from "@/tests/integration/start/launch";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";
import { waitFor } from "@/tests/support/wait-for";

const TEST_WITHIN_MS = 2 * START_WITHIN_MS;

const fastClock = join(import.meta.dirname, "../../support/fast-clock.cjs");

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
    const env = await first.readEnv();
    expect(env.DATABASE_URL).toBe(database.url);
    expect(first.output).toContain("it listens on this machine only");

    // Others read this terminal: without SMTP_URL, no link to an account is shown anywhere.
    const page = await (await fetch(`${first.url}/forgot-password`)).text();
    expect(page).toContain("Password reset by email is off");
    const account = { email: "ada@example.com", password: "correct-horse" };
    await signUp(env as StackAddress, account);
    expect((await sendAccount(env as StackAddress, "recover", account)).status).toBe(200);
    await waitFor("word of the email", () => first.output.includes("set SMTP_URL"));
    expect(first.output).not.toContain("token_hash");

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

it(
  "the clock ticks when the minute of the database turns, on a machine that is 5 seconds ahead",
  async () => {
    await launches.launch({
      DATABASE_URL: database.url,
      // Ticks are then sent for no other reason than the minute.
      TICK_BUDGET_SECONDS: "120",
      OPSPULSE_TEST_AHEAD_MS: "5000",
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --require ${fastClock}`,
    });
    const seen: number[] = [];
    const minuteOf = (tickMs: number) => Math.floor(tickMs / MINUTE_MS);
    // A tick is on record when it starts and when it ends: the start of one opens another minute.
    const findTickOfAnotherMinute = () =>
      seen.find((tickMs) => minuteOf(tickMs) > minuteOf(seen[0] ?? NaN));
    await waitFor(
      "the tick of another minute",
      async () => {
        const [tick] = await query(
          database.url,
          (sql) => sql<{ at_ms: string | null }[]>`
            select extract(epoch from last_tick_at) * 1000 as at_ms from scheduler_state`,
        ).catch(() => []);
        if (tick?.at_ms != null) seen.push(Number(tick.at_ms));
        return findTickOfAnotherMinute() !== undefined;
      },
      START_WITHIN_MS,
    );
    expect((findTickOfAnotherMinute() ?? NaN) % MINUTE_MS).toBeLessThan(30 * SECOND_MS);
  },
  TEST_WITHIN_MS,
);
