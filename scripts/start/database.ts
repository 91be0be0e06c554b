import { setTimeout as delay } from "node:timers/promises";
import { sql as statement } from "drizzle-orm";
import postgres from "postgres";
import { openDatabase, type Database } from "@/db/client";
import { addressOf, withoutPooler } from "@/db/connections/database-url";
import { SECOND_MS } from "@/lib/domain/time-units";
import { reasonOf, say, StartError } from "@/scripts/start/report";

const CONNECT_TIMEOUT_SECONDS = 8;
const RETRY_MS = 1_000;

const reasons: Record<string, string> = {
  ECONNREFUSED: "nothing accepts connections there",
  ENOTFOUND: "no host has that name",
  EAI_AGAIN: "the name could not be resolved",
  EHOSTUNREACH: "the host can't be reached",
  ENETUNREACH: "the network can't be reached",
  ECONNRESET: "the connection was closed: is this a PostgreSQL server?",
  CONNECTION_CLOSED: "the connection was closed: is this a PostgreSQL server?",
  "57P03": "it is starting or stopping",
  CONNECT_TIMEOUT: `no response within ${CONNECT_TIMEOUT_SECONDS} seconds`,
};

/** @throws {StartError} where the database doesn't respond, with its address and the reason. */
export async function requireDatabase(url: string): Promise<void> {
  const sql = postgres(withoutPooler(url), {
    max: 1,
    prepare: false,
    fetch_types: false,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    onnotice: () => undefined,
  });
  const timeout = new AbortController();
  const { signal } = timeout;
  try {
    await Promise.race([
      sql`select 1`,
      delay(CONNECT_TIMEOUT_SECONDS * SECOND_MS, null, { signal }).then(() => {
        throw new Error(reasons.CONNECT_TIMEOUT);
      }),
    ]);
  } catch (error) {
    throw new StartError(
      `The database at ${addressOf(url)} (DATABASE_URL) can't be used: ${explain(error)}.`,
      { cause: error },
    );
  } finally {
    timeout.abort();
    await sql.end({ timeout: 1 });
  }
}

/** The auth server's tables, which migrations refer to, are not in the database. */
class AuthTablesError extends StartError {}

/** @throws {StartError} where the auth server has not made its tables. */
export async function requireAuthTables(db: Database): Promise<void> {
  const [auth] = await db.execute<{ present: boolean }>(
    statement`select to_regclass('auth.users') is not null as present`,
  );
  if (auth?.present === true) return;
  throw new AuthTablesError(
    "This database has no auth schema yet. On a PostgreSQL of your own, npm start creates it and migrates; Supabase comes with it, and an auth server of your own makes it at its first start.",
  );
}

/**
 * Waits until `requireThem` finds what it needs, while a machine that has just started may still be
 * starting its database and auth server.
 * @throws what `requireThem` threw last, after `boundMs`; at once where waiting can't help.
 */
export async function waitForDatabase(
  requireThem: () => Promise<void>,
  boundMs: number,
): Promise<void> {
  const deadline = performance.now() + boundMs;
  let said = "";
  for (;;) {
    try {
      await requireThem();
      return;
    } catch (error) {
      if (!mayCome(error) || performance.now() > deadline) throw error;
      const reason = reasonOf(error);
      if (reason !== said) say(`waiting for up to ${boundMs / SECOND_MS} seconds: ${reason}`);
      said = reason;
      await delay(RETRY_MS);
    }
  }
}

function mayCome(error: unknown): boolean {
  if (error instanceof AuthTablesError) return true;
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && String(cause.code) in reasons;
}

/** Runs `work` on a connection that is closed after it. */
export async function withDatabase<Result>(
  url: string,
  work: (db: Database) => Promise<Result>,
): Promise<Result> {
  const { db, close } = openDatabase(url, { maxConnections: 1 });
  try {
    return await work(db);
  } finally {
    await close();
  }
}

function explain(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return reasons[code] ?? reasonOf(error).replace(/\.$/, "");
}
