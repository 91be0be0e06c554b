import type { RunInDetail, RunWithRoutine } from "@/db/queries/runs";
import type { RunDetailDto, RunDto } from "@/lib/domain/run/run";

/** A row of the history in the wire format. */
export function toRunDto(run: RunWithRoutine): RunDto {
  return {
    id: run.id,
    workspace_id: run.workspaceId,
    routine_id: run.routineId,
    routine_name: run.routineName,
    triggered_by: run.triggeredBy,
    status: run.status,
    is_degraded: run.isDegraded,
    http_status: run.httpStatus,
    duration_ms: run.durationMs,
    error_code: run.errorCode,
    error_message: run.errorMessage,
    scheduled_for: run.scheduledFor?.toISOString() ?? null,
    attempt: run.attempt,
    will_retry: run.willRetry,
    missed_slots: run.missedSlots,
    lag_ms: run.lagMs,
    dns_ms: run.dnsMs,
    connect_ms: run.connectMs,
    tls_ms: run.tlsMs,
    first_byte_ms: run.firstByteMs,
    remote_address: run.remoteAddress,
    certificate_expires_at: run.certificateExpiresAt?.toISOString() ?? null,
    response_bytes: run.responseBytes,
    worker_id: run.workerId,
    started_at: run.startedAt?.toISOString() ?? null,
    finished_at: run.finishedAt?.toISOString() ?? null,
    created_at: run.createdAt.toISOString(),
    ai_summary: run.aiSummary,
    ai_confidence: run.aiConfidence,
  };
}

/** A row of the history with its evidence, in the wire format. */
export function toRunDetailDto(run: RunInDetail): RunDetailDto {
  return {
    ...toRunDto(run),
    redirects: run.redirectsJson ?? [],
    response_headers: run.responseHeadersJson,
    response_body: run.responseBody,
    broken_rules: run.brokenRulesJson ?? [],
  };
}
