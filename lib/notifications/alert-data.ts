import type {
  AlertedRow,
  AlertedRun,
  MessageContent,
} from "@/db/queries/notifications/message-content";
import { toIncidentDto } from "@/lib/domain/incidents/incident-dto";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { toWire } from "@/lib/domain/wire";
import type { AlertData } from "@/lib/notifications/alert-message";

const toRun = (run: AlertedRun): NonNullable<AlertData["run"]> =>
  toWire(run, [
    "id",
    "status",
    "httpStatus",
    "durationMs",
    "errorCode",
    "errorMessage",
    "scheduledFor",
    "startedAt",
    "finishedAt",
  ]);

/** The body of a generic webhook: the first incident, all routines, and the run that changed it. */
export function toAlertData({ rows, change }: MessageContent, first: AlertedRow): AlertData {
  const run = change?.run ?? first.run;
  return {
    incident: toIncidentDto(first, first.acknowledgedByEmail),
    routines: [...new Map(rows.map((row) => [row.routineId, row])).values()].map((row) => ({
      id: row.routineId,
      name: row.routineName,
      endpoint_url: row.endpointUrl,
      tags: row.tags,
    })),
    run: run && toRun(run),
  };
}

const EXAMPLE_ID = "00000000-0000-4000-8000-000000000000";

/** What a test sends in place of an incident. Its ids belong to nothing. */
export function exampleData(workspaceId: string, at: Date): AlertData {
  const now = at.toISOString();
  const earlier = new Date(at.getTime() - MINUTE_MS).toISOString();
  const failure = {
    error_code: "HTTP_STATUS",
    http_status: 503,
    error_message: "The endpoint responded with status 503.",
  } as const;
  return {
    incident: {
      id: EXAMPLE_ID,
      workspace_id: workspaceId,
      routine_id: EXAMPLE_ID,
      routine_name: "Example",
      endpoint_host: "api.example.com",
      trigger: "FAILURES",
      state: "open",
      condition: { type: "consecutive_failures", count: 2 },
      opened_at: now,
      acknowledged_at: null,
      acknowledged_by: null,
      snoozed_until: null,
      resolved_at: null,
      reopened_count: 0,
      failure_count: 2,
      ...failure,
      last_good_at: earlier,
      first_run_id: EXAMPLE_ID,
      last_run_id: EXAMPLE_ID,
      group_id: EXAMPLE_ID,
      in_maintenance: false,
    },
    routines: [
      {
        id: EXAMPLE_ID,
        name: "Example",
        endpoint_url: "https://api.example.com/health",
        tags: [],
      },
    ],
    run: {
      id: EXAMPLE_ID,
      status: "FAIL",
      duration_ms: 212,
      ...failure,
      scheduled_for: now,
      started_at: now,
      finished_at: now,
    },
  };
}
