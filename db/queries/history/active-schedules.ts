import { and, count, eq, max } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { routines } from "@/db/schema";

/** A schedule that some active routines have, and the longest of their jitters in seconds. */
export type ActiveSchedule = {
  intervalMinutes: number | null;
  cronExpression: string | null;
  timezone: string;
  count: number;
  jitterSeconds: number;
};

/** The schedules of a workspace's active routines, or of all for null. */
export async function findActiveSchedules(
  db: Database | Transaction,
  workspaceId: string | null,
): Promise<ActiveSchedule[]> {
  const { intervalMinutes, cronExpression, timezone, isActive, jitterSeconds } = routines;
  const isOwn = workspaceId === null ? undefined : eq(routines.workspaceId, workspaceId);
  const rows = await db
    .select({
      intervalMinutes,
      cronExpression,
      timezone,
      count: count(),
      jitterSeconds: max(jitterSeconds),
    })
    .from(routines)
    .where(and(isOwn, eq(isActive, true)))
    .groupBy(intervalMinutes, cronExpression, timezone);
  return rows.map((row) => ({ ...row, jitterSeconds: row.jitterSeconds ?? 0 }));
}
