import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";

export type Migration = {
  name: string;
  /** The key of the ledger: when it was made, in ms since 1970. */
  madeAt: number;
  hash: string;
  statements: readonly string[];
};

const migrationsFolder = fileURLToPath(new URL("../../drizzle", import.meta.url));

/** The migrations of this code, or those in `folder`, in the order in which they were made. */
export function readMigrations(folder: string = migrationsFolder): Migration[] {
  const names = namesIn(folder);
  return readMigrationFiles({ migrationsFolder: folder }).map(({ sql, folderMillis, hash }) => ({
    name: names.get(folderMillis) ?? String(folderMillis),
    madeAt: folderMillis,
    hash,
    statements: sql,
  }));
}

/** The name of each migration of this code by the time at which it was made. */
export const readMigrationNames = (): ReadonlyMap<number, string> => namesIn(migrationsFolder);

function namesIn(folder: string): Map<number, string> {
  const text = readFileSync(`${folder}/meta/_journal.json`, "utf8");
  const { entries } = JSON.parse(text) as { entries: { when: number; tag: string }[] };
  return new Map(entries.map(({ when, tag }) => [when, tag]));
}
