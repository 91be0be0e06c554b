import { sql, type SQL } from "drizzle-orm";
import { relations } from "@/db/access/close-data-api";
import type { Transaction } from "@/db/client";

/** A column with its type as SQL writes it. */
type Column = { name: string; type: string; isIdentity: boolean };

export type Table = {
  /** With the schema, as `public.routines`. */
  name: string;
  columns: Column[];
};

/**
 * Tables whose rows mean nothing in another place: who is signed in, how often somebody did something within
 * an hour, which tick is under way, and who calls them.
 */
const leftOut: readonly string[] = [
  "public.session_uses",
  "public.rate_counters",
  "public.idempotency_records",
  "public.scheduler_state",
  "public.scheduler_clocks",
];

/** Of the auth server, accounts and how they sign in. */
const authTables: readonly string[] = ["auth.users", "auth.identities"];

export const isAuthTable = (name: string) => authTables.includes(name);

/** A table's name as SQL takes it. */
export function identifierOf(name: string): SQL {
  const [schema = "", table = ""] = name.split(".");
  return sql`${sql.identifier(schema)}.${sql.identifier(table)}`;
}

/** Values have one text, whatever the server and the session are set to; until the transaction ends. */
export const fixTexts = (tx: Transaction) =>
  tx.execute(sql`
    select set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true),
      set_config('IntervalStyle', 'postgres', true), set_config('extra_float_digits', '1', true),
      set_config('bytea_output', 'hex', true), set_config('jit', 'off', true)`);

/**
 * The tables that a backup has, as far as the database has them, those that others refer to first. Their
 * columns without those that are computed from others.
 */
export async function findTables(tx: Transaction): Promise<Table[]> {
  const found = await tx.execute<{ name: string; columns: string }>(sql`
    select n.nspname || '.' || c.relname as name, json_agg(json_build_object(
      'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
      'isIdentity', a.attidentity <> ''
    ) order by a.attnum)::text as columns
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    join pg_attribute as a on a.attrelid = c.oid
    where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and (n.nspname = 'public' and c.relname in ${relations}
        or n.nspname || '.' || c.relname in ${authTables})
      and n.nspname || '.' || c.relname not in ${leftOut}
    group by 1 order by 1`);
  const tables = found.map(({ name, columns }) => ({
    name,
    columns: JSON.parse(columns) as Column[],
  }));
  const references = await tx.execute<{ from: string; to: string }>(sql`
    select cn.nspname || '.' || c.relname as from, pn.nspname || '.' || p.relname as to
    from pg_constraint as k
    join pg_class as c on c.oid = k.conrelid join pg_namespace as cn on cn.oid = c.relnamespace
    join pg_class as p on p.oid = k.confrelid join pg_namespace as pn on pn.oid = p.relnamespace
    where k.contype = 'f' and k.conrelid <> k.confrelid`);
  return inOrder(tables, references);
}

/** @throws {Error} where tables refer to each other in a circle. */
function inOrder(
  tables: readonly Table[],
  references: readonly { from: string; to: string }[],
): Table[] {
  const ordered: Table[] = [];
  const waiting = new Map(tables.map((table) => [table.name, table]));
  while (waiting.size > 0) {
    const next = [...waiting.values()].filter(
      ({ name }) => !references.some(({ from, to }) => from === name && waiting.has(to)),
    );
    if (next.length === 0) {
      throw new Error(`These tables refer to each other: ${[...waiting.keys()].join(", ")}.`);
    }
    for (const table of next) waiting.delete(table.name);
    ordered.push(...next);
  }
  return ordered;
}

/** Rows that are fetched at once. */
const FETCH_ROWS = 1_000;

/** The rows of a table, of these columns, in no order. */
export async function* readRows(
  tx: Transaction,
  { name }: Table,
  columns: readonly string[],
): AsyncGenerator<string[]> {
  const texts = columns.map((column) => sql`${sql.identifier(column)}::text`);
  await tx.execute(sql`
    declare backup_rows no scroll cursor for
    select to_json(array[${sql.join(texts, sql`, `)}]::text[])::text as line from ${identifierOf(name)}`);
  for (;;) {
    const rows = await tx.execute<{ line: string }>(
      sql`fetch forward ${sql.raw(String(FETCH_ROWS))} from backup_rows`,
    );
    if (rows.length > 0) yield rows.map(({ line }) => line);
    if (rows.length < FETCH_ROWS) break;
  }
  await tx.execute(sql`close backup_rows`);
}
