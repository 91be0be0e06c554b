import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { closeDataApi, functionsOf } from "@/db/access/close-data-api";
import type { Database } from "@/db/client";
import { hasErrorCode } from "@/db/connections/transient-error";
import { buildIndexes, isBuiltBesides } from "@/db/migrations/build-indexes";
import { enter, readLedger, takeTurn } from "@/db/migrations/ledger";
import { migrationBlock } from "@/db/migrations/migration-block";
import type { Migration } from "@/db/migrations/migration-files";
import { MINUTE_MS } from "@/lib/domain/time-units";

/** While a migration waits for a table, all who come after it wait for it. */
const LOCK_WAIT_MS = 100;

/** Between two attempts, others work. */
const PAUSE_MS = { least: 100, most: 1_000 };

const TRY_FOR_MS = 5 * MINUTE_MS;

/** A lock that wasn't given in time, and a deadlock. */
const CONTENTION: readonly string[] = ["55P03", "40P01"];

/** A table that a migration needs stays in use by others. */
export class MigrationBusyError extends Error {
  constructor(name: string, seconds: number, oldest: string, cause: unknown) {
    super(
      `${name} didn't get its locks within ${seconds} seconds, and none of it was applied; what came before it was. ${oldest} End what holds the table, and start again.`,
      { cause },
    );
    this.name = "MigrationBusyError";
  }
}

/**
 * Applies a migration in a transaction of its own, and returns whether it was missing. It never waits for
 * a lock for longer than 100 ms: others would queue behind it. It gives up what it has, lets them work,
 * and tries again, for five minutes or `tryForMs`. What it makes is closed to the Data API with it.
 * @throws {MigrationBusyError} where that wasn't enough.
 */
export async function applyMigration(
  db: Database,
  migration: Migration,
  tryForMs: number = TRY_FOR_MS,
): Promise<boolean> {
  if (isBuiltBesides(migration)) await buildIndexes(db, migration);
  const startedAt = performance.now();
  for (;;) {
    try {
      return await applyOnce(db, migration);
    } catch (error) {
      if (!hasErrorCode(error, (code) => CONTENTION.includes(code))) throw error;
      if (performance.now() - startedAt >= tryForMs) {
        const seconds = Math.round(tryForMs / 1_000);
        throw new MigrationBusyError(migration.name, seconds, await oldestOf(db), error);
      }
      await delay(PAUSE_MS.least + Math.random() * (PAUSE_MS.most - PAUSE_MS.least));
    }
  }
}

function applyOnce(db: Database, migration: Migration): Promise<boolean> {
  return db.transaction(async (tx) => {
    await takeTurn(tx);
    if ((await readLedger(tx)).has(migration.madeAt)) return false;
    await tx.execute(sql`select set_config('lock_timeout', ${`${LOCK_WAIT_MS}ms`}, true)`);
    if (!isBuiltBesides(migration)) await tx.execute(sql.raw(migrationBlock(migration)));
    await closeDataApi(tx, migration.statements.flatMap(functionsOf));
    await enter(tx, migration);
    return true;
  });
}

/** The oldest open transaction of the database, in a sentence. */
async function oldestOf(db: Database): Promise<string> {
  const [oldest] = await db.execute<{ pid: number; user: string; seconds: number }>(sql`
    select pid, coalesce(usename, '') as user, extract(epoch from now() - xact_start)::int as seconds
    from pg_stat_activity
    where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()
      and backend_type = 'client backend'
    order by xact_start limit 1`);
  if (oldest === undefined) return "No transaction is open now.";
  return `The oldest open transaction is that of process ${oldest.pid} (user ${oldest.user}), for ${oldest.seconds} seconds.`;
}
