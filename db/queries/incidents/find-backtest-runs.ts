import { and, desc, eq, gte, inArray, sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { effectiveAlertPolicies, routineRuns, routines, routineTags, tags } from "@/db/schema";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import type { RunOutcome } from "@/lib/domain/incidents/run-verdict";

/** A run in the history with its routine. */
export type BacktestRun = RunOutcome & { routineId: string; createdAt: Date };

/** What a draft of a policy is for: a routine, the routines of a tag, or the workspace where both are null. */
type BacktestScope = { routineId: string | null; tagId: string | null };

/** Up to `limit` recorded runs of a scope, created since `from`, newest first. */
export async function findBacktestRuns(
  tx: Transaction,
  workspaceId: string,
  { routineId, tagId, from, limit }: BacktestScope & { from: Date; limit: number },
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
        tagId === null
          ? undefined
          : inArray(
              routineRuns.routineId,
              tx
                .select({ id: routineTags.routineId })
                .from(routineTags)
                .where(and(eq(routineTags.workspaceId, workspaceId), eq(routineTags.tagId, tagId))),
            ),
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
            isReplay: triggeredBy === "REPLAY",
          },
        ],
  );
}

/** A routine with the policy that applies to it: null for the built-in one. */
export type BacktestRoutineRow = {
  id: string;
  endpointHost: string;
  policy: AlertPolicy | null;
  /** Nothing that comes before the scope's policy has one: the routine itself, or an earlier tag. */
  isInherited: boolean;
};

/**
 * Routines of a workspace with their policies, over the service connection. The caller has read a run of
 * each under the user's rights.
 */
export function findBacktestRoutines(
  db: Database,
  workspaceId: string,
  tagId: string | null,
  ids: readonly string[],
): Promise<BacktestRoutineRow[]> {
  const isEarlier =
    tagId === null
      ? sql`true`
      : sql`lower(t.name) collate "C" < (
          select lower(name) collate "C" from ${tags} where workspace_id = ${workspaceId} and id = ${tagId}
        )`;
  return db
    .select({
      id: routines.id,
      endpointHost: routines.endpointHost,
      policy: effectiveAlertPolicies.policy,
      isInherited: sql<boolean>`${routines.alertPolicy} is null and not exists (
        select from ${routineTags} as rt
        join ${tags} as t on t.workspace_id = rt.workspace_id and t.id = rt.tag_id
        where rt.workspace_id = ${workspaceId} and rt.routine_id = ${routines.id}
          and t.alert_policy is not null and ${isEarlier}
      )`,
    })
    .from(routines)
    .innerJoin(effectiveAlertPolicies, eq(effectiveAlertPolicies.routineId, routines.id))
    .where(and(eq(routines.workspaceId, workspaceId), inArray(routines.id, [...ids])));
}
