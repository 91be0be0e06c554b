import { sql } from "drizzle-orm";
import { SECOND_MS } from "@/lib/domain/time-units";
import packageJson from "@/package.json";
import { findPlace, openPlace } from "@/scripts/backup/open-place";
import { readBackupOptions, STDOUT } from "@/scripts/backup/options";
import { takeBackup } from "@/scripts/backup/take-backup";
import { requireRoom, writeBackupFile, writeToStdout } from "@/scripts/backup/write-backup-file";

/**
 * `npm run backup`: writes everything that the instance of the variables keeps into one file, while it runs.
 * Returns the lines of its report, or JSON.
 * @throws {StartError} and {EnvError} where that isn't possible; then there is no file of that name.
 */
export async function runBackup(
  args: readonly string[],
  variables: Record<string, string | undefined>,
  projectRoot: string,
): Promise<string[]> {
  const { file, isJson } = readBackupOptions(args, new Date());
  const startedAtMs = performance.now();
  const place = await openPlace(await findPlace(variables, projectRoot), { isNew: false });
  try {
    let bytes = 0;
    if (file !== STDOUT) {
      const [size] = await place.db.execute<{ bytes: string }>(
        sql`select pg_database_size(current_database())::text as bytes`,
      );
      await requireRoom(file, Number(size?.bytes ?? 0));
    }
    const { header, tables, rows } = await takeBackup(
      place.db,
      packageJson.version,
      async (chunks) => {
        if (file === STDOUT) await writeToStdout(chunks);
        else bytes = await writeBackupFile(file, chunks);
      },
    );
    if (file === STDOUT) return [];
    const seconds = (performance.now() - startedAtMs) / SECOND_MS;
    if (isJson) {
      return [JSON.stringify({ file, bytes, seconds, rows, tables, taken_at: header.taken_at })];
    }
    return [
      `backed up ${place.name} as of ${header.taken_at}: ${rows} rows, ${(bytes / 1e6).toFixed(1)} MB, in ${seconds.toFixed(1)} s`,
      `${file} holds accounts and everything else but SECRETS_KEY: keep it where nobody else reads it, and the key somewhere else`,
    ];
  } finally {
    await place.close();
  }
}
