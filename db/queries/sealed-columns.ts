import { getTableName, sql, type SQL } from "drizzle-orm";
import type { AnyPgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Database } from "@/db/client";
import { channels, instanceKeys, workspaceSecrets } from "@/db/schema";

/**
 * A column of sealed text, and the columns that it is bound to: that of the workspace, null for what
 * belongs to the instance, and that of the row's id.
 */
export type SealedColumn = {
  table: PgTable;
  sealed: AnyPgColumn;
  workspaceId: AnyPgColumn | null;
  rowId: AnyPgColumn;
};

/** Every column of sealed text. One that isn't here would be lost when the key is replaced. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    table: workspaceSecrets,
    sealed: workspaceSecrets.sealedValue,
    workspaceId: workspaceSecrets.workspaceId,
    rowId: workspaceSecrets.name,
  },
  {
    table: channels,
    sealed: channels.sealedSecret,
    workspaceId: channels.workspaceId,
    rowId: channels.id,
  },
  {
    table: instanceKeys,
    sealed: instanceKeys.sealedPrivate,
    workspaceId: null,
    rowId: instanceKeys.name,
  },
];

/** A stored text with the place that it was sealed for. */
export type SealedText = {
  place: { workspaceId: string | null; table: string; field: string; rowId: string };
  sealed: string;
};

/** The place of a row in a column, in the order in which rows are read. */
const keyOf = ({ workspaceId, rowId }: SealedColumn): SQL =>
  sql`(coalesce(${workspaceId ?? null}::text, '') || ' ' || ${rowId}::text) collate "C"`;

const keyOfText = ({ place }: SealedText) => `${place.workspaceId ?? ""} ${place.rowId}`;

/** Up to `limit` texts of a column that begin with a prefix, in the order of their places. */
export async function findSealedTexts(
  db: Database,
  column: SealedColumn,
  { prefix, after, limit }: { prefix: string; after: SealedText | null; limit: number },
): Promise<SealedText[]> {
  const { table, sealed, workspaceId, rowId } = column;
  const isLater = after === null ? sql`true` : sql`${keyOf(column)} > ${keyOfText(after)}`;
  const rows = await db.execute<{
    workspace_id: string | null;
    row_id: string;
    sealed: string;
  }>(sql`
    select ${workspaceId ?? null}::text as workspace_id, ${rowId}::text as row_id,
      ${sealed} as sealed
    from ${table}
    where starts_with(${sealed}, ${prefix}) and ${isLater}
    order by ${keyOf(column)}
    limit ${limit}`);
  return rows.map((row) => ({
    place: {
      workspaceId: row.workspace_id,
      table: getTableName(table),
      field: sealed.name,
      rowId: row.row_id,
    },
    sealed: row.sealed,
  }));
}

/** Replaces a text unless it was changed meanwhile. Returns whether it was replaced. */
export async function replaceSealedText(
  db: Database,
  column: SealedColumn,
  text: SealedText,
  resealed: string,
): Promise<boolean> {
  const { table, sealed } = column;
  const replaced = await db.execute(sql`
    update ${table} set ${sql.identifier(sealed.name)} = ${resealed}
    where ${keyOf(column)} = ${keyOfText(text)} and ${sealed} = ${text.sealed}
    returning true`);
  return replaced.length > 0;
}

/** How many texts each key has sealed, by the texts' beginning up to the nonce. */
export async function countSealedTexts(db: Database): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { table, sealed } of sealedColumns) {
    const rows = await db.execute<{ prefix: string; texts: number }>(sql`
      select split_part(${sealed}, '.', 1) || '.' || split_part(${sealed}, '.', 2) || '.' as prefix,
        count(*)::integer as texts
      from ${table} where ${sealed} is not null group by 1`);
    for (const { prefix, texts } of rows) counts.set(prefix, (counts.get(prefix) ?? 0) + texts);
  }
  return counts;
}
