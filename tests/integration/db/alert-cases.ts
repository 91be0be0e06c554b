import { randomUUID } from "node:crypto";
import { sql, type SQL } from "drizzle-orm";
import {
  alertIds,
  channelRow,
  groupRow,
  incidentEventRow,
  incidentRow,
  insertAlert,
  messageRow,
  notificationRow,
  signalRow,
  type AlertIds,
} from "@/tests/support/alert-rows";
import { insertInto, SLOT, type Row } from "@/tests/support/rows";

/** The constraints of the tables of alerts, each with statements of which the last one breaks it. */

type Tenant = { userId: string; workspaceId: string; routineId: string };

type Case = {
  constraint: string;
  code: string;
  what: string;
  statements: (own: Tenant, other: Tenant) => SQL[];
};

const codes = { unique: "23505", check: "23514", foreignKey: "23503" } as const;

/** After an alert was inserted, `statement` breaks the constraint. */
const spoilt = (
  kind: keyof typeof codes,
  constraint: string,
  what: string,
  statement: (own: Tenant, ids: AlertIds, other: Tenant) => SQL,
): Case => ({
  constraint,
  code: codes[kind],
  what,
  statements: (own, other) => {
    const ids = alertIds();
    return [...insertAlert(own, ids), statement(own, ids, other)];
  },
});

const check = (
  constraint: string,
  what: string,
  statement: (own: Tenant, ids: AlertIds) => SQL,
): Case => ({
  constraint,
  code: codes.check,
  what,
  statements: (own) => [statement(own, alertIds())],
});

const incidentCheck = (constraint: string, what: string, overrides: Row) =>
  check(constraint, what, (own, ids) => insertInto("incidents", incidentRow(own, ids, overrides)));

const timelineCheck = (constraint: string, what: string, overrides: Row) =>
  check(constraint, what, (own, ids) =>
    insertInto("incident_events", incidentEventRow(own, ids, overrides)),
  );

const channelCheck = (constraint: string, what: string, overrides: Row) =>
  check(constraint, what, (own) => insertInto("channels", channelRow(own, overrides)));

const messageCheck = (constraint: string, what: string, overrides: Row) =>
  check(constraint, what, (own, ids) =>
    insertInto("alert_messages", messageRow(own, ids, overrides)),
  );

const notificationCheck = (constraint: string, what: string, overrides: Row) =>
  check(constraint, what, (own, ids) =>
    insertInto("notifications", notificationRow(own, ids, overrides)),
  );

const another = (ids: AlertIds, name: keyof AlertIds): AlertIds => ({
  ...ids,
  [name]: randomUUID(),
});

const resolved = { state: "resolved", resolved_at: SLOT };

/** A row of a table copied as it is. */
const copied = (own: Tenant, table: string): SQL[] => [
  ...insertAlert(own),
  sql`insert into ${sql.identifier(table)} overriding system value
    select * from ${sql.identifier(table)} where workspace_id = ${own.workspaceId}`,
];

/** A second row of one id in a table that has lost its primary key, which would speak first. */
const withoutKey = (own: Tenant, table: keyof typeof repeated): SQL[] => {
  const ids = alertIds();
  return [
    ...insertAlert(own, ids),
    sql`alter table ${sql.identifier(table)} drop constraint ${sql.identifier(`${table}_pkey`)}`,
    insertInto(table, repeated[table](own, ids)),
  ];
};

const repeated = {
  incident_groups: groupRow,
  incidents: (own: Tenant, ids: AlertIds) => incidentRow(own, ids, { trigger: "SLOW" }),
  channels: (own: Tenant, ids: AlertIds) => channelRow(own, { id: ids.channel }),
  alert_messages: messageRow,
};

