import { getTableName, is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import * as schema from "@/db/schema";

type Schema = typeof schema;

/** The name of a table in the schema. */
export type TableKey = {
  [Key in keyof Schema]: Schema[Key] extends PgTable ? Key : never;
}[keyof Schema];

export type ReadTable = {
  key: TableKey;
  name: string;
  columns: readonly { name: string; type: string; isKey: boolean; isForeign: boolean }[];
  primaryKey: readonly string[];
  /** The columns that point to another table. */
  references: readonly { columns: readonly string[]; table: string }[];
  /** The commands that row-level security lets the app's role use for a member. */
  commands: readonly string[];
};

const isTable = (entry: unknown): entry is PgTable => is(entry, PgTable);

function readTable(key: TableKey, table: PgTable): ReadTable {
  const { columns, primaryKeys, foreignKeys, policies } = getTableConfig(table);
  const primaryKey = [
    ...columns.filter(({ primary }) => primary).map(({ name }) => name),
    ...primaryKeys.flatMap((each) => each.columns.map(({ name }) => name)),
  ];
  const references = foreignKeys.map((each) => {
    const { columns: from, foreignTable } = each.reference();
    return { columns: from.map(({ name }) => name), table: getTableName(foreignTable) };
  });
  const foreign = new Set(references.flatMap((each) => each.columns));
  return {
    key,
    name: getTableName(table),
    columns: columns.map((column) => ({
      name: column.name,
      type: column.getSQLType(),
      isKey: primaryKey.includes(column.name),
      isForeign: foreign.has(column.name),
    })),
    primaryKey,
    references,
    commands: [...new Set(policies.flatMap((policy) => policy.for ?? "all"))],
  };
}

/** The tables of the schema as Drizzle knows them, by their name. */
export function readTables(): ReadTable[] {
  return (Object.keys(schema) as (keyof Schema)[])
    .flatMap((key) => {
      const entry: unknown = schema[key];
      return isTable(entry) ? [readTable(key as TableKey, entry)] : [];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}
