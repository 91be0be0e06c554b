import { sql } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import * as schema from "@/db/schema";
import { getEnv } from "@/lib/env";

/** The service connection: it owns the tables, and row-level security does not bind it. */
export type Database = PostgresJsDatabase<typeof schema>;

/** A transaction of either connection. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/** Who a query runs as. Only a subject that was verified first may stand here. */
export type UserClaims = { sub: string };

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
    onnotice: () => undefined,
  });
  return { db: drizzle(client, { schema }), close: () => client.end({ timeout: 5 }) };
}

const shared = globalThis as typeof globalThis & { opspulseDatabase?: Database };

/** The pool of this process, opened on first use; one also across hot reloads. */
export function getDatabase(): Database {
  shared.opspulseDatabase ??= openDatabase(getEnv().DATABASE_URL).db;
  return shared.opspulseDatabase;
}

/**
 * Runs `work` in a transaction as the role `authenticated` with the user's claims, so that
 * row-level security and column grants bind every statement of it. Claims and role are bound
 * values and last no longer than the transaction.
 */
export function asUser<Result>(
  db: Database,
  claims: UserClaims,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const jwt = JSON.stringify({ sub: claims.sub, role: "authenticated" });
  return db.transaction(async (tx) => {
    await tx.execute(
      sql`select set_config('request.jwt.claims', ${jwt}, true), set_config('role', 'authenticated', true)`,
    );
    return work(tx);
  });
}
