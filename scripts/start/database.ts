import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { openDatabase, type Database } from "@/db/client";
import { addressOf, withoutPooler } from "@/db/connections/database-url";
import { SECOND_MS } from "@/lib/domain/time-units";
import { reasonOf, StartError } from "@/scripts/start/report";

const CONNECT_TIMEOUT_SECONDS = 8;

const reasons: Record<string, string> = {
  ECONNREFUSED: "nothing accepts connections there",
  ENOTFOUND: "no host has that name",
  EAI_AGAIN: "the name could not be resolved",
  EHOSTUNREACH: "the host can't be reached",
  ENETUNREACH: "the network can't be reached",
  ECONNRESET: "the connection was closed: is this a PostgreSQL server?",
  CONNECTION_CLOSED: "the connection was closed: is this a PostgreSQL server?",
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
