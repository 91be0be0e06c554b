import { sql } from "drizzle-orm";
import { bigint, check, date, integer, pgTable } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";

/**
 * What was removed from the history of all workspaces to stay within `RUN_HISTORY_MAX_MB`, a row for each
 * day (UTC) on which anything was. `evidence_before` and `runs_before` are the times up to which runs
 * lost what is kept of their responses, or went themselves. Only the service uses it.
 */
export const historyTrims = pgTable(
  "history_trims",
  {
    day: date("day", { mode: "string" }).primaryKey(),
    evidenceRuns: integer("evidence_runs").notNull().default(0),
    deletedRuns: integer("deleted_runs").notNull().default(0),
    freedBytes: bigint("freed_bytes", { mode: "number" }).notNull().default(0),
    evidenceBefore: instant("evidence_before"),
    runsBefore: instant("runs_before"),
    lastAt: instant("last_at").notNull().defaultNow(),
  },
  (table) => [
    check(
      "ck_history_trims_counts",
      sql`least(${table.evidenceRuns}, ${table.deletedRuns}, ${table.freedBytes}) >= 0`,
    ),
  ],
).enableRLS();
