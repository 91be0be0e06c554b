import { getTableName, is, sql, type SQL } from "drizzle-orm";
import { getViewConfig, PgTable, PgView } from "drizzle-orm/pg-core";
import * as schema from "@/db/schema";

const parts: unknown[] = Object.values(schema);

/** The names of this project's tables, from the schema, so that a new one is among them by itself. */
export const ourTables: readonly string[] = parts
  .filter((part) => is(part, PgTable))
  .map((table) => getTableName(table));

const ourViews = parts.filter((part) => is(part, PgView)).map((view) => getViewConfig(view).name);

/** The roles that Supabase's Data API acts as for somebody from outside. */
export const publicRoles = sql`('anon', 'authenticated')`;

const listOf = (names: readonly string[]): SQL =>
  sql`(select jsonb_array_elements_text(${JSON.stringify(names)}::jsonb))`;

/** True for a row `c` of pg_class, in the schema `n`, that is a table or view of this project. */
export const isOurRelation = sql`(
  n.nspname in ('opspulse', 'drizzle')
  or n.nspname = 'public' and c.relname in ${listOf([...ourTables, ...ourViews])}
)`;
