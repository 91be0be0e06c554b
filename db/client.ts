import { sql } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import * as schema from "@/db/schema";
import { getEnv } from "@/lib/env";

/** The service connection: it owns the tables, and row-level security does not bind it. */
export type Database = PostgresJsDatabase<typeof schema>;

/** A transaction of either connection. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/** The user that a query runs as. The subject must have been verified. */
type UserClaims = { sub: string };

/** Seconds between attempts to connect to a database that is down. */
const RECONNECT_SECONDS = 0.25;

/**
 * Opens a pool. Statements are not prepared by name, because a transaction pooler hands each
 * transaction to whichever session is free.
 */
export function openDatabase(url: string, options: { maxConnections?: number } = {}) {
  const client = postgres(url, {
    prepare: false,
    max: options.maxConnections ?? 10,
    connect_timeout: 10,
    idle_timeout: 60,
    // The driver queries them on its own, and nobody can catch its error if the connection breaks
    // then.
    fetch_types: false,
    // The driver counts broken connections as attempts: its own backoff would start at 20 s.
    backoff: () => RECONNECT_SECONDS,
    onnotice: () => undefined,
  });
  const db = drizzle(client, { schema });
  const begin = db.transaction.bind(db);
  db.transaction = (work, config) =>
    begin(async (tx) => {
      try {
        return await work(tx);
      } catch (error) {
        if (hasLostConnection(error)) return untilConnectionCloses;
        throw error;
      }
    }, config);
  return { db, close: () => client.end({ timeout: 5 }) };
}

/**
 * Never settles. A transaction whose connection broke is over, but after its work the driver would
 * send a rollback over the broken connection, which ends the process (postgres.js 3.4.9, issue
 * 1154). While the work does not settle, the driver rejects the transaction when the connection
 * closes, and sends nothing.
 */
const untilConnectionCloses = new Promise<never>(() => undefined);

/** Whether the connection broke under a statement, or the server is closing it. */
function hasLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof postgres.PostgresError) return /^(FATAL|PANIC)$/.test(error.severity);
  if ("code" in error && /^(CONNECTION_|E[A-Z]+$)/.test(String(error.code))) return true;
  return hasLostConnection(error.cause);
}

const shared = globalThis as typeof globalThis & { opspulseDatabase?: Database };

/** The pool of this process, opened on first use. Survives hot reloads. */
export function getDatabase(): Database {
  shared.opspulseDatabase ??= openDatabase(getEnv().DATABASE_URL).db;
  return shared.opspulseDatabase;
}

/**
 * Runs `work` in a transaction as the role `authenticated` with the user's claims, so that
 * row-level security and column grants apply to every statement of it. Claims and role are bound
 * values and last no longer than the transaction. JIT is off: compiling the statements of a page
 * takes up to ten times as long as running them.
 */
export function asUser<Result>(
  db: Database,
  claims: UserClaims,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const jwt = JSON.stringify({ sub: claims.sub, role: "authenticated" });
  return db.transaction(async (tx) => {
    await tx.execute(
      sql`select set_config('request.jwt.claims', ${jwt}, true),
        set_config('role', 'authenticated', true), set_config('jit', 'off', true)`,
    );
    return work(tx);
  });
}
