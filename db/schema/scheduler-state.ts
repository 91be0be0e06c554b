import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";

/**
 * One row: the end of the last tick of any instance, the lags of the last tick that ran anything,
 * and the tick that lingers, with the time until which no other does. Only the service reads it.
 */
export const schedulerState = pgTable(
  "scheduler_state",
  {
    id: boolean("id").primaryKey().default(true),
    lastTickAt: instant("last_tick_at"),
    lagP50Ms: integer("lag_p50_ms").notNull().default(0),
    lagP99Ms: integer("lag_p99_ms").notNull().default(0),
    lagMaxMs: integer("lag_max_ms").notNull().default(0),
    lingeringTick: text("lingering_tick"),
    lingeringUntil: instant("lingering_until"),
  },
  (table) => [
    check("ck_scheduler_state_singleton", sql`${table.id}`),
    check(
      "ck_scheduler_state_lingering",
      sql`(${table.lingeringTick} is null) = (${table.lingeringUntil} is null)`,
    ),
  ],
).enableRLS();
