import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { GET as getLife } from "@/app/api/health/live/route";
import { GET } from "@/app/api/health/route";
import {
  startDatabaseLink,
  type DatabaseLink,
} from "@/tests/integration/scheduler/crash/database-link";
import { SLACK_MS } from "@/tests/support/plain-request";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { isEmbedded } from "@/tests/support/test-database";
import { waitFor } from "@/tests/support/wait-for";

/** The longest wait for the database, and then some for a loaded machine. */
const BOUND_MS = 2_000 + SLACK_MS;

/** Longer than a connection may rest without being asked for a sign of life. */
const REST_MS = 600;

// The embedded database has one session, which a client that fell silent keeps from all others.
describe.skipIf(isEmbedded())("the health of an instance", () => {
  const database = openSuiteDatabase();
  let link: DatabaseLink;

  beforeAll(async () => {
    link = await startDatabaseLink(database.url);
    vi.stubEnv("DATABASE_URL", link.url);
    vi.stubEnv("SUPABASE_URL", "http://127.0.0.1:54321");
    vi.stubEnv("SUPABASE_PUBLISHABLE_KEY", "sb_publishable_x");
  });
  afterEach(() => link.restore());
  afterAll(async () => {
    vi.unstubAllEnvs();
    await link.close();
  });

  const askHealth = async () => {
    const startedAtMs = performance.now();
    const request = new Request("http://127.0.0.1/api/health");
    const response = await GET(request, { params: Promise.resolve({}) });
    expect(performance.now() - startedAtMs).toBeLessThan(BOUND_MS);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const down = {
    status: "down",
    problems: ["database_down"],
    database: { status: "down", latency_ms: null },
    scheduler: { last_tick_at: null, due: null, oldest_due_lag_ms: null, lag_ms: null },
  };

  test("is known within two seconds, whatever the database does", async () => {
    const first = await askHealth();
    expect(first).toMatchObject({ status: 200, body: { status: "ok" } });

    link.silence({ newToo: true });
    const silent = await askHealth();
    expect(silent).toMatchObject({ status: 503, body: down });
    expect(Object.keys(silent.body)).toEqual(Object.keys(first.body));
    expect(await askHealth()).toMatchObject({ status: 503, body: down });

    link.restore();
    expect(await askHealth()).toMatchObject({ status: 200 });
    link.cut();
    expect(await askHealth()).toMatchObject({ status: 503, body: down });
  });

  test("is 503 in the same shape, with the database there, where no tick came for long", async () => {
    const good = await askHealth();
    await database.db.execute(
      sql`update scheduler_state set last_tick_at = now() - interval '190 seconds'`,
    );
    const late = await askHealth();
    expect(late).toMatchObject({
      status: 503,
      body: { status: "late", problems: ["scheduler_silent"], database: { status: "ok" } },
    });
    expect(Object.keys(late.body)).toEqual(Object.keys(good.body));
    await database.db.execute(sql`update scheduler_state set last_tick_at = now()`);
    expect(await askHealth()).toMatchObject({ status: 200, body: { problems: [] } });
  });

  test("is good where only the connections that rested were lost without a word", async () => {
    expect(await askHealth()).toMatchObject({ status: 200 });
    link.silence();
    const silentSinceMs = performance.now();
    await waitFor("the rest", () => performance.now() - silentSinceMs > REST_MS);
    expect(await askHealth()).toMatchObject({ status: 200 });
  });

  test("says that the process is alive without its database", async () => {
    link.silence({ newToo: true });
    const request = new Request("http://127.0.0.1/api/health/live");
    const response = await getLife(request, { params: Promise.resolve({}) });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ status: "ok" });
  });
});
