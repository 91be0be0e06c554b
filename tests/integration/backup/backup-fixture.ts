import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll } from "vitest";
import type { Database } from "@/db/client";
import { checkBackup } from "@/scripts/backup/check-backup";
import { restoreInto, type RestoreOptions } from "@/scripts/backup/restore-into";
import { takeBackup } from "@/scripts/backup/take-backup";
import { writeBackupFile } from "@/scripts/backup/write-backup-file";

/** A folder of the suite's own; returns the path of a file in it that isn't there yet. */
export function openBackupFolder(): () => string {
  let folder = "";
  let files = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "opspulse-backup-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  return () => join(folder, `backup-${(files += 1)}.jsonl.gz`);
}

export const backUp = (db: Database, path: string) =>
  takeBackup(db, "1.2.3", async (chunks) => {
    await writeBackupFile(path, chunks);
  });

export async function restore(
  db: Database,
  path: string,
  options: Partial<Omit<RestoreOptions, "slackSeconds">> = {},
) {
  const { header } = await checkBackup(path, null);
  return restoreInto(
    db,
    { path, header },
    { replaces: false, missesDue: false, slackSeconds: 3, ...options },
  );
}

/** Tables whose rows stay behind, which the fixture leaves out of every comparison. */
const leftBehind = [
  "public.session_uses",
  "public.rate_counters",
  "public.idempotency_records",
  "public.scheduler_state",
  "public.scheduler_clocks",
];

/** Every row of every table of the app, and of the accounts, as sorted JSON. */
export function readEverything(db: Database): Promise<Record<string, string[]>> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('TimeZone', 'UTC', true)`);
    const tables = await tx.execute<{ name: string }>(sql`
      select nspname || '.' || relname as name
      from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where relkind = 'r' and nspname = 'public'
        or nspname = 'auth' and relname in ('users', 'identities')
      order by 1`);
    const everything: Record<string, string[]> = {};
    for (const { name } of tables) {
      if (leftBehind.includes(name)) continue;
      const rows = await tx.execute<{ row: string }>(
        sql`select to_jsonb(t)::text as row from ${sql.raw(name)} as t order by 1`,
      );
      everything[name] = rows.map(({ row }) => row);
    }
    return everything;
  });
}
