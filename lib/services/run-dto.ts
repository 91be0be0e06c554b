import type { RunWithRoutine } from "@/db/queries/runs";
import type { RunDto } from "@/lib/domain/run";

/** A row of the history as it goes out. */
export function toRunDto(run: RunWithRoutine): RunDto {
  return {
    id: run.id,
    workspace_id: run.workspaceId,
    routine_id: run.routineId,
    routine_name: run.routineName,
    triggered_by: run.triggeredBy,
    status: run.status,
    http_status: run.httpStatus,
    duration_ms: run.durationMs,
    error_code: run.errorCode,
    error_message: run.errorMessage,
    scheduled_for: run.scheduledFor?.toISOString() ?? null,
    attempt: run.attempt,
    will_retry: run.willRetry,
    missed_slots: run.missedSlots,
    lag_ms: run.lagMs,
    worker_id: run.workerId,
    started_at: run.startedAt?.toISOString() ?? null,
    finished_at: run.finishedAt?.toISOString() ?? null,
    created_at: run.createdAt.toISOString(),
    ai_summary: run.aiSummary,
    ai_confidence: run.aiConfidence,
  };
}
