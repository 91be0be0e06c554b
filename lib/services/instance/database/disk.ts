import { statfs } from "node:fs/promises";
import { sql } from "drizzle-orm";
import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { formatBytes } from "@/lib/domain/instance/format-bytes";
import { defineCheck } from "@/lib/services/instance/check";

type DiskFacts = {
  databaseBytes: number;
  /** Free for the database's files; null where they aren't on this machine. */
  freeBytes: number | null;
  isReadOnly: boolean;
};

const LITTLE_BYTES = 1_000_000_000;
const TOO_LITTLE_BYTES = 200_000_000;

export function judgeDisk({ databaseBytes, freeBytes, isReadOnly }: DiskFacts): Finding {
  const size = `the database takes ${formatBytes(databaseBytes)}`;
  if (isReadOnly) {
    return problem(
      `${size} and is read-only, so no run can be recorded`,
      "A provider sets this where the plan's disk is full: shorten RUN_RETENTION_DAYS, free space as the provider says, and make it writable again. A standby is read-only, too: point DATABASE_URL at the primary",
    );
  }
  if (freeBytes === null) return ok(size);
  const found = `${size}, and ${formatBytes(freeBytes)} are free beside it`;
  const advice = "Free space on this disk, or shorten RUN_RETENTION_DAYS";
  if (freeBytes < TOO_LITTLE_BYTES) return problem(found, advice);
  return freeBytes < LITTLE_BYTES ? warning(found, advice) : ok(found);
}

async function findFreeBytes(directory: string | null): Promise<number | null> {
  if (directory === null) return null;
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

export const diskCheck = defineCheck({
  name: "disk",
  look: async (instance): Promise<DiskFacts> => {
    const [row] = await instance.query<{ bytes: string; is_read_only: boolean }>(sql`
      select pg_database_size(current_database()) as bytes,
        pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as is_read_only
    `);
    return {
      databaseBytes: Number(row?.bytes ?? 0),
      freeBytes: await findFreeBytes(instance.settings.dataDirectory),
      isReadOnly: row?.is_read_only ?? false,
    };
  },
  judge: judgeDisk,
});
