import { sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";

/** The time of the transaction by the database's clock, the only clock of the scheduler. */
export async function databaseNow(db: Database | Transaction): Promise<Date> {
  const [row] = await db.execute<{ now: string }>(
    sql`select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now`,
  );
  if (row === undefined) throw new Error("The database did not tell the time.");
  return new Date(row.now);
}
