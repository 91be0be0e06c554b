import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { closeDataApi, functionsOf } from "@/db/access/close-data-api";
import { ensureAppRole, requirePolicies } from "@/db/access/ensure-app-role";
import type { Database, Transaction } from "@/db/client";
import { withDeadline } from "@/db/connections/deadline";

const migrationsFolder = fileURLToPath(new URL("../drizzle", import.meta.url));

/** Any constant will do, as long as every instance uses the same one. */
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

/** The name of each migration by the time at which it was made. */
export function readMigrationNames(): ReadonlyMap<number, string> {
  const text = readFileSync(`${migrationsFolder}/meta/_journal.json`, "utf8");
  const { entries } = JSON.parse(text) as { entries: { when: number; tag: string }[] };
  return new Map(entries.map(({ when, tag }) => [when, tag]));
}

/**
 * Applies the migrations that are missing, all or none, and returns how many. Instances that start
 * at once wait for each other: the lock belongs to the transaction, so it holds through a
 * transaction pooler, and a crash frees it. The ledger is the one that drizzle-kit keeps.
 *
 * Like drizzle-kit, it applies what was made after the last migration applied. One that was made
 * before it, as on a branch that was merged later, is an error and not a warning: the code would run
 * on a schema that it was not written for. It takes as long as it takes.
 *
 * The role that the app works as is made first, and at the end the roles of Supabase's Data API lose
 * what they were granted since, also where no migration was missing.
 * @throws {MigrationOrderError} where a migration would be skipped.
 * @throws {AppRoleError} where the role is missing and the user of the database can't make it, or the
 *   database was restored without it.
 */
export function migrateDatabase(db: Database): Promise<number> {
  return withDeadline(null, async () => {
    await ensureAppRole(db);
    return db.transaction((tx) => migrateWithin(tx));
  });
}

/**
 * What `migrateDatabase` does, within a transaction of the caller's, in a database that has the role.
 * With `until`, only migrations that were made until then, in ms since 1970, and no checks after them: the
 * schema of an earlier release.
 * @throws {MigrationOrderError} and {AppRoleError} as `migrateDatabase` does.
 */
export async function migrateWithin(tx: Transaction, until = Infinity): Promise<number> {
  const migrations = readMigrations();
  await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`);
  await tx.execute(sql`create schema if not exists drizzle`);
  await tx.execute(
    sql`create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`,
  );
  const applied = await findAppliedMigrations(tx);
  const appliedUntil = Math.max(0, ...applied);
  const missing = migrations.filter(
    ({ folderMillis }) => !applied.has(folderMillis) && folderMillis <= until,
  );
  const skipped = missing.filter(({ folderMillis }) => folderMillis <= appliedUntil);
  if (skipped.length > 0) {
    const names = readMigrationNames();
    throw new MigrationOrderError(
      skipped.map(({ folderMillis }) => names.get(folderMillis) ?? String(folderMillis)),
    );
  }
  for (const migration of missing) {
    for (const statement of migration.sql) await tx.execute(sql.raw(statement));
    await tx.execute(
      sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${migration.hash}, ${migration.folderMillis})`,
    );
  }
  if (until !== Infinity) return missing.length;
  await requirePolicies(tx);
  await closeDataApi(tx, readMigratedFunctions());
  return missing.length;
}

/** The migrations that a database has, by the times at which they were made. Its ledger is there. */
export async function findAppliedMigrations(
  db: Pick<Database, "execute">,
): Promise<ReadonlySet<number>> {
  const rows = await db.execute<{ created_at: string }>(
    sql`select created_at from drizzle.__drizzle_migrations where created_at is not null`,
  );
  return new Set(rows.map((row) => Number(row.created_at)));
}

/** The names of the functions that migrations create. */
export const readMigratedFunctions = (): string[] =>
  readMigrations().flatMap((migration) => migration.sql.flatMap(functionsOf));

const readMigrations = () => readMigrationFiles({ migrationsFolder });
