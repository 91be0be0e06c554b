import { findRunsToExplain } from "@/db/queries/incidents/find-runs-to-explain";
import { SECOND_MS } from "@/lib/domain/time-units";
import { summarizeRun } from "@/lib/services/ai/explain-run";
import type { SchedulerContext } from "@/lib/services/context";

/** The most runs that are explained at once, and the longest that the model is waited for. */
const RUNS_LIMIT = 5;
const MODEL_MS = 10 * SECOND_MS;

/**
 * Has the operator's model summarize the first failures of incidents whose messages are not on their way,
 * in the workspaces that want it. A message never waits for its summary: one that comes too late is on
 * the page of its run. `asked` has the runs that were asked about, each of them once.
 */
export async function explainOpenings(
  context: SchedulerContext,
  asked: Set<string>,
): Promise<void> {
  if (context.ai === null) return;
  const found = await findRunsToExplain(context.db, RUNS_LIMIT);
  const runs = found.filter(({ runId }) => !asked.has(runId));
  for (const { runId } of runs) asked.add(runId);
  await Promise.all(
    runs.map(({ language, ...run }) =>
      summarizeRun(context, run, { language, timeoutMs: MODEL_MS }),
    ),
  );
}
