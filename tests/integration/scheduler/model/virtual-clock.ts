import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

/**
 * A clock for the database that only the test moves. The SQL of the project says `now()`; a function
 * of that name in a schema that is searched before `pg_catalog` replaces it. So hours pass in no time, to
 * the millisecond, and code that used any other clock would be years off.
 */

/** PostgreSQL has microseconds, and the scheduler keeps milliseconds: both must agree. */
const MICROSECONDS = 400;

export type VirtualClock = { set: (nowMs: number) => Promise<void> };

/** Puts the clock into a database of the test's own, before its pool opens further connections. */
export async function installVirtualClock(db: Database): Promise<VirtualClock> {
  await db.execute(sql`create schema virtual`);
  await db.execute(sql`create table virtual.clock as select pg_catalog.now() as at`);
  await db.execute(sql`
    create function virtual.now() returns timestamptz language sql stable
    return (select at from virtual.clock)`);
  await db.execute(sql`grant usage on schema virtual to public`);
  await db.execute(sql`grant select on virtual.clock to public`);
  // For the connections to come, and for this one: the only session of the embedded database.
  await db.execute(sql`
    do $$ begin execute format(
      'alter database %I set search_path = virtual, public, pg_catalog', current_database()
    ); end $$`);
  await db.execute(sql`set search_path = virtual, public, pg_catalog`);

  return {
    set: async (nowMs) => {
      const at = new Date(nowMs).toISOString();
      await db.execute(
        sql`update virtual.clock set at = ${at}::timestamptz + make_interval(secs => ${MICROSECONDS / 1e6})`,
      );
    },
  };
}
