import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type { Database } from "@/db/client";

const migrationsFolder = fileURLToPath(new URL("../drizzle", import.meta.url));

/** Any constant will do, as long as every instance uses the same one. */
const MIGRATION_LOCK = 7_211_450_983;

/**
 * Applies the migrations that are missing, all or none, and returns how many. Instances that start
 * at once wait for each other: the lock belongs to the transaction, so it holds through a
 * transaction pooler, and a crash frees it. The ledger is the one that drizzle-kit keeps.
 */
export async function migrateDatabase(db: Database): Promise<number> {
  const migrations = readMigrationFiles({ migrationsFolder });
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`);
    await tx.execute(sql`create schema if not exists drizzle`);
    await tx.execute(
      sql`create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`,
    );
    const [last] = await tx.execute<{ created_at: string | null }>(
      sql`select max(created_at) as created_at from drizzle.__drizzle_migrations`,
    );
    const appliedUntil = Number(last?.created_at ?? 0);
    const missing = migrations.filter((migration) => migration.folderMillis > appliedUntil);
    for (const migration of missing) {
      for (const statement of migration.sql) await tx.execute(sql.raw(statement));
      await tx.execute(
        sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${migration.hash}, ${migration.folderMillis})`,
      );
    }
    return missing.length;
  });
}
