import { randomUUID } from "node:crypto";
import type { SQL } from "drizzle-orm";
import { insertInto, SLOT, type Row } from "@/tests/support/rows";

type Tenant = { workspaceId: string; routineId: string };

/** Ids of a group, an incident of it, a channel and a message, which refer to each other. */
export type AlertIds = { group: string; incident: string; channel: string; message: string };

export const alertIds = (): AlertIds => ({
  group: randomUUID(),
  incident: randomUUID(),
  channel: randomUUID(),
  message: randomUUID(),
});

export const groupRow = ({ workspaceId }: Tenant, ids: AlertIds, overrides: Row = {}): Row => ({
  id: ids.group,
  workspace_id: workspaceId,
  opened_at: SLOT,
  last_joined_at: SLOT,
  ...overrides,
});

/** An incident that opened at `SLOT`. */
export const incidentRow = (
  { workspaceId, routineId }: Tenant,
  ids: AlertIds,
  overrides: Row = {},
): Row => ({
  id: ids.incident,
  workspace_id: workspaceId,
  routine_id: routineId,
  group_id: ids.group,
  trigger: "FAILURES",
  condition: '{"type":"consecutive_failures","count":2}',
  opened_at: SLOT,
  endpoint_host: "example.com",
  ...overrides,
});

export const incidentEventRow = (
  { workspaceId }: Tenant,
  ids: AlertIds,
  overrides: Row = {},
): Row => ({
  workspace_id: workspaceId,
  incident_id: ids.incident,
  type: "opened",
  transition: 1,
  at: SLOT,
  source: "POLICY",
  ...overrides,
});

export const signalRow = ({ workspaceId, routineId }: Tenant, overrides: Row = {}): Row => ({
  workspace_id: workspaceId,
  routine_id: routineId,
  run_id: randomUUID(),
  ...overrides,
});

/** A channel as a member makes it: the database gives its id. */
export const channelRow = ({ workspaceId }: Tenant, overrides: Row = {}): Row => ({
  workspace_id: workspaceId,
  kind: "EMAIL",
  name: "On call",
  config: '{"to":["ops@example.com"]}',
  events: '["incident.opened"]',
  ...overrides,
});

export const messageRow = ({ workspaceId }: Tenant, ids: AlertIds, overrides: Row = {}): Row => ({
  id: ids.message,
  workspace_id: workspaceId,
  channel_id: ids.channel,
  group_id: ids.group,
  event: "incident.opened",
  due_at: SLOT,
  ...overrides,
});

export const notificationRow = (
  { workspaceId }: Tenant,
  ids: AlertIds,
  overrides: Row = {},
): Row => ({
  workspace_id: workspaceId,
  incident_id: ids.incident,
  channel_id: ids.channel,
  transition: 1,
  event: "incident.opened",
  due_at: SLOT,
  ...overrides,
});

/** An incident with its group, timeline, channel, message and notification, each once. */
export const insertAlert = (tenant: Tenant, ids: AlertIds = alertIds()): SQL[] => [
  insertInto("incident_groups", groupRow(tenant, ids)),
  insertInto("incidents", incidentRow(tenant, ids)),
  insertInto("incident_events", incidentEventRow(tenant, ids)),
  insertInto("channels", channelRow(tenant, { id: ids.channel })),
  insertInto("alert_messages", messageRow(tenant, ids)),
  insertInto("notifications", notificationRow(tenant, ids)),
  insertInto("incident_signals", signalRow(tenant)),
];
