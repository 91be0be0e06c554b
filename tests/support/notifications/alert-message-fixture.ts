import type { IncidentDto } from "@/lib/domain/incidents/incident";
import type { AlertedIncident, AlertMessage } from "@/lib/notifications/alert-message";

const appUrl = "https://ops.example.com";
const opened = "2026-03-02T09:00:00.000Z";

function makeIncident(changes: Partial<IncidentDto> = {}): IncidentDto {
  return {
    id: "7b1c3c52-4a6a-4e58-8d3e-0f2f8f4f1a01",
    workspace_id: "0d5d0a52-6f6a-4f55-9d43-9b1f0b6f7c10",
    routine_id: "c3d4a6f0-1b2c-4d3e-8f90-a1b2c3d4e5f6",
    routine_name: "Payments",
    endpoint_host: "api.example.com",
    trigger: "FAILURES",
    state: "open",
    condition: { type: "consecutive_failures", count: 2 },
    opened_at: opened,
    acknowledged_at: null,
    acknowledged_by: null,
    snoozed_until: null,
    resolved_at: null,
    reopened_count: 0,
    failure_count: 2,
    error_code: "HTTP_STATUS",
    http_status: 503,
    error_message: "api.example.com responded with 503",
    last_good_at: "2026-03-02T08:58:00.000Z",
    first_run_id: null,
    last_run_id: null,
    group_id: "5f0e3f5c-8b1f-4a54-9f4a-3d1a4f9b2c77",
    in_maintenance: false,
    ...changes,
  };
}

export function makeAlertedIncident(
  changes: Partial<IncidentDto> = {},
  words: Partial<AlertedIncident> = {},
): AlertedIncident {
  const incident = makeIncident(changes);
  return {
    incident,
    cause: "api.example.com responded with 503",
    next: "Check the logs of the service.",
    summary: null,
    url: `${appUrl}/alerts/incidents/${incident.id}`,
    ...words,
  };
}

/** An opened incident in English; what a test is about, it changes. */
export function makeAlertMessage(changes: Partial<AlertMessage> = {}): AlertMessage {
  const incidents = changes.incidents ?? [makeAlertedIncident()];
  const [first] = incidents;
  return {
    id: "e5a4f3b2-0c1d-4e2f-9a3b-4c5d6e7f8091",
    event: "incident.opened",
    language: "en",
    at: new Date("2026-03-02T09:00:03.000Z"),
    groupKey: "group-5f0e3f5c-8b1f-4a54-9f4a-3d1a4f9b2c77",
    title: "Payments fails: api.example.com responded with 503 (2 times in a row)",
    paragraphs: ["The last good run was 2 minutes ago.", "Check the logs of the service."],
    severity: "critical",
    workspaceName: "Acme",
    incidents,
    total: incidents.length,
    url: `${appUrl}/alerts/incidents/${first?.incident.id ?? ""}`,
    acknowledgeUrl: `${appUrl}/alerts/acknowledge/eyJpZCI6MX0.c2lnbmF0dXJl`,
    labels: {
      open: "Open in OpsPulse",
      acknowledge: "Acknowledge",
      footer: "You get this because of the channel “On call”.",
    },
    data:
      first === undefined
        ? null
        : {
            incident: first.incident,
            routines: [
              {
                id: first.incident.routine_id,
                name: first.incident.routine_name,
                endpoint_url: "https://api.example.com/health",
                tags: ["billing"],
              },
            ],
            run: null,
          },
    ...changes,
  };
}

/** A message about twelve incidents of one host: it holds ten of them. */
export const makeGroupMessage = (changes: Partial<AlertMessage> = {}): AlertMessage =>
  makeAlertMessage({
    title: "12 routines on api.example.com fail: TLS certificate expired",
    paragraphs: ["All of them began to fail within 20 seconds."],
    incidents: Array.from({ length: 10 }, (_, index) =>
      makeAlertedIncident(
        {
          id: `7b1c3c52-4a6a-4e58-8d3e-0f2f8f4f1b${10 + index}`,
          routine_name: `Nightly job ${index + 1}`,
        },
        { cause: "api.example.com could not be trusted: its certificate has expired" },
      ),
    ),
    total: 12,
    ...changes,
  });
