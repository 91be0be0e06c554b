import { findTrimmedHistory } from "@/db/queries/history/find-trimmed";
import type { HistoryKeptDto } from "@/lib/domain/history/history-kept";
import type { SchedulerContext } from "@/lib/services/context";

/** How far back the history of this instance goes, and what was removed of it to save space. */
export async function getHistoryKept({
  db,
  scheduler,
}: Pick<SchedulerContext, "db" | "scheduler">): Promise<HistoryKeptDto> {
  const { runsBefore, evidenceBefore } = await findTrimmedHistory(db);
  return {
    retention_days: scheduler.retentionDays,
    runs_removed_before: runsBefore?.toISOString() ?? null,
    responses_removed_before: evidenceBefore?.toISOString() ?? null,
  };
}
