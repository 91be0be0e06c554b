import type { AlertCondition } from "@/lib/domain/incidents/alert-policy";
import type { IncidentDto } from "@/lib/domain/incidents/incident";
import type { AlertTrigger, IncidentState } from "@/lib/domain/incidents/incident-options";
import type { RunErrorCode } from "@/lib/domain/run/run-error-code";
import { toWire } from "@/lib/domain/wire";

/** What is shown of a stored incident, with the name of its routine. */
export type StoredIncident = {
  id: string;
  workspaceId: string;
  routineId: string;
  routineName: string;
  endpointHost: string;
  trigger: AlertTrigger;
  state: IncidentState;
  condition: AlertCondition;
  openedAt: Date;
  acknowledgedAt: Date | null;
  snoozedUntil: Date | null;
  resolvedAt: Date | null;
  reopenedCount: number;
  failureCount: number;
  errorCode: RunErrorCode | null;
  httpStatus: number | null;
  errorMessage: string | null;
  lastGoodAt: Date | null;
  firstRunId: string | null;
  lastRunId: string | null;
  groupId: string;
  inMaintenance: boolean;
};

const shown = [
  "id",
  "workspaceId",
  "routineId",
  "routineName",
  "endpointHost",
  "trigger",
  "state",
  "condition",
  "reopenedCount",
  "failureCount",
  "errorCode",
  "httpStatus",
  "errorMessage",
  "firstRunId",
  "lastRunId",
  "groupId",
  "inMaintenance",
] as const satisfies readonly (keyof StoredIncident)[];

/** An incident as it goes out. `acknowledgedBy` is the email address of who has it. */
export const toIncidentDto = (
  incident: StoredIncident,
  acknowledgedBy: string | null,
): IncidentDto => ({
  ...toWire(incident, shown),
  opened_at: incident.openedAt.toISOString(),
  acknowledged_at: incident.acknowledgedAt?.toISOString() ?? null,
  acknowledged_by: acknowledgedBy,
  snoozed_until: incident.snoozedUntil?.toISOString() ?? null,
  resolved_at: incident.resolvedAt?.toISOString() ?? null,
  last_good_at: incident.lastGoodAt?.toISOString() ?? null,
});
