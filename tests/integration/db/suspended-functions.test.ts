import { sql } from "drizzle-orm";
import { afterEach, describe, expect, test, vi } from "vitest";
import { openDatabase } from "@/db/client";
import {
  startDatabaseLink,
  type DatabaseLink,
} from "@/tests/integration/scheduler/crash/database-link";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { isEmbedded } from "@/tests/support/test-database";
import { waitFor } from "@/tests/support/wait-for";

const REQUEST_CONTEXT = Symbol.for("@vercel/request-context");
const one = sql`select 1 as one`;

/** Less than a statement has by itself: a wait for a dead connection takes that long. */
const SOON_MS = 8_000;

// The embedded database has one session, which a client that fell silent keeps from all others.
describe.skipIf(isEmbedded())("a function that is suspended between requests", () => {
  const database = openSuiteDatabase();
  const opened: { close: () => Promise<void> }[] = [];

  afterEach(async () => {
    vi.restoreAllMocks();
    Reflect.deleteProperty(globalThis, REQUEST_CONTEXT);
    await Promise.all(opened.splice(0).map((each) => each.close()));
  });

  async function openLink(idleSeconds: number) {
    const link: DatabaseLink = await startDatabaseLink(database.url);
    const pool = openDatabase(link.url, { maxConnections: 2, idleSeconds });
    opened.push({ close: () => pool.close().then(() => link.close()) });
    return { link, db: pool.db };
  }

  test("stays awake until its last connection is closed, and no longer", async () => {
    const promised: { isSettled: boolean }[] = [];
    const waitUntil = (work: Promise<unknown>) => {
      const entry = { isSettled: false };
      promised.push(entry);
      void work.finally(() => (entry.isSettled = true));
    };
    Object.assign(globalThis, { [REQUEST_CONTEXT]: { get: () => ({ waitUntil }) } });
    const { link, db } = await openLink(0.5);
    await Promise.all([db.execute(one), db.execute(one)]);
    expect(link.clients()).toBe(2);
    expect(promised.some(({ isSettled }) => !isSettled)).toBe(true);
    await waitFor("the function to be let go", () => promised.every(({ isSettled }) => isSettled));
    await waitFor("the end of its connections", () => link.clients() === 0);
  });

  test("doesn't trust a connection that it held when it was suspended", async () => {
    const { link, db } = await openLink(60);
    await db.execute(one);
    link.silence();
    // The monotonic clock stood still meanwhile, as that of a frozen machine does.
    const wokenAtMs = Date.now() + 60_000;
    vi.spyOn(Date, "now").mockReturnValue(wokenAtMs);
    const askedAtMs = performance.now();
    expect(await db.execute(one)).toHaveLength(1);
    expect(performance.now() - askedAtMs).toBeLessThan(SOON_MS);
  });

  test("has no more connections than DATABASE_POOL_MAX, and waits for them in turn", async () => {
    const { link, db } = await openLink(60);
    const rows = await Promise.all(Array.from({ length: 12 }, () => db.execute(one)));
    expect(rows).toHaveLength(12);
    expect(link.clients()).toBe(2);
  });
});
