import type { IncidentDto } from "@/lib/domain/incidents/incident";

/** An open incident of failures, with other values where a test needs them. */
export const incidentOf = (other: Partial<IncidentDto> = {}): IncidentDto => ({
  id: "5d1c1b38-6f05-4c2e-8a43-1f3f5a0a9a01",
  workspace_id: "0b7d7c52-9c76-4b8e-9f1e-55c7a54f0f01",
  routine_id: "a3f7a9a4-12f6-4ad6-8d4a-8b1d2f6c5e01",
  routine_name: "Payments",
  endpoint_host: "api.example.com",
  trigger: "FAILURES",
  state: "open",
  condition: { type: "consecutive_failures", count: 2 },
  opened_at: "2026-03-02T10:00:00.000Z",
  acknowledged_at: null,
  acknowledged_by: null,
  snoozed_until: null,
  resolved_at: null,
  reopened_count: 0,
  failure_count: 2,
  error_code: "HTTP_STATUS",
  http_status: 503,
  error_message: null,
  last_good_at: "2026-03-02T09:00:00.000Z",
  first_run_id: "c0f7a9a4-12f6-4ad6-8d4a-8b1d2f6c5e01",
  last_run_id: "c0f7a9a4-12f6-4ad6-8d4a-8b1d2f6c5e02",
  group_id: "e1d3a9a4-12f6-4ad6-8d4a-8b1d2f6c5e01",
  in_maintenance: false,
  ...other,
});
