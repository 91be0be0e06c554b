import { getTableName, getViewName, inArray, is, sql } from "drizzle-orm";
import { PgTable, PgView } from "drizzle-orm/pg-core";
import type { Transaction } from "@/db/client";
import * as schema from "@/db/schema";

/** The roles of Supabase's Data API: a visitor, a user, and the holder of the service key. */
const dataApiRoles = ["anon", "authenticated", "service_role"] as const;

/** The tables and views of the schema. */
const relations = Object.values(schema).flatMap((entity) => {
  if (is(entity, PgTable)) return [getTableName(entity)];
  return is(entity, PgView) ? [getViewName(entity)] : [];
});

/** The names of the functions that a migration creates. */
export const functionsOf = (statement: string): string[] =>
  Array.from(
    statement.matchAll(/create (?:or replace )?function public\.(\w+)/gi),
    ([, name = ""]) => name,
  );

/**
 * Takes every right on the tables, views and sequences of the schema, and on `functions`, from the
 * roles of Supabase's Data API and from everybody: hosted Supabase gives them all rights on what is
 * made in `public`. Objects of others are left alone, and nothing is written where nothing is granted.
 * Returns the number of objects that were open.
 */
export async function closeDataApi(tx: Transaction, functions: readonly string[]): Promise<number> {
  const outsiders = sql`(
    select 0::oid as role union all
    select oid from pg_roles where rolname in ${dataApiRoles}
  )`;
  const openTo = (acl: ReturnType<typeof sql>) =>
    sql`exists (select from aclexplode(${acl}) where grantee in ${outsiders})`;
  const open = await tx.execute<{ object: string }>(sql`
    with ours as (
      select oid, relacl from pg_class
      where relnamespace = 'public'::regnamespace and relname in ${relations}
    )
    select format('table %s', oid::regclass) as object from ours
    where ${openTo(sql`relacl`)} or exists (
      select from pg_attribute where attrelid = ours.oid and attacl is not null and ${openTo(sql`attacl`)}
    )
    union all
    select format('sequence %s', sequence.oid::regclass)
    from ours
    join pg_depend on refobjid = ours.oid and refclassid = 'pg_class'::regclass
      and classid = 'pg_class'::regclass and deptype in ('a', 'i')
    join pg_class as sequence on sequence.oid = objid and sequence.relkind = 'S'
    where ${openTo(sql`sequence.relacl`)}
    union all
    select format('function %s', oid::regprocedure) from pg_proc
    where pronamespace = 'public'::regnamespace and ${inArray(sql`proname`, functions)}
      and ${openTo(sql`coalesce(proacl, acldefault('f', proowner))`)}`);
  const [present] = await tx.execute<{ roles: string | null }>(sql`
    select string_agg(quote_ident(rolname), ', ') as roles from pg_roles where rolname in ${dataApiRoles}`);
  const roles = ["public", present?.roles ?? null].filter((role) => role !== null).join(", ");
  // In one statement: a migration holds its locks meanwhile.
  const revocations = open.map(({ object }) => `revoke all on ${object} from ${roles};`);
  if (open.length > 0) await tx.execute(sql.raw(`do $$ begin ${revocations.join(" ")} end $$`));
  return open.length;
}