export const alertCases: Case[] = [
  spoilt("unique", "incident_groups_pkey", "a second row of one id", (own, ids) =>
    insertInto("incident_groups", groupRow(own, ids)),
  ),
  {
    constraint: "uq_incident_groups_workspace_id",
    code: codes.unique,
    what: "a second row of one id",
    statements: (own) => withoutKey(own, "incident_groups"),
  },
  spoilt(
    "foreignKey",
    "fk_incident_groups_workspace",
    "a workspace that does not exist",
    (own, ids) =>
      insertInto(
        "incident_groups",
        groupRow({ ...own, workspaceId: randomUUID() }, another(ids, "group")),
      ),
  ),

  spoilt("unique", "incidents_pkey", "a second row of one id", (own, ids) =>
    insertInto("incidents", incidentRow(own, ids, { ...resolved, trigger: "SLOW" })),
  ),
  {
    constraint: "uq_incidents_workspace_id",
    code: codes.unique,
    what: "a second row of one id",
    statements: (own) => withoutKey(own, "incidents"),
  },
  spoilt("unique", "uq_incidents_unresolved", "a second open incident of one trigger", (own, ids) =>
    insertInto("incidents", incidentRow(own, another(ids, "incident"))),
  ),
  spoilt(
    "unique",
    "uq_incidents_unresolved",
    "an open incident beside one that is acknowledged",
    (own, ids) =>
      insertInto(
        "incidents",
        incidentRow(own, another(ids, "incident"), {
          state: "acknowledged",
          acknowledged_at: SLOT,
        }),
      ),
  ),
  spoilt(
    "foreignKey",
    "fk_incidents_routine",
    "a routine of another workspace",
    (own, ids, other) =>
      insertInto(
        "incidents",
        incidentRow({ ...own, routineId: other.routineId }, another(ids, "incident")),
      ),
  ),
  spoilt("foreignKey", "fk_incidents_group", "a group that does not exist", (own, ids) =>
    insertInto(
      "incidents",
      incidentRow(own, { ...another(ids, "incident"), group: randomUUID() }, resolved),
    ),
  ),
  spoilt("foreignKey", "fk_incidents_acknowledged_by", "a user who does not exist", (own, ids) =>
    insertInto(
      "incidents",
      incidentRow(own, another(ids, "incident"), { ...resolved, acknowledged_by: randomUUID() }),
    ),
  ),
  incidentCheck("ck_incidents_trigger", "an unknown trigger", { trigger: "BORED" }),
  incidentCheck("ck_incidents_state", "an unknown state", { state: "OPEN" }),
  incidentCheck("ck_incidents_resolved", "a resolution without its time", { state: "resolved" }),
  incidentCheck("ck_incidents_resolved", "an open one that was resolved", { resolved_at: SLOT }),
  incidentCheck("ck_incidents_acknowledged", "an acknowledgement without its time", {
    state: "acknowledged",
  }),
  ...["reopened_count", "failure_count", "good_runs"].map((column) =>
    incidentCheck("ck_incidents_counts", `a negative ${column}`, { [column]: -1 }),
  ),
  incidentCheck("ck_incidents_counts", "an incident without a transition", { transitions: 0 }),

  {
    constraint: "incident_events_pkey",
    code: codes.unique,
    what: "a second row of one id",
    statements: (own) => copied(own, "incident_events"),
  },
  spoilt(
    "foreignKey",
    "fk_incident_events_incident",
    "another workspace's incident",
    (_, ids, other) =>
      insertInto("incident_events", incidentEventRow(other, ids, { transition: 2 })),
  ),
  spoilt("foreignKey", "fk_incident_events_actor", "a user who does not exist", (own, ids) =>
    insertInto(
      "incident_events",
      incidentEventRow(own, ids, { transition: 2, actor_id: randomUUID() }),
    ),
  ),
  spoilt("unique", "uq_incident_events_transition", "one transition twice", (own, ids) =>
    insertInto("incident_events", incidentEventRow(own, ids, { type: "resolved" })),
  ),
  timelineCheck("ck_incident_events_type", "an unknown type", { type: "closed" }),
  timelineCheck("ck_incident_events_source", "an unknown source", { source: "EMAIL" }),
  timelineCheck("ck_incident_events_transition", "a note that is a transition", { type: "note" }),
  timelineCheck("ck_incident_events_transition", "a change without its number", {
    transition: null,
  }),
  timelineCheck("ck_incident_events_note", "an empty note", { note: "" }),
  timelineCheck("ck_incident_events_note", "a note of 1001 characters", {
    note: "x".repeat(1_001),
  }),

  {
    constraint: "incident_signals_pkey",
    code: codes.unique,
    what: "a second row of one id",
    statements: (own) => copied(own, "incident_signals"),
  },
  {
    constraint: "fk_incident_signals_routine",
    code: codes.foreignKey,
    what: "a routine of another workspace",
    statements: (own, other) => [
      insertInto("incident_signals", signalRow({ ...own, routineId: other.routineId })),
    ],
  },

  spoilt("unique", "channels_pkey", "a second row of one id", (own, ids) =>
    insertInto("channels", channelRow(own, { id: ids.channel })),
  ),
  {
    constraint: "uq_channels_workspace_id",
    code: codes.unique,
    what: "a second row of one id",
    statements: (own) => withoutKey(own, "channels"),
  },
  {
    constraint: "fk_channels_workspace",
    code: codes.foreignKey,
    what: "a workspace that does not exist",
    statements: (own) => [
      insertInto("channels", channelRow({ ...own, workspaceId: randomUUID() })),
    ],
  },
  channelCheck("ck_channels_kind", "an unknown kind", { kind: "FAX" }),
  {
    constraint: "uq_channels_key",
    code: codes.unique,
    what: "a second channel of one key",
    statements: (own) => [
      insertInto("channels", channelRow(own, { key: "a/b" })),
      insertInto("channels", channelRow(own, { key: "a/b" })),
    ],
  },
  channelCheck("ck_channels_key", "a key that begins with a slash", { key: "/a" }),
  channelCheck("ck_channels_secret_ref", "the name of a secret with a space", {
    secret_ref: "a b",
  }),
  channelCheck("ck_channels_name", "an empty name", { name: "" }),
  channelCheck("ck_channels_language", "an unknown language", { language: "de" }),
  channelCheck("ck_channels_config", "settings that are no object", { config: "[]" }),
  channelCheck("ck_channels_config", "settings of more than 8 KB", {
    config: JSON.stringify({ to: "x".repeat(8_192) }),
  }),
  channelCheck("ck_channels_filters", "events that are no list", { events: "{}" }),
  channelCheck("ck_channels_filters", "tags of more than 128 KB", {
    tags: JSON.stringify(["x".repeat(131_072)]),
  }),
  channelCheck("ck_channels_reminder_minutes", "a reminder each minute", { reminder_minutes: 1 }),
  channelCheck("ck_channels_max_per_hour", "no message at all", { max_per_hour: 0 }),
  channelCheck("ck_channels_sealed_secret", "a secret in the clear", {
    sealed_secret: "https://hooks.example.com/T0/B0/abc",
  }),

  spoilt("unique", "alert_messages_pkey", "a second row of one id", (own, ids) =>
    insertInto("alert_messages", messageRow(own, ids)),
  ),
  {
    constraint: "uq_alert_messages_workspace_id",
    code: codes.unique,
    what: "a second row of one id",
    statements: (own) => withoutKey(own, "alert_messages"),
  },
  spoilt(
    "foreignKey",
    "fk_alert_messages_channel",
    "another workspace's channel",
    (_, ids, other) =>
      insertInto("alert_messages", messageRow(other, another(ids, "message"), { group_id: null })),
  ),
  spoilt("foreignKey", "fk_alert_messages_group", "a group that does not exist", (own, ids) =>
    insertInto(
      "alert_messages",
      messageRow(own, another(ids, "message"), { group_id: randomUUID() }),
    ),
  ),
  messageCheck("ck_alert_messages_event", "an unknown event", { event: "incident.closed" }),
  messageCheck("ck_alert_messages_status", "an unknown status", {
    status: "LOST",
    finished_at: SLOT,
  }),
  messageCheck("ck_alert_messages_lease", "a lease of nobody", { lock_until: SLOT }),
  messageCheck("ck_alert_messages_finished", "a sent message without its end", { status: "SENT" }),
  messageCheck("ck_alert_messages_attempt", "fewer than no attempts", { attempt: -1 }),

  {
    constraint: "notifications_pkey",
    code: codes.unique,
    what: "a second row of one id",
    statements: (own) => copied(own, "notifications"),
  },
  spoilt("unique", "uq_notifications_transition", "one transition twice to a channel", (own, ids) =>
    insertInto("notifications", notificationRow(own, ids)),
  ),
  spoilt("foreignKey", "fk_notifications_incident", "an incident that does not exist", (own, ids) =>
    insertInto("notifications", notificationRow(own, another(ids, "incident"))),
  ),
  spoilt("foreignKey", "fk_notifications_channel", "a channel that does not exist", (own, ids) =>
    insertInto("notifications", notificationRow(own, another(ids, "channel"))),
  ),
  spoilt("foreignKey", "fk_notifications_message", "a message that does not exist", (own, ids) =>
    insertInto(
      "notifications",
      notificationRow(own, ids, { transition: 2, message_id: randomUUID() }),
    ),
  ),
  notificationCheck("ck_notifications_event", "a test", { event: "test" }),
  notificationCheck("ck_notifications_skip_reason", "an unknown reason", { skip_reason: "LATE" }),
  notificationCheck("ck_notifications_end", "a message that was skipped", {
    message_id: randomUUID(),
    skip_reason: "SNOOZED",
  }),
];

/** The columns of these tables that may be empty. */
export const nullableAlertColumns = [
  "alert_messages.finished_at",
  "alert_messages.group_id",
  "alert_messages.lock_until",
  "alert_messages.locked_by",
  "alert_messages.response",
  "alert_messages.response_status",
  "alert_messages.title",
  "channels.disabled_reason",
  "channels.key",
  "channels.quiet_hours",
  "channels.reminder_minutes",
  "channels.sealed_secret",
  "channels.secret_ref",
  "incident_events.actor_id",
  "incident_events.note",
  "incident_events.run_id",
  "incident_events.snoozed_until",
  "incident_events.transition",
  "incident_groups.endpoint_host",
  "incident_groups.error_code",
  "incidents.acknowledged_at",
  "incidents.acknowledged_by",
  "incidents.error_code",
  "incidents.error_message",
  "incidents.first_run_id",
  "incidents.http_status",
  "incidents.last_good_at",
  "incidents.last_run_id",
  "incidents.resolved_at",
  "incidents.snoozed_until",
  "notifications.message_id",
  "notifications.skip_reason",
];
