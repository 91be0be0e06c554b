import { and, desc, eq, gte, inArray, sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { routineRuns, routines, workspaces } from "@/db/schema";
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
      inMaintenance: routineRuns.inMaintenance,
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
          },
        ],
  );
}

/** A routine with the policy that applies to it: null for the built-in one. */
export type BacktestRoutineRow = {
  id: string;
  endpointHost: string;
  policy: AlertPolicy | null;
  /** It has no policy of its own, so that the workspace's applies. */
  isInherited: boolean;
};

/**
 * Routines of a workspace with their policies, over the service connection. The caller has read a run of
 * each under the user's rights.
 */
export function findBacktestRoutines(
  db: Database,
  workspaceId: string,
  ids: readonly string[],
): Promise<BacktestRoutineRow[]> {
  const policy = sql<AlertPolicy | null>`public.effective_alert_policy(${routines})`;
  return db
    .select({
      id: routines.id,
      endpointHost: routines.endpointHost,
      policy,
      isInherited: sql<boolean>`${routines.alertPolicy} is null
        and ${policy} is not distinct from ${workspaces.alertPolicy}`,
    })
    .from(routines)
    .innerJoin(workspaces, eq(workspaces.id, routines.workspaceId))
    .where(and(eq(routines.workspaceId, workspaceId), inArray(routines.id, [...ids])));
}
