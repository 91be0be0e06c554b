import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";

/**
 * One row: the end of the last tick of any instance, and the lags of the last tick that ran
 * anything. Only the service reads it.
 */
export const schedulerState = pgTable(
  "scheduler_state",
  {
    id: boolean("id").primaryKey().default(true),
    lastTickAt: instant("last_tick_at"),
    lagP50Ms: integer("lag_p50_ms").notNull().default(0),
    lagP99Ms: integer("lag_p99_ms").notNull().default(0),
    lagMaxMs: integer("lag_max_ms").notNull().default(0),
  },
  (table) => [check("ck_scheduler_state_singleton", sql`${table.id}`)],
).enableRLS();
