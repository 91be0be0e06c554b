import { sql } from "drizzle-orm";
import { boolean, check, pgTable } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";

/** One row: when a tick last ended, whichever instance ran it. Nobody but the service reads it. */
export const schedulerState = pgTable(
  "scheduler_state",
  {
    id: boolean("id").primaryKey().default(true),
    lastTickAt: instant("last_tick_at"),
  },
  (table) => [check("ck_scheduler_state_singleton", sql`${table.id}`)],
).enableRLS();
