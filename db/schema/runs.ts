import { pgView } from "drizzle-orm/pg-core";
import { runColumns } from "@/db/schema/routine-runs";

/**
 * Every run of a routine, in flight or ended: `runs_in_flight`, with what is not known yet as null,
 * and `routine_runs`. Reads go through it; row-level security applies as to the tables.
 */
export const runs = pgView("runs", runColumns()).existing();
