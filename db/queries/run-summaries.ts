import { and, eq } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { findLastGoodRun, findRun, sameRoutine, type RunInDetail } from "@/db/queries/runs";
import { routineRuns, routines, runs, workspaces } from "@/db/schema";

/** What a summary of a run is made of, and whether its workspace has one made. */
export type SummarySubject = {
  run: RunInDetail;
  lastGood: RunInDetail | null;
  request: { method: string; url: string };
  isAiEnabled: boolean;
};

/** The run with what its summary is made of, or null where the workspace has no such run. */
export async function findSummarySubject(
  db: Database | Transaction,
  workspaceId: string,
  runId: string,
): Promise<SummarySubject | null> {
  const run = await findRun(db, workspaceId, runId);
  const [settings] = await db
    .select({
      method: routines.httpMethod,
      url: routines.endpointUrl,
      isAiEnabled: workspaces.aiEnabled,
    })
    .from(runs)
    .innerJoin(routines, sameRoutine)
    .innerJoin(workspaces, eq(workspaces.id, runs.workspaceId))
    .where(and(eq(runs.workspaceId, workspaceId), eq(runs.id, runId)));
  if (run === null || settings === undefined) return null;
  const { isAiEnabled, ...request } = settings;
  const lastGood = await findLastGoodRun(db, workspaceId, run.routineId, run.createdAt);
  return { run, lastGood, request, isAiEnabled };
}

/** Writes a model's summary on a run that has ended, over the service connection. */
export async function updateRunSummary(
  db: Database,
  { workspaceId, runId }: { workspaceId: string; runId: string },
  { summary, confidence }: { summary: string; confidence: number },
): Promise<void> {
  await db
    .update(routineRuns)
    .set({ aiSummary: summary, aiConfidence: confidence })
    .where(and(eq(routineRuns.workspaceId, workspaceId), eq(routineRuns.id, runId)));
}
