import { sql, type SQL } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import {
  BackupFileError,
  RowSum,
  toOneText,
  type TableStart,
  type Values,
} from "@/scripts/backup/format";
import { readBackupFile } from "@/scripts/backup/read-backup-file";
import {
  findTables,
  fixTexts,
  identifierOf,
  isAuthTable,
  readRows,
  type Table,
} from "@/scripts/backup/tables";

/** The most rows, and about the most characters, of one statement. */
const BATCH_ROWS = 1_000;
const BATCH_CHARACTERS = 2_000_000;

/**
 * GoTrue keeps tokens that aren't there as empty text, and can't read a user where they are null. Its table
 * is known by the column `instance_id`, which the auth server of `npm start` hasn't.
 */
const gotrueDefaults: Record<string, string> = {
  instance_id: "00000000-0000-0000-0000-000000000000",
  ...Object.fromEntries(
    [
      "confirmation_token",
      "recovery_token",
      "email_change",
      "email_change_token_new",
      "email_change_token_current",
      "phone_change",
      "phone_change_token",
      "reauthentication_token",
    ].map((column) => [column, ""]),
  ),
};

/** How the rows of a backup become rows of a table here. */
type Plan = {
  table: Table;
  columns: string[];
  /** The row with the columns of the plan. */
  convert: (row: Values) => Values;
  sum: RowSum;
};

/**
 * Loads a backup into a database with the tables of its release, which are empty but for what migrations
 * wrote, and reads every row back: the transaction is of use only where each is as it was. Returns the
 * columns of accounts that have no place here, because another auth server keeps them.
 *
 * Triggers are off meanwhile, apart from those of constraints, and the accounts come first: what the
 * database makes for a new account is deleted before the rest comes. No right is needed for this beyond
 * those of the tables' owner.
 * @throws {BackupFileError} where a row doesn't fit.
 */
export async function loadBackup(tx: Transaction, path: string): Promise<string[]> {
  await fixTexts(tx);
  const tables = await findTables(tx);
  const own = tables.filter(({ name }) => !isAuthTable(name));
  for (const { name } of own) {
    await tx.execute(sql`alter table ${identifierOf(name)} disable trigger user`);
  }
  const dropped: string[] = [];
  const plans: Plan[] = [];
  let isCleared = false;
  let batch: Values[] = [];
  let characters = 0;
  const flush = async () => {
    const plan = plans.at(-1);
    if (plan !== undefined && batch.length > 0) await insertRows(tx, plan, batch);
    [batch, characters] = [[], 0];
  };
  for await (const record of readBackupFile(path)) {
    if (record.kind === "table") {
      const plan = planOf(record.table, tables);
      dropped.push(...droppedColumns(record.table, plan));
      plans.push(plan);
      if (!isCleared && !isAuthTable(plan.table.name)) {
        await clearTables(tx, own);
        isCleared = true;
      }
    } else if (record.kind === "row") {
      const plan = plans.at(-1);
      if (plan === undefined) continue;
      const row = plan.convert(record.values);
      plan.sum.add(JSON.stringify(row));
      batch.push(row);
      for (const value of row) characters += value?.length ?? 0;
      if (batch.length >= BATCH_ROWS || characters >= BATCH_CHARACTERS) await flush();
    } else {
      await flush();
    }
  }
  for (const plan of plans) {
    await requireSame(tx, plan);
    await moveIdentities(tx, plan.table);
  }
  for (const { name } of own) {
    await tx.execute(sql`alter table ${identifierOf(name)} enable trigger user`);
  }
  return dropped;
}

function planOf(start: TableStart, tables: readonly Table[]): Plan {
  const table = tables.find(({ name }) => name === start.table);
  if (table === undefined) {
    throw new BackupFileError(`This database has no table ${start.table}. Nothing was changed.`);
  }
  const has = (column: string) => table.columns.some(({ name }) => name === column);
  const unknown = start.columns.filter((column) => !has(column));
  if (unknown.length > 0 && !isAuthTable(table.name)) {
    throw new BackupFileError(
      `${table.name} has no column ${unknown.join(", ")} here. Nothing was changed.`,
    );
  }
  const kept = start.columns.filter(has);
  const places = kept.map((column) => start.columns.indexOf(column));
  const defaults = table.name === "auth.users" && has("instance_id") ? gotrueDefaults : {};
  const added = Object.keys(defaults).filter((column) => has(column) && !kept.includes(column));
  const columns = [...kept, ...added];
  return {
    table,
    columns,
    convert: (row) =>
      columns.map((column, index) => row[places[index] ?? -1] ?? defaults[column] ?? null),
    sum: new RowSum(),
  };
}

const droppedColumns = ({ table, columns }: TableStart, plan: Plan) =>
  columns.filter((column) => !plan.columns.includes(column)).map((column) => `${table}.${column}`);

/** Deletes what migrations and the triggers of new accounts have written. */
async function clearTables(tx: Transaction, own: readonly Table[]): Promise<void> {
  for (const { name } of own.toReversed()) await tx.execute(sql`delete from ${identifierOf(name)}`);
}

const typeOf = ({ columns }: Table, name: string): SQL =>
  sql.raw(columns.find((column) => column.name === name)?.type ?? "text");

async function insertRows(
  tx: Transaction,
  { table, columns }: Plan,
  rows: readonly Values[],
): Promise<void> {
  const names = columns.map((name) => sql.identifier(name));
  const taken = columns.map(
    (name, index) => sql`(r ->> ${sql.raw(String(index))})::${typeOf(table, name)}`,
  );
  await tx.execute(sql`
    insert into ${identifierOf(table.name)} (${sql.join(names, sql`, `)}) overriding system value
    select ${sql.join(taken, sql`, `)} from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as r`);
}

/** @throws {Error} where a row of the table isn't as it was loaded. */
async function requireSame(tx: Transaction, { table, columns, sum }: Plan): Promise<void> {
  const found = new RowSum();
  for await (const rows of readRows(tx, table, columns)) {
    for (const row of rows) found.add(toOneText(row));
  }
  if (found.rows === sum.rows && found.sum === sum.sum) return;
  throw new Error(
    `The rows of ${table.name} aren't what was loaded: ${found.rows} of ${sum.rows} are there.`,
  );
}

/** New rows are numbered on from the highest number. */
async function moveIdentities(tx: Transaction, { name, columns }: Table): Promise<void> {
  for (const column of columns.filter(({ isIdentity }) => isIdentity)) {
    await tx.execute(sql`
      select setval(
        pg_get_serial_sequence(${name}, ${column.name}),
        coalesce(max(${sql.identifier(column.name)}), 0) + 1, false
      ) from ${identifierOf(name)}`);
  }
}
