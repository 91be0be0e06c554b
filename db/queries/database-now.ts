import { sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";

/** The time of the transaction by the database's clock, the only clock of the scheduler. */
export const transactionTime =
  sql`to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`.mapWith(
    (text: string) => new Date(text),
  );

/** The time of the transaction, for where no other statement selects `transactionTime`. */
export async function databaseNow(db: Database | Transaction): Promise<Date> {
  const [row] = await db.select({ now: transactionTime }).from(sql`(values (1)) as one`);
  if (row === undefined) throw new Error("The database returned no time.");
  return row.now;
}
