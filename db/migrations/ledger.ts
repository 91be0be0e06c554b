import { sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import type { Migration } from "@/db/migrations/migration-files";

/** Any constant will do, as long as every instance and every release uses the same one. */
const MIGRATION_LOCK = 7_211_450_983;

/** Migrations that were made before the last one applied, and were never applied themselves. */
class MigrationOrderError extends Error {
  constructor(names: readonly string[]) {
    super(
      `${names.join(", ")} in drizzle/ was made before the last migration that this database has, and would be skipped. Nothing was changed. Generate it again, so that it comes last.`,
    );
    this.name = "MigrationOrderError";
  }
}

/**
 * Waits until no other instance migrates. The lock belongs to the transaction, so it holds through a
 * transaction pooler, and a crash frees it.
 */
export async function takeTurn(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`);
}

/** Makes the ledger that drizzle-kit keeps, where there is none. */
export async function ensureLedger(tx: Transaction): Promise<void> {
  await tx.execute(sql`create schema if not exists drizzle`);
  await tx.execute(
    sql`create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`,
  );
}

/** When the migrations were made that the database has; none where it has no ledger. */
export async function readLedger(db: Database | Transaction): Promise<ReadonlySet<number>> {
  const [ledger] = await db.execute<{ exists: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as exists`,
  );
  if (ledger?.exists !== true) return new Set();
  const rows = await db.execute<{ created_at: string }>(
    sql`select created_at from drizzle.__drizzle_migrations where created_at is not null`,
  );
  return new Set(rows.map((row) => Number(row.created_at)));
}

export async function enter(tx: Transaction, { hash, madeAt }: Migration): Promise<void> {
  await tx.execute(
    sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${madeAt})`,
  );
}

/**
 * The migrations that a database lacks.
 * @throws {MigrationOrderError} where one of them was made before the last one that it has.
 */
export function missingMigrations(
  migrations: readonly Migration[],
  applied: ReadonlySet<number>,
): Migration[] {
  const appliedUntil = Math.max(0, ...applied);
  const missing = migrations.filter(({ madeAt }) => !applied.has(madeAt));
  const skipped = missing.filter(({ madeAt }) => madeAt <= appliedUntil);
  if (skipped.length > 0) throw new MigrationOrderError(skipped.map(({ name }) => name));
  return missing;
}
