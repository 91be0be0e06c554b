import { and, desc, eq, gte } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { routineRuns, routines } from "@/db/schema";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import type { RunOutcome } from "@/lib/domain/incidents/run-verdict";

/** A run in the history with its routine. */
export type BacktestRun = RunOutcome & { routineId: string; createdAt: Date };

/** Up to `limit` recorded runs of the workspace, or of one routine, created since `from`, newest first. */
export async function findBacktestRuns(
  tx: Transaction,
  workspaceId: string,
  { routineId, from, limit }: { routineId: string | null; from: Date; limit: number },
): Promise<BacktestRun[]> {
  const rows = await tx
    .select({
      runId: routineRuns.id,
      routineId: routineRuns.routineId,
      status: routineRuns.status,
      triggeredBy: routineRuns.triggeredBy,
      willRetry: routineRuns.willRetry,
      isDegraded: routineRuns.isDegraded,
      durationMs: routineRuns.durationMs,
      errorCode: routineRuns.errorCode,
      missedSlots: routineRuns.missedSlots,
      certificateExpiresAt: routineRuns.certificateExpiresAt,
      finishedAt: routineRuns.finishedAt,
      createdAt: routineRuns.createdAt,
    })
    .from(routineRuns)
    .where(
      and(
        eq(routineRuns.workspaceId, workspaceId),
        routineId === null ? undefined : eq(routineRuns.routineId, routineId),
        gte(routineRuns.createdAt, from),
      ),
    )
    .orderBy(desc(routineRuns.createdAt), desc(routineRuns.id))
    .limit(limit);
  return rows.flatMap(({ status, finishedAt, triggeredBy, ...run }) =>
    status === "RUNNING" || finishedAt === null
      ? []
      : [
          {
            ...run,
            status,
            finishedAt,
            isScheduled: triggeredBy === "SCHEDULE",
            inMaintenance: false,
          },
        ],
  );
}

/** What a backtest needs of a workspace's routines. */
export function findBacktestRoutines(
  tx: Transaction,
  workspaceId: string,
): Promise<{ id: string; endpointHost: string; alertPolicy: AlertPolicy | null }[]> {
  return tx
    .select({
      id: routines.id,
      endpointHost: routines.endpointHost,
      alertPolicy: routines.alertPolicy,
    })
    .from(routines)
    .where(eq(routines.workspaceId, workspaceId));
}
