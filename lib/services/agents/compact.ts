import type { IncidentDto } from "@/lib/domain/incidents/incident";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RunDetailDto, RunDto } from "@/lib/domain/run/run";
import { untrusted } from "@/lib/services/agents/untrusted";

/** The most rows of a page of a tool, and those without a wish. */
export const MAX_TOOL_ROWS = 50;
export const TOOL_ROWS = 20;

/** The most characters of a response's body, and the most broken rules of a run. */
const BODY_CHARACTERS = 1_000;
const MAX_BROKEN_RULES = 10;

/** The URL without the values of its query, which may be credentials. */
function withoutQueryValues(url: string): string {
  const [path = "", ...rest] = url.split("?");
  if (rest.length === 0) return path.split("#", 1)[0] ?? "";
  const names = rest
    .join("?")
    .split("#", 1)[0]
    ?.split("&")
    .map((pair) => (pair.includes("=") ? `${pair.split("=", 1)[0] ?? ""}=…` : "…"));
  return `${path}?${names?.join("&") ?? ""}`;
}

/** A routine as a list has it. */
export function compactRoutine(routine: RoutineDto) {
  const { interval_minutes, cron_expression, run_at, timezone } = routine;
  return {
    id: routine.id,
    key: untrusted(routine.key),
    name: untrusted(routine.name),
    request: untrusted(`${routine.http_method} ${withoutQueryValues(routine.endpoint_url)}`),
    schedule: {
      ...(interval_minutes !== null && { interval_minutes }),
      ...(cron_expression !== null && { cron_expression }),
      ...(run_at !== null && { run_at }),
      timezone,
    },
    is_active: routine.is_active,
    last_status: routine.last_status,
    last_run_at: routine.last_run_at,
    next_run_at: routine.next_slots[0] ?? null,
    maintenance_until: routine.maintenance_until,
    tags: routine.tags.map((tag) => untrusted(tag)),
  };
}

/** A routine with its settings. Of headers it has the names, and of the body the length. */
export const detailRoutine = (routine: RoutineDto) => ({
  ...compactRoutine(routine),
  kind: routine.kind,
  header_names: Object.keys(routine.headers_json).map((name) => untrusted(name)),
  body_characters: routine.body?.length ?? 0,
  has_secret: routine.secret_ref !== null || routine.signing_secret_ref !== null,
  timeout_seconds: routine.timeout_seconds,
  max_attempts: routine.max_attempts,
  jitter_seconds: routine.jitter_seconds,
  misfire_policy: routine.misfire_policy,
  gap_policy: routine.gap_policy,
  follow_redirects: routine.follow_redirects,
  success_rules: routine.success_rules.map((rule) => untrusted(JSON.stringify(rule))),
  starts_at: routine.starts_at,
  ends_at: routine.ends_at,
  next_slots: routine.next_slots,
  created_at: routine.created_at,
  updated_at: routine.updated_at,
});

/** The outcome of a request, without its evidence. */
const compactOutcome = (
  run: Pick<
    RunDto,
    | "status"
    | "is_degraded"
    | "http_status"
    | "duration_ms"
    | "error_code"
    | "error_detail"
    | "error_message"
  >,
) => ({
  status: run.status,
  is_degraded: run.is_degraded,
  http_status: run.http_status,
  duration_ms: run.duration_ms,
  error_code: run.error_code,
  error_detail: run.error_detail,
  error_message: untrusted(run.error_message),
});

/** A run as a list has it. */
export const compactRun = (run: RunDto) => ({
  id: run.id,
  routine_id: run.routine_id,
  routine_name: untrusted(run.routine_name),
  ...compactOutcome(run),
  triggered_by: run.triggered_by,
  scheduled_for: run.scheduled_for,
  started_at: run.started_at,
  finished_at: run.finished_at,
  attempt: run.attempt,
  will_retry: run.will_retry,
  missed_slots: run.missed_slots,
  in_maintenance: run.in_maintenance,
});

/** The outcome of a request with its evidence: steps, broken rules, and the begin of its response. */
export const compactEvidence = (
  run: Parameters<typeof compactOutcome>[0] &
    Pick<
      RunDetailDto,
      | "dns_ms"
      | "connect_ms"
      | "tls_ms"
      | "first_byte_ms"
      | "response_body"
      | "response_headers"
      | "broken_rules"
      | "redirects"
      | "certificate_expires_at"
    >,
) => ({
  ...compactOutcome(run),
  phases_ms: {
    dns: run.dns_ms,
    connect: run.connect_ms,
    tls: run.tls_ms,
    first_byte: run.first_byte_ms,
  },
  broken_rules: run.broken_rules.slice(0, MAX_BROKEN_RULES).map(({ rule, found, fault }) => ({
    rule: untrusted(JSON.stringify(rule)),
    found: untrusted(found),
    fault,
  })),
  redirects: run.redirects.map(({ url, status }) => ({
    status,
    url: untrusted(withoutQueryValues(url)),
  })),
  content_type: untrusted(run.response_headers?.["content-type"] ?? null),
  response_body: untrusted(run.response_body, BODY_CHARACTERS),
  certificate_expires_at: run.certificate_expires_at,
});

/** An incident as a list has it. */
export const compactIncident = (incident: IncidentDto) => ({
  id: incident.id,
  state: incident.state,
  trigger: incident.trigger,
  routine_id: incident.routine_id,
  routine_name: untrusted(incident.routine_name),
  endpoint_host: untrusted(incident.endpoint_host),
  opened_at: incident.opened_at,
  acknowledged_at: incident.acknowledged_at,
  snoozed_until: incident.snoozed_until,
  resolved_at: incident.resolved_at,
  failure_count: incident.failure_count,
  error_code: incident.error_code,
  http_status: incident.http_status,
  error_message: untrusted(incident.error_message),
  last_good_at: incident.last_good_at,
  first_run_id: incident.first_run_id,
  last_run_id: incident.last_run_id,
  in_maintenance: incident.in_maintenance,
});
