import { measureHistory, measureHistoryFile } from "@/db/queries/history/measure-history";
import {
  trimEvidence,
  trimRuns,
  vacuumHistory,
  type TrimmedBatch,
} from "@/db/queries/history/trim-history";
import { GB_BYTES } from "@/lib/domain/byte-units";
import { bytesToTrim, trimsFrom } from "@/lib/domain/history/history-limit";
import { log } from "@/lib/log";
import type { SchedulerContext } from "@/lib/services/context";

/** The most runs that one statement removes or lightens, and the most such statements of a tick. */
const TRIM_LIMIT = 1_000;
const TRIM_BATCHES = 10;

/** A larger history takes longer than a statement may; the server's own vacuum looks after it. */
const MOST_VACUUMED_BYTES = GB_BYTES;

/** What a tick removed from the history. */
export type TrimReport = { evidence_runs: number; deleted_runs: number; freed_bytes: number };

/**
 * Keeps the run history within `RUN_HISTORY_MAX_MB`: removes what is kept of the oldest responses first,
 * then the oldest runs, a bounded number of each tick. Two ticks at the same moment may both remove their
 * share. Returns null where there was nothing to remove.
 */
export async function trimHistory(
  { db, scheduler: { historyMaxBytes } }: SchedulerContext,
  isStopped: () => boolean,
): Promise<TrimReport | null> {
  if (historyMaxBytes == null) return null;
  const fileBytes = await measureHistoryFile(db);
  if (fileBytes < trimsFrom(historyMaxBytes)) return null;
  const { usedBytes } = await measureHistory(db);
  const neededBytes = bytesToTrim(usedBytes, historyMaxBytes);
  const report: TrimReport = { evidence_runs: 0, deleted_runs: 0, freed_bytes: 0 };
  let before: { evidence?: Date; runs?: Date } = {};
  let hasEvidence = true;
  for (let batch = 0; batch < TRIM_BATCHES; batch += 1) {
    if (report.freed_bytes >= neededBytes || isStopped()) break;
    const trimmed: TrimmedBatch = await (hasEvidence ? trimEvidence : trimRuns)(db, TRIM_LIMIT);
    report.freed_bytes += trimmed.bytes;
    if (hasEvidence) {
      report.evidence_runs += trimmed.runs;
      if (trimmed.runs > 0 && trimmed.before !== null) before = { evidence: trimmed.before };
      hasEvidence = !trimmed.isLast;
    } else {
      report.deleted_runs += trimmed.runs;
      if (trimmed.runs > 0 && trimmed.before !== null) before = { ...before, runs: trimmed.before };
      if (trimmed.isLast) break;
    }
  }
  if (report.evidence_runs + report.deleted_runs === 0) return null;
  log.info(
    { ...report, before },
    "the oldest history was removed to stay within RUN_HISTORY_MAX_MB",
  );
  if (fileBytes <= MOST_VACUUMED_BYTES) {
    await vacuumHistory(db).catch((error: unknown) => {
      log.warn({ err: error }, "the space of removed history is not free yet");
    });
  }
  return report;
}
