import type { RunDetailDto } from "@/lib/domain/run/run";
import { findRunErrorDetail } from "@/lib/domain/run/run-error-detail";

/**
 * A good run of a JSON endpoint over TLS, with everything on record, but for what is given; its detail is
 * that of its error.
 */
export function runDetail(given: Partial<Omit<RunDetailDto, "error_detail">> = {}): RunDetailDto {
  const run = {
    id: "00000000-0000-4000-8000-000000000001",
    workspace_id: "00000000-0000-4000-8000-000000000002",
    routine_id: "00000000-0000-4000-8000-000000000003",
    routine_name: "Storefront",
    triggered_by: "SCHEDULE",
    status: "SUCCESS",
    is_degraded: false,
    http_status: 200,
    duration_ms: 200,
    error_code: null,
    error_message: null,
    scheduled_for: "2026-03-02T12:00:00.000Z",
    attempt: 1,
    will_retry: false,
    missed_slots: 0,
    lag_ms: 40,
    dns_ms: 10,
    connect_ms: 20,
    tls_ms: 40,
    first_byte_ms: 100,
    remote_address: "203.0.113.10",
    certificate_expires_at: "2026-06-01T00:00:00.000Z",
    response_bytes: 15,
    worker_id: "worker",
    started_at: "2026-03-02T12:00:00.040Z",
    finished_at: "2026-03-02T12:00:00.240Z",
    created_at: "2026-03-02T12:00:00.000Z",
    ai_summary: null,
    ai_confidence: null,
    in_maintenance: false,
    replay_id: null,
    superseded_by: null,
    redirects: [],
    response_headers: { "content-type": "application/json", server: "nginx" },
    response_body: '{"status":"ok"}',
    broken_rules: [],
    ...given,
  } satisfies Omit<RunDetailDto, "error_detail">;
  return { ...run, error_detail: findRunErrorDetail(run) };
}

/** What a run has on record that sent nothing, or was made before evidence was kept. */
export const withoutEvidence = {
  dns_ms: null,
  connect_ms: null,
  tls_ms: null,
  first_byte_ms: null,
  remote_address: null,
  certificate_expires_at: null,
  response_bytes: null,
  response_headers: null,
  response_body: null,
};
