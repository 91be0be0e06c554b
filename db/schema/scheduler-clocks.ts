import { sql } from "drizzle-orm";
import { bigint, check, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";

/**
 * Who calls ticks, a row for each name: when it last did, how often it has, the moving average of the
 * time between its ticks, and the longest such time of about the last day. The gaps are null until the
 * second tick. Only the service reads and writes them.
 */
export const schedulerClocks = pgTable(
  "scheduler_clocks",
  {
    name: text("name").primaryKey(),
    lastTickAt: instant("last_tick_at").notNull().defaultNow(),
    ticks: bigint("ticks", { mode: "number" }).notNull().default(1),
    meanGapMs: bigint("mean_gap_ms", { mode: "number" }),
    longestGapMs: bigint("longest_gap_ms", { mode: "number" }),
    longestGapAt: instant("longest_gap_at"),
  },
  (table) => [
    check("ck_scheduler_clocks_name", sql`${table.name} ~ '^[a-z0-9][a-z0-9._-]{0,39}$'`),
    check(
      "ck_scheduler_clocks_gaps",
      sql`(${table.meanGapMs} is null) = (${table.longestGapMs} is null) and (${table.longestGapMs} is null) = (${table.longestGapAt} is null)`,
    ),
  ],
).enableRLS();
