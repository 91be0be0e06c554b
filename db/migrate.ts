import { sql } from "drizzle-orm";
import { closeDataApi, functionsOf } from "@/db/access/close-data-api";
import { ensureAppRole, requirePolicies } from "@/db/access/ensure-app-role";
import type { Database, Transaction } from "@/db/client";
import { withDeadline } from "@/db/connections/deadline";
import { applyMigration } from "@/db/migrations/apply-migration";
import { withoutConcurrency } from "@/db/migrations/build-indexes";
import {
  ensureLedger,
  enter,
  missingMigrations,
  readLedger,
  takeTurn,
} from "@/db/migrations/ledger";
import { migrationBlock } from "@/db/migrations/migration-block";
import { readMigrations, type Migration } from "@/db/migrations/migration-files";

/**
 * Applies the migrations that are missing, and returns how many. Instances that start at once wait
 * for each other. The ledger is the one that drizzle-kit keeps.
 *
 * An empty database gets them all or none. In one that is in use, each has a transaction of its own,
 * so that locks are held for one of them and not for all, and gives way to others that use the
 * same tables. One that fails leaves those before it applied: the next attempt goes on with it. The
 * release before runs on every step between, as each only adds.
 *
 * Like drizzle-kit, it applies what was made after the last migration applied. One that was made
 * before it, as on a branch that was merged later, is an error and not a warning: the code would run
 * on a schema that it was not written for. It takes as long as it takes.
 *
 * The role that the app works as is made first, and at the end the roles of Supabase's Data API lose
 * what they were granted since, also where no migration was missing.
 * @throws {MigrationOrderError} where a migration would be skipped. Nothing was changed.
 * @throws {MigrationBusyError} where others keep a table for longer than five minutes.
 * @throws {AppRoleError} where the role is missing and the user of the database can't make it, or the
 *   database was restored without it.
 */
export function migrateDatabase(
  db: Database,
  migrations: readonly Migration[] = readMigrations(),
): Promise<number> {
  return withDeadline(null, async () => {
    await ensureAppRole(db);
    const { missing, count } = await db.transaction((tx) => begin(tx, migrations));
    let applied = count;
    for (const migration of missing) if (await applyMigration(db, migration)) applied += 1;
    if (missing.length > 0) {
      await db.transaction(async (tx) => {
        await takeTurn(tx);
        await finish(tx, migrations);
      });
    }
    return applied;
  });
}

/** Fills a database that has no migration, and finds what another lacks. */
async function begin(tx: Transaction, migrations: readonly Migration[]) {
  await takeTurn(tx);
  await ensureLedger(tx);
  const applied = await readLedger(tx);
  const missing = missingMigrations(migrations, applied);
  if (applied.size > 0 && missing.length > 0) return { missing, count: 0 };
  for (const migration of missing) {
    const statements = migration.statements.map(withoutConcurrency);
    await tx.execute(sql.raw(migrationBlock({ statements })));
    await enter(tx, migration);
  }
  await finish(tx, migrations);
  return { missing: [], count: missing.length };
}

async function finish(tx: Transaction, migrations: readonly Migration[]): Promise<void> {
  await requirePolicies(tx);
  const statements = migrations.flatMap((migration) => migration.statements);
  await closeDataApi(tx, statements.flatMap(functionsOf));
}
