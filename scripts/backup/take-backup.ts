import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { withDeadline } from "@/db/connections/deadline";
import { readLedger } from "@/db/migrations/ledger";
import { readMigrationNames } from "@/db/migrations/migration-files";
import { databaseNow } from "@/db/queries/database-now";
import {
  FORMAT,
  FORMAT_VERSION,
  RowSum,
  toLine,
  toOneText,
  type BackupHeader,
} from "@/scripts/backup/format";
import { findTables, fixTexts, readRows } from "@/scripts/backup/tables";
import { StartError } from "@/scripts/start/report";

/** What a backup holds: the rows of each table that has any. */
export type BackupContent = { header: BackupHeader; tables: Record<string, number>; rows: number };

/**
 * Hands the text of a backup to `write`, as it was at one moment: everything is read in one transaction
 * on one snapshot, which holds up nobody on a PostgreSQL server. Returns what it holds.
 * @throws {StartError} where the database isn't one of OpsPulse, or was migrated by a newer release.
 */
export function takeBackup(
  db: Database,
  appVersion: string,
  write: (chunks: AsyncIterable<string>) => Promise<void>,
): Promise<BackupContent> {
  return withDeadline(null, () =>
    db.transaction(
      async (tx) => {
        const header = await readHeader(tx, appVersion);
        const content: BackupContent = { header, tables: {}, rows: 0 };
        await write(textOf(tx, content));
        return content;
      },
      { isolationLevel: "repeatable read", accessMode: "read only" },
    ),
  );
}

async function readHeader(tx: Transaction, appVersion: string): Promise<BackupHeader> {
  const [ledger] = await tx.execute<{ present: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as present`,
  );
  if (ledger?.present !== true) {
    throw new StartError(
      "This database has no tables of OpsPulse, so there is nothing to back up.",
    );
  }
  const migrations = [...(await readLedger(tx))].sort((a, b) => a - b);
  const names = readMigrationNames();
  const newest = migrations.at(-1);
  const name = newest === undefined ? undefined : names.get(newest);
  if (name === undefined || migrations.some((made) => !names.has(made))) {
    throw new StartError(
      "This database was migrated by a newer release, whose tables this one doesn't know. Take the backup with that release.",
    );
  }
  return {
    format: FORMAT,
    format_version: FORMAT_VERSION,
    app_version: appVersion,
    taken_at: (await databaseNow(tx)).toISOString(),
    schema: { name, migrations },
  };
}

/** The lines, some at a time. `content` is complete once they have ended. */
async function* textOf(tx: Transaction, content: BackupContent): AsyncGenerator<string> {
  const hash = createHash("sha256");
  const hashed = (text: string) => {
    hash.update(text);
    return text;
  };
  await fixTexts(tx);
  const tables = await findTables(tx);
  yield hashed(toLine(content.header));
  for (const table of tables) {
    const columns = table.columns.map(({ name }) => name);
    yield hashed(toLine({ table: table.name, columns }));
    const sum = new RowSum();
    for await (const rows of readRows(tx, table, columns)) {
      let text = "";
      for (const row of rows) {
        const line = toOneText(row);
        sum.add(line);
        text += `${line}\n`;
      }
      yield hashed(text);
    }
    yield hashed(toLine({ end: table.name, rows: sum.rows, sum: sum.sum }));
    content.tables[table.name] = sum.rows;
    content.rows += sum.rows;
  }
  yield toLine({ tables: tables.length, rows: content.rows, sha256: hash.digest("hex") });
}
