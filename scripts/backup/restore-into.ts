import { sql } from "drizzle-orm";
import { ensureAppRole } from "@/db/access/ensure-app-role";
import type { Database } from "@/db/client";
import { withDeadline } from "@/db/connections/deadline";
import { migrateWithin } from "@/db/migrate";
import { clearPlace, findOccupancy, type Occupancy } from "@/scripts/backup/clear-place";
import type { BackupHeader } from "@/scripts/backup/format";
import { loadBackup } from "@/scripts/backup/load-backup";
import { settleRestored, type Settlement } from "@/scripts/backup/settle-restored";
import { StartError } from "@/scripts/start/report";

export type RestoreOptions = {
  /** Whether what is there may be removed. */
  replaces: boolean;
  /** Whether slots that have fallen due since the backup count as missed. */
  missesDue: boolean;
  slackSeconds: number;
};

export type Restored = {
  replaced: Occupancy;
  /** Columns of accounts that the auth server here doesn't keep. */
  dropped: string[];
  settlement: Settlement;
};

/**
 * Puts a backup in the place of what a database holds, all or nothing, in one transaction: the tables are
 * made as the backup's release had them, filled, brought up to date, and settled. The file must have
 * been checked, and the database prepared by its auth server.
 * @throws {StartError} where something is there and may not be removed.
 * @throws {BackupFileError} where rows don't fit.
 */
export function restoreInto(
  db: Database,
  { path, header }: { path: string; header: BackupHeader },
  { replaces, missesDue, slackSeconds }: RestoreOptions,
): Promise<Restored> {
  const takenAt = new Date(header.taken_at);
  return withDeadline(null, async () => {
    await ensureAppRole(db);
    return db.transaction(async (tx) => {
      const replaced = await findOccupancy(tx);
      requireEmpty(replaced, replaces);
      await clearPlace(tx);
      await migrateWithin(tx, Math.max(...header.schema.migrations));
      const dropped = await loadBackup(tx, path);
      await migrateWithin(tx);
      const settlement = await settleRestored(tx, { takenAt, missesDue, slackSeconds });
      return { replaced, dropped, settlement };
    });
  });
}

/** @throws {StartError} where something would be lost. */
export function requireEmpty({ accounts, routines }: Occupancy, replaces: boolean): void {
  if (replaces || (accounts === 0 && routines === 0)) return;
  throw new StartError(
    `There are ${accounts} accounts and ${routines} routines in this place already. Nothing was changed. To remove them for those of the backup, add --replace; take a backup of them first.`,
  );
}

/** Gives the planner the sizes of what came, which it learns much later by itself. */
export const analyze = (db: Database) => withDeadline(null, () => db.execute(sql`analyze`));
