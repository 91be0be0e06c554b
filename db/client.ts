import { sql } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import { appRole } from "@/db/access/app-role";
import type { PreparePolicy } from "@/db/connections/connection";
import { DatabasePool } from "@/db/connections/database-pool";
import { readDatabaseUrl } from "@/db/connections/database-url";
import { createDrizzleClient } from "@/db/connections/drizzle-client";
import * as schema from "@/db/schema";
import { parseExactJson } from "@/lib/domain/json/exact-json";
import { getEnv } from "@/lib/env";
import { perProcess } from "@/lib/per-process";

/** The service connection: it owns the tables, and row-level security does not bind it. */
export type Database = PostgresJsDatabase<typeof schema>;

/** A transaction of either connection. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/**
 * Who a query runs for, a user (`sub`) or an API key, and the address that the request came from. All must
 * have been verified.
 */
export type Claims = { sub?: string; key_id?: string; address?: string | null };

/** The id of the type `jsonb` in PostgreSQL, which keeps all figures of a number. */
const JSONB_TYPE = 3802;

/** How long a connection rests before it is closed; less where processes are suspended between requests. */
const IDLE_SECONDS = 60;
const IDLE_SECONDS_OF_FUNCTIONS = 1;

/**
 * Opens a pool. Each statement and each transaction has a deadline (`withDeadline`), after which
 * its connection is destroyed. Statements are prepared by name on direct connections, and never
 * behind a transaction pooler, which hands each transaction to whichever session is free.
 */
export function openDatabase(
  url: string,
  options: { maxConnections?: number; idleSeconds?: number; prepare?: PreparePolicy } = {},
) {
  const types = { parsers: {}, serializers: {} };
  const pool = new DatabasePool(
    { ...readDatabaseUrl(url), server: 0, ...types, prepare: options.prepare ?? "auto" },
    {
      maxConnections: options.maxConnections ?? 10,
      idleSeconds: options.idleSeconds ?? IDLE_SECONDS,
    },
  );
  // Drizzle asks for the driver's client, and uses no more of it than this.
  const client = createDrizzleClient(pool, types) as unknown as postgres.Sql;
  const db = drizzle(client, { schema });
  Object.assign(types.parsers, { [JSONB_TYPE]: parseExactJson });
  return { db, close: () => pool.close() };
}

/** The pool of this process, opened on first use. Survives hot reloads. */
export function getDatabase(): Database {
  const { DATABASE_URL, DATABASE_POOL_MAX, DATABASE_PREPARE, VERCEL } = getEnv();
  return perProcess(
    "opspulseDatabase",
    () =>
      openDatabase(DATABASE_URL, {
        maxConnections: DATABASE_POOL_MAX,
        idleSeconds: VERCEL === undefined ? IDLE_SECONDS : IDLE_SECONDS_OF_FUNCTIONS,
        prepare: DATABASE_PREPARE,
      }).db,
  );
}

/**
 * Runs `work` in a transaction as the app's role with the caller's claims, so that
 * row-level security and column grants apply to every statement of it. Claims and role are bound
 * values and last no longer than the transaction. JIT is off: compiling the statements of a page
 * takes up to ten times as long as running them.
 */
export function asUser<Result>(
  db: Database,
  claims: Claims,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  const jwt = JSON.stringify({ ...claims, role: appRole.name });
  return db.transaction(async (tx) => {
    await tx.execute(
      sql`select set_config('request.jwt.claims', ${jwt}, true),
        set_config('role', ${appRole.name}, true), set_config('jit', 'off', true)`,
    );
    return work(tx);
  });
}

/**
 * Runs `work` in a transaction of the service connection for a user, or for nobody: the audit log names them.
 * Nothing binds it to what they may do.
 */
export function asServiceFor<Result>(
  db: Database,
  claims: Claims | null,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return db.transaction(async (tx) => {
    if (claims !== null) {
      await tx.execute(
        sql`select set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`,
      );
    }
    return work(tx);
  });
}
