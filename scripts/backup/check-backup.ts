import { getTableName } from "drizzle-orm";
import { sealedColumns } from "@/db/queries/sealed-columns";
import type { SealingKeys } from "@/lib/sealing/sealing-keys";
import { UnsealError } from "@/lib/sealing/unseal-error";
import { BackupFileError, type TableStart, type Values } from "@/scripts/backup/format";
import { readBackupFile } from "@/scripts/backup/read-backup-file";
import type { BackupContent } from "@/scripts/backup/take-backup";

/** Sealed texts of a backup, and how many of them the keys at hand open. */
export type SealedCounts = { texts: number; opened: number };

/** Finds the sealed texts in the rows of a table; null where it has none. */
function findSealed({ table, columns }: TableStart): ((row: Values) => SealedText[]) | null {
  const found = sealedColumns.filter((column) => `public.${getTableName(column.table)}` === table);
  if (found.length === 0) return null;
  return (row) => {
    const valueOf = (column: { name: string }) => row[columns.indexOf(column.name)] ?? null;
    return found.flatMap((column) => {
      const sealed = valueOf(column.sealed);
      if (sealed === null) return [];
      const place = {
        workspaceId: column.workspaceId && valueOf(column.workspaceId),
        table: getTableName(column.table),
        field: column.sealed.name,
        rowId: valueOf(column.rowId) ?? "",
      };
      return [{ sealed, place }];
    });
  };
}

type SealedText = { sealed: string; place: Parameters<SealingKeys["unseal"]>[1] };

function opens(keys: SealingKeys, { sealed, place }: SealedText): boolean {
  try {
    keys.unseal(sealed, place);
    return true;
  } catch (error) {
    if (!(error instanceof UnsealError)) throw error;
    return false;
  }
}

/**
 * Reads a backup to its end, and changes nothing. Returns what it holds, and tries the keys on what is
 * sealed in it.
 * @throws {BackupFileError} where it is damaged, or made by a newer release.
 */
export async function checkBackup(
  path: string,
  keys: SealingKeys | null,
): Promise<BackupContent & { sealed: SealedCounts }> {
  let content: BackupContent | null = null;
  const sealed: SealedCounts = { texts: 0, opened: 0 };
  let table = "";
  let sealedIn: ReturnType<typeof findSealed> = null;
  for await (const record of readBackupFile(path)) {
    if (record.kind === "header") content = { header: record.header, tables: {}, rows: 0 };
    else if (content === null) break;
    else if (record.kind === "table") {
      table = record.table.table;
      content.tables[table] = 0;
      sealedIn = findSealed(record.table);
    } else if (record.kind === "row") {
      content.rows += 1;
      content.tables[table] = (content.tables[table] ?? 0) + 1;
      for (const text of sealedIn?.(record.values) ?? []) {
        sealed.texts += 1;
        if (keys !== null && opens(keys, text)) sealed.opened += 1;
      }
    }
  }
  if (content === null) throw new BackupFileError("This backup has no header.");
  return { ...content, sealed };
}
