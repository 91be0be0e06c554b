import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type { Database, Transaction } from "@/db/client";
import { withDeadline } from "@/db/connections/deadline";

/** Applies the migrations up to the one of that name, as the version that had no others did. */
export async function migrateUntil(db: Database, last: string): Promise<void> {
  const migrationsFolder = join(process.cwd(), "drizzle");
  const { entries } = JSON.parse(
    readFileSync(join(migrationsFolder, "meta", "_journal.json"), "utf8"),
  ) as { entries: { tag: string }[] };
  const count = entries.findIndex(({ tag }) => tag === last) + 1;
  if (count === 0) throw new Error(`No migration has the name ${last}.`);
  const apply = async (tx: Transaction) => {
    await tx.execute(sql`create schema drizzle`);
    await tx.execute(
      sql`create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`,
    );
    for (const migration of readMigrationFiles({ migrationsFolder }).slice(0, count)) {
      for (const statement of migration.sql) await tx.execute(sql.raw(statement));
      await tx.execute(
        sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${migration.hash}, ${migration.folderMillis})`,
      );
    }
  };
  await withDeadline(null, () => db.transaction(apply));
}
