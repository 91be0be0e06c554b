import { asc, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { databaseNow } from "@/db/queries/database-now";
import { routines, runs as allRuns } from "@/db/schema";

export type RoutineRow = typeof routines.$inferSelect;
export type RunRow = typeof allRuns.$inferSelect;

/** Everything that the scheduler has written. */
export type Snapshot = { now: number; routines: RoutineRow[]; runs: RunRow[] };

export async function takeSnapshot(db: Database): Promise<Snapshot> {
  const [now, allRoutines, runs] = await Promise.all([
    databaseNow(db),
    db.select().from(routines).orderBy(asc(routines.id)),
    db
      .select()
      .from(allRuns)
      .orderBy(asc(allRuns.routineId), sql`scheduled_for nulls first`, asc(allRuns.id)),
  ]);
  return { now: now.getTime(), routines: allRoutines, runs };
}

/** A routine and its history in a few words, as the model and the database must agree on them. */
export type Summary = {
  id: string;
  isActive: boolean;
  nextSlot: string;
  dueAt: string | null;
  token: number;
  leaseEndsAt: string | null;
  runs: string[];
};

export const time = (ms: number) => new Date(ms).toISOString();

export function describeRun(run: {
  slot: number | null;
  attempt: number;
  status: string;
  willRetry: boolean;
  missedSlots: number;
  token: number | null;
}): string {
  const slot = run.slot === null ? "manual" : time(run.slot);
  const retry = run.willRetry ? " to be retried" : "";
  return `${slot} #${run.attempt} ${run.status}${retry}, ${run.missedSlots} missed, token ${run.token ?? "none"}`;
}
