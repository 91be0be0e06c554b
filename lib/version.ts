import journal from "@/drizzle/meta/_journal.json";
import packageJson from "@/package.json";

/** The version of this release. */
export const appVersion = packageJson.version;

const namesByTime: ReadonlyMap<number, string> = new Map(
  journal.entries.map(({ when, tag }) => [when, tag]),
);

const newestAt = Math.max(...namesByTime.keys());

/**
 * The schema that this code is written for: its newest migration, with the time at which it was made in
 * milliseconds, as the ledger of the database has it. Bundled at build, so that no file is read.
 */
export const schemaVersion = { name: nameSchemaVersion(newestAt), madeAt: newestAt };

/** The name of the migration that was made at `madeAt`; that time where this code doesn't know it. */
export function nameSchemaVersion(madeAt: number): string {
  return namesByTime.get(madeAt) ?? new Date(madeAt).toISOString();
}
