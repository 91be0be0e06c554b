import { and, count, eq, max } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { routines } from "@/db/schema";
import type { GapPolicy } from "@/lib/domain/routine/routine-options";

/** A schedule that some active routines have, and the longest of their jitters in seconds. */
export type ActiveSchedule = {
  intervalMinutes: number | null;
  cronExpression: string | null;
  runAt: Date | null;
  timezone: string;
  gapPolicy: GapPolicy;
  count: number;
  jitterSeconds: number;
};

/** The schedules of a workspace's active routines, or of all for null. */
export async function findActiveSchedules(
  db: Database | Transaction,
  workspaceId: string | null,
): Promise<ActiveSchedule[]> {
  const { isActive, jitterSeconds } = routines;
  const { intervalMinutes, cronExpression, runAt, timezone, gapPolicy } = routines;
  const isOwn = workspaceId === null ? undefined : eq(routines.workspaceId, workspaceId);
  const rows = await db
    .select({
      intervalMinutes,
      cronExpression,
      runAt,
      timezone,
      gapPolicy,
      count: count(),
      jitterSeconds: max(jitterSeconds),
    })
    .from(routines)
    .where(and(isOwn, eq(isActive, true)))
    .groupBy(intervalMinutes, cronExpression, runAt, timezone, gapPolicy);
  return rows.map((row) => ({ ...row, jitterSeconds: row.jitterSeconds ?? 0 }));
}
