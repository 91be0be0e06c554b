import { sql } from "drizzle-orm";
import { bigint, check, integer, pgTable } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";

/**
 * What ticks did, a row for each hour in which one ended, and a row of totals at the hour `epoch`.
 * `lag_counts` has the number of scheduled runs by lag, as `lagBoundsMs` divides them.
 * `database_bytes` is the size of the database when the hour's first tick ended. Only the service reads
 * and writes them.
 */
export const schedulerHours = pgTable(
  "scheduler_hours",
  {
    hour: instant("hour").primaryKey(),
    ticks: integer("ticks").notNull(),
    succeeded: bigint("succeeded", { mode: "number" }).notNull(),
    failed: bigint("failed", { mode: "number" }).notNull(),
    missed: bigint("missed", { mode: "number" }).notNull(),
    abandoned: bigint("abandoned", { mode: "number" }).notNull(),
    lagCounts: bigint("lag_counts", { mode: "number" }).array().notNull(),
    lagSumMs: bigint("lag_sum_ms", { mode: "number" }).notNull(),
    lagMaxMs: bigint("lag_max_ms", { mode: "number" }).notNull(),
    databaseBytes: bigint("database_bytes", { mode: "number" }),
  },
  (table) => [
    check(
      "ck_scheduler_hours_counts",
      sql`least(${table.ticks}, ${table.succeeded}, ${table.failed}, ${table.missed}, ${table.abandoned}, ${table.lagSumMs}, ${table.lagMaxMs}) >= 0`,
    ),
  ],
).enableRLS();
