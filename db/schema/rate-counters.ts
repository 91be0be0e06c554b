import { sql } from "drizzle-orm";
import { check, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";

/**
 * What was done within a window, by limit and by who did it. The key holds no name or address in the
 * clear. `paused_until` is for sign-in alone. The table is unlogged: a counter is worth less than a
 * write to disk for each action, and a crash of the database forgets the counters and nothing else.
 * Only the service uses it.
 */
export const rateCounters = pgTable(
  "rate_counters",
  {
    key: text("key").primaryKey(),
    hits: integer("hits").notNull(),
    resetsAt: instant("resets_at").notNull(),
    pausedUntil: instant("paused_until"),
  },
  (table) => [check("ck_rate_counters_hits", sql`${table.hits} >= 0`)],
).enableRLS();
