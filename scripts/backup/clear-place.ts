import { sql } from "drizzle-orm";
import { relations } from "@/db/access/close-data-api";
import type { Database, Transaction } from "@/db/client";
import { readMigratedFunctions } from "@/db/migrate";
import { StartError } from "@/scripts/start/report";

/** What a database holds that a restore would replace. */
export type Occupancy = { accounts: number; routines: number };

/** Counts what is in a place. A place without our tables, or without an auth server's, has none of it. */
export async function findOccupancy(db: Pick<Database, "execute">): Promise<Occupancy> {
  const [present] = await db.execute<{ auth: boolean; routines: boolean }>(sql`
    select to_regclass('auth.users') is not null as auth,
      to_regclass('public.routines') is not null as routines`);
  const count = async (table: string) => {
    const [row] = await db.execute<{ count: number }>(
      sql`select count(*)::integer as count from ${sql.raw(table)}`,
    );
    return row?.count ?? 0;
  };
  return {
    accounts: present?.auth === true ? await count("auth.users") : 0,
    routines: present?.routines === true ? await count("public.routines") : 0,
  };
}

/**
 * Drops everything that migrations have made, and deletes every account. The database is as before the
 * first migration then, but for the secrets of its instances, which stay.
 * @throws {StartError} where something else in the database refers to the accounts.
 */
export async function clearPlace(tx: Transaction): Promise<void> {
  const found = await tx.execute<{ name: string; isView: boolean }>(sql`
    select relname as name, relkind = 'v' as "isView" from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')
      and relname in ${relations}`);
  const drop = async (kind: "view" | "table") => {
    const names = found
      .filter(({ isView }) => isView === (kind === "view"))
      .map(({ name }) => sql`public.${sql.identifier(name)}`);
    if (names.length === 0) return;
    await tx.execute(sql`drop ${sql.raw(kind)} ${sql.join(names, sql`, `)}`);
  };
  const functions = await tx.execute<{ name: string }>(sql`
    select oid::regprocedure::text as name from pg_proc
    where pronamespace = 'public'::regnamespace and proname in ${readMigratedFunctions()}`);
  await drop("view");
  for (const { name } of functions) {
    // With one of them goes the trigger on the accounts, whose table may belong to another.
    await tx.execute(sql`drop function if exists ${sql.raw(name)} cascade`);
  }
  await drop("table");
  await tx.execute(sql`drop table if exists drizzle.__drizzle_migrations`);
  await deleteAccounts(tx);
}

async function deleteAccounts(tx: Transaction): Promise<void> {
  const strangers = await tx.execute<{ name: string }>(sql`
    select distinct conrelid::regclass::text as name
    from pg_constraint join pg_class on pg_class.oid = conrelid
    where contype = 'f' and confrelid = 'auth.users'::regclass
      and relnamespace <> 'auth'::regnamespace`);
  if (strangers.length > 0) {
    throw new StartError(
      `The accounts of this database are those of another application too: ${strangers.map(({ name }) => name).join(", ")} refers to them. Nothing was changed. Restore into a database of its own.`,
    );
  }
  await tx.execute(sql`delete from auth.users`);
}
