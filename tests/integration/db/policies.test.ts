import { randomUUID } from "node:crypto";
import { sql, type SQL } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appRole } from "@/db/access/app-role";
import { asUser, openDatabase, type Database, type Transaction } from "@/db/client";
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
} from "@/tests/support/alert-rows";
import { refusalOf } from "@/tests/support/refusal";
import {
  apiKeyRow,
  auditRow,
  appliedFileRow,
  createTestRoutine,
  eventRow,
  insertInto,
  invitationRow,
  maintenanceRow,
  memberRow,
  recordRow,
  replayRow,
  replaySlotRow,
  routineRow,
  routineTagRow,
  runningRow,
  runRow,
  schedulerHour,
  secretRow,
  SLOT,
  tagRow,
} from "@/tests/support/rows";
import { takingBack } from "@/tests/support/taking-back";
import {
  createTestDatabase,
  createTestUser,
  type TestDatabase,
} from "@/tests/support/test-database";

type Tenant = {
  userId: string;
  workspaceId: string;
  routineId: string;
  tagId: string;
  windowId: string;
  replayId: string;
};

const TABLES = [
  "workspaces",
  "workspace_members",
  "workspace_invitations",
  "workspace_secrets",
  "api_keys",
  "audit_events",
  "applied_files",
  "routines",
  "routine_runs",
  "runs_in_flight",
  "routine_events",
  "replays",
  "replay_slots",
  "tags",
  "routine_tags",
  "maintenance_windows",
  "maintenance_routines",
  "maintenance_tags",
  "scheduler_state",
  "session_uses",
  "rate_counters",
  "idempotency_records",
  "incident_groups",
  "incidents",
  "incident_events",
  "channels",
  "alert_messages",
  "notifications",
  "incident_signals",
  "instance_keys",
  "scheduler_clocks",
  "scheduler_hours",
  "history_trims",
] as const;

/** The tables that only the service reads; all others hold rows of a workspace. */
const SERVICE_TABLES: readonly string[] = [
  "scheduler_state",
  "session_uses",
  "rate_counters",
  "idempotency_records",
  "incident_signals",
  "instance_keys",
  "scheduler_clocks",
  "scheduler_hours",
  "history_trims",
];
const TENANT_TABLES = TABLES.filter((table) => !SERVICE_TABLES.includes(table));
type Table = (typeof TABLES)[number];

const VERBS = ["select", "insert", "update", "delete"] as const;
type Verb = (typeof VERBS)[number];

/** The row by which a tenant's window names their routine or tag. */
const partRow = (tenant: Tenant, part: "routine_id" | "tag_id") => ({
  workspace_id: tenant.workspaceId,
  window_id: tenant.windowId,
  [part]: part === "routine_id" ? tenant.routineId : tenant.tagId,
});

/** One row of a tenant's, read or written in each way. */
const statements: Record<Table, Record<Verb, (tenant: Tenant) => SQL>> = {
  workspaces: {
    select: ({ workspaceId }) => sql`select from workspaces where id = ${workspaceId}`,
    insert: ({ userId }) => insertInto("workspaces", { owner_id: userId, name: "Second" }),
    update: ({ workspaceId }) =>
      sql`update workspaces set name = 'Renamed' where id = ${workspaceId}`,
    delete: ({ workspaceId }) => sql`delete from workspaces where id = ${workspaceId}`,
  },
  workspace_members: {
    select: ({ workspaceId }) =>
      sql`select from workspace_members where workspace_id = ${workspaceId}`,
    insert: ({ workspaceId }) =>
      insertInto("workspace_members", memberRow(workspaceId, randomUUID())),
    update: ({ workspaceId }) =>
      sql`update workspace_members set role = 'ADMIN' where workspace_id = ${workspaceId}`,
    delete: ({ workspaceId }) =>
      sql`delete from workspace_members where workspace_id = ${workspaceId}`,
  },
  workspace_invitations: {
    select: ({ workspaceId }) =>
      sql`select from workspace_invitations where workspace_id = ${workspaceId}`,
    insert: (tenant) => insertInto("workspace_invitations", invitationRow(tenant)),
    update: ({ workspaceId }) =>
      sql`update workspace_invitations set role = 'ADMIN' where workspace_id = ${workspaceId}`,
    delete: ({ workspaceId }) =>
      sql`delete from workspace_invitations where workspace_id = ${workspaceId}`,
  },
  api_keys: {
    select: ({ workspaceId }) => sql`select from api_keys where workspace_id = ${workspaceId}`,
    insert: (tenant) => insertInto("api_keys", apiKeyRow(tenant)),
    update: ({ workspaceId }) =>
      sql`update api_keys set role = 'ADMIN' where workspace_id = ${workspaceId}`,
    delete: ({ workspaceId }) => sql`delete from api_keys where workspace_id = ${workspaceId}`,
  },
  // The creation of the workspace, which a trigger has written.
  audit_events: {
    select: ({ workspaceId }) =>
      sql`select from audit_events where workspace_id = ${workspaceId} and target_kind = 'workspace'`,
    insert: (tenant) => insertInto("audit_events", auditRow(tenant)),
    update: ({ workspaceId }) =>
      sql`update audit_events set address = 'x' where workspace_id = ${workspaceId}`,
    delete: ({ workspaceId }) => sql`delete from audit_events where workspace_id = ${workspaceId}`,
  },
  applied_files: {
    select: ({ workspaceId }) => sql`select from applied_files where workspace_id = ${workspaceId}`,
    insert: ({ workspaceId }) => insertInto("applied_files", appliedFileRow(workspaceId)),
    update: ({ workspaceId }) =>
      sql`update applied_files set resources = '[]' where workspace_id = ${workspaceId}`,
    delete: ({ workspaceId }) => sql`delete from applied_files where workspace_id = ${workspaceId}`,
  },
  workspace_secrets: {
    select: ({ workspaceId }) =>
      sql`select from workspace_secrets where workspace_id = ${workspaceId}`,
    insert: (tenant) => insertInto("workspace_secrets", secretRow(tenant)),
    update: ({ workspaceId }) =>
      sql`update workspace_secrets set name = 'OTHER' where workspace_id = ${workspaceId}`,
    delete: ({ workspaceId }) =>
      sql`delete from workspace_secrets where workspace_id = ${workspaceId}`,
  },
  routines: {
    select: ({ routineId }) => sql`select from routines where id = ${routineId}`,
    insert: ({ workspaceId }) => insertInto("routines", routineRow(workspaceId)),
    update: ({ routineId }) => sql`update routines set name = 'Renamed' where id = ${routineId}`,
    delete: ({ routineId }) => sql`delete from routines where id = ${routineId}`,
  },
  routine_runs: {
    select: ({ routineId }) => sql`select from routine_runs where routine_id = ${routineId}`,
    insert: (tenant) =>
      insertInto("routine_runs", runRow(tenant, { attempt: 2, status: "MISSED" })),
    update: ({ routineId }) =>
      sql`update routine_runs set error_message = 'no' where routine_id = ${routineId}`,
    delete: ({ routineId }) => sql`delete from routine_runs where routine_id = ${routineId}`,
  },
  replays: {
    select: ({ replayId }) => sql`select from replays where id = ${replayId}`,
    insert: (tenant) => insertInto("replays", replayRow(tenant)),
    update: ({ replayId }) => sql`update replays set pace_per_minute = 60 where id = ${replayId}`,
    delete: ({ replayId }) => sql`delete from replays where id = ${replayId}`,
  },
  replay_slots: {
    select: ({ replayId }) => sql`select from replay_slots where replay_id = ${replayId}`,
    insert: (tenant) => insertInto("replay_slots", replaySlotRow(tenant, { position: 2 })),
    update: ({ replayId }) =>
      sql`update replay_slots set attempts = 1 where replay_id = ${replayId}`,
    delete: ({ replayId }) => sql`delete from replay_slots where replay_id = ${replayId}`,
  },
  runs_in_flight: {
    select: ({ routineId }) => sql`select from runs_in_flight where routine_id = ${routineId}`,
    insert: (tenant) => insertInto("runs_in_flight", runningRow(tenant)),
    update: ({ routineId }) =>
      sql`update runs_in_flight set attempt = 2 where routine_id = ${routineId}`,
    delete: ({ routineId }) => sql`delete from runs_in_flight where routine_id = ${routineId}`,
  },
  routine_events: {
    select: ({ routineId }) => sql`select from routine_events where routine_id = ${routineId}`,
    insert: (tenant) => insertInto("routine_events", eventRow(tenant)),
    update: ({ routineId }) =>
      sql`update routine_events set kind = 'PAUSED' where routine_id = ${routineId}`,
    delete: ({ routineId }) => sql`delete from routine_events where routine_id = ${routineId}`,
  },
  tags: {
    select: ({ workspaceId }) => sql`select from tags where workspace_id = ${workspaceId}`,
    insert: ({ workspaceId }) => insertInto("tags", tagRow(workspaceId, { name: "second" })),
    update: ({ tagId }) => sql`update tags set color = 'red' where id = ${tagId}`,
    delete: ({ tagId }) => sql`delete from tags where id = ${tagId}`,
  },
  routine_tags: {
    select: ({ routineId }) => sql`select from routine_tags where routine_id = ${routineId}`,
    insert: (tenant) => insertInto("routine_tags", routineTagRow(tenant)),
    update: ({ routineId, tagId }) =>
      sql`update routine_tags set tag_id = ${tagId} where routine_id = ${routineId}`,
    delete: ({ routineId }) => sql`delete from routine_tags where routine_id = ${routineId}`,
  },
  maintenance_windows: {
    select: ({ workspaceId }) =>
      sql`select from maintenance_windows where workspace_id = ${workspaceId}`,
    insert: (tenant) => insertInto("maintenance_windows", maintenanceRow(tenant)),
    update: ({ windowId }) =>
      sql`update maintenance_windows set name = 'Renamed' where id = ${windowId}`,
    delete: ({ windowId }) => sql`delete from maintenance_windows where id = ${windowId}`,
  },
  maintenance_routines: {
    select: ({ windowId }) => sql`select from maintenance_routines where window_id = ${windowId}`,
    insert: (tenant) => insertInto("maintenance_routines", partRow(tenant, "routine_id")),
    update: ({ windowId, routineId }) =>
      sql`update maintenance_routines set routine_id = ${routineId} where window_id = ${windowId}`,
    delete: ({ windowId }) => sql`delete from maintenance_routines where window_id = ${windowId}`,
  },
  maintenance_tags: {
    select: ({ windowId }) => sql`select from maintenance_tags where window_id = ${windowId}`,
    insert: (tenant) => insertInto("maintenance_tags", partRow(tenant, "tag_id")),
    update: ({ windowId, tagId }) =>
      sql`update maintenance_tags set tag_id = ${tagId} where window_id = ${windowId}`,
    delete: ({ windowId }) => sql`delete from maintenance_tags where window_id = ${windowId}`,
  },
  scheduler_state: {
    select: () => sql`select from scheduler_state`,
    insert: () => insertInto("scheduler_state", { id: true }),
    update: () => sql`update scheduler_state set last_tick_at = now()`,
    delete: () => sql`delete from scheduler_state`,
  },
  session_uses: {
    select: () => sql`select from session_uses`,
    insert: () => insertInto("session_uses", { session_id: randomUUID(), user_agent: "" }),
    update: () => sql`update session_uses set last_used_at = now()`,
    delete: () => sql`delete from session_uses`,
  },
  idempotency_records: {
    select: () => sql`select from idempotency_records`,
    insert: ({ workspaceId }) => insertInto("idempotency_records", recordRow(workspaceId)),
    update: () => sql`update idempotency_records set status = 200`,
    delete: () => sql`delete from idempotency_records`,
  },
  rate_counters: {
    select: () => sql`select from rate_counters`,
    insert: () => insertInto("rate_counters", { key: "k", hits: 1, resets_at: SLOT }),
    update: () => sql`update rate_counters set hits = 0`,
    delete: () => sql`delete from rate_counters`,
  },
  incident_groups: {
    select: ({ workspaceId }) =>
      sql`select from incident_groups where workspace_id = ${workspaceId}`,
    insert: (tenant) => insertInto("incident_groups", groupRow(tenant, alertIds())),
    update: ({ workspaceId }) =>
      sql`update incident_groups set incident_count = 2 where workspace_id = ${workspaceId}`,
    delete: ({ workspaceId }) =>
      sql`delete from incident_groups where workspace_id = ${workspaceId}`,
  },
  incidents: {
    select: ({ workspaceId }) => sql`select from incidents where workspace_id = ${workspaceId}`,
    insert: (tenant) => insertInto("incidents", incidentRow(tenant, alertIds())),
    update: ({ workspaceId }) =>
      sql`update incidents set state = 'open' where workspace_id = ${workspaceId}`,
    delete: ({ workspaceId }) => sql`delete from incidents where workspace_id = ${workspaceId}`,
  },
  incident_events: {
    select: ({ workspaceId }) =>
      sql`select from incident_events where workspace_id = ${workspaceId}`,
    insert: (tenant) => insertInto("incident_events", incidentEventRow(tenant, alertIds())),
    update: ({ workspaceId }) =>
      sql`update incident_events set note = 'x' where workspace_id = ${workspaceId}`,
    delete: ({ workspaceId }) =>
      sql`delete from incident_events where workspace_id = ${workspaceId}`,
  },
  channels: {
    select: ({ workspaceId }) => sql`select from channels where workspace_id = ${workspaceId}`,
    insert: (tenant) => insertInto("channels", channelRow(tenant)),
    update: ({ workspaceId }) =>
      sql`update channels set name = 'Renamed' where workspace_id = ${workspaceId}`,
    delete: ({ workspaceId }) => sql`delete from channels where workspace_id = ${workspaceId}`,
  },
  alert_messages: {
    select: ({ workspaceId }) =>
      sql`select from alert_messages where workspace_id = ${workspaceId}`,
    insert: (tenant) => insertInto("alert_messages", messageRow(tenant, alertIds())),
    update: ({ workspaceId }) =>
      sql`update alert_messages set attempt = 1 where workspace_id = ${workspaceId}`,
    delete: ({ workspaceId }) =>
      sql`delete from alert_messages where workspace_id = ${workspaceId}`,
  },
  notifications: {
    select: ({ workspaceId }) => sql`select from notifications where workspace_id = ${workspaceId}`,
    insert: (tenant) => insertInto("notifications", notificationRow(tenant, alertIds())),
    update: ({ workspaceId }) =>
      sql`update notifications set due_at = now() where workspace_id = ${workspaceId}`,
    delete: ({ workspaceId }) => sql`delete from notifications where workspace_id = ${workspaceId}`,
  },
  incident_signals: {
    select: ({ workspaceId }) =>
      sql`select from incident_signals where workspace_id = ${workspaceId}`,
    insert: (tenant) => insertInto("incident_signals", signalRow(tenant)),
    update: ({ workspaceId }) =>
      sql`update incident_signals set created_at = now() where workspace_id = ${workspaceId}`,
    delete: ({ workspaceId }) =>
      sql`delete from incident_signals where workspace_id = ${workspaceId}`,
  },
  instance_keys: {
    select: () => sql`select from instance_keys`,
    insert: () =>
      insertInto("instance_keys", { name: "k", public_key: "p", sealed_private: "v1.k.n.t" }),
    update: () => sql`update instance_keys set public_key = 'mine'`,
    delete: () => sql`delete from instance_keys`,
  },
  scheduler_clocks: {
    select: () => sql`select from scheduler_clocks`,
    insert: () => insertInto("scheduler_clocks", { name: "mine" }),
    update: () => sql`update scheduler_clocks set ticks = 0`,
    delete: () => sql`delete from scheduler_clocks`,
  },
  scheduler_hours: {
    select: () => sql`select from scheduler_hours`,
    insert: () => insertInto("scheduler_hours", schedulerHour),
    update: () => sql`update scheduler_hours set ticks = 0`,
    delete: () => sql`delete from scheduler_hours`,
  },
  history_trims: {
    select: () => sql`select from history_trims`,
    insert: () => insertInto("history_trims", { day: "2026-03-01" }),
    update: () => sql`update history_trims set deleted_runs = 0`,
    delete: () => sql`delete from history_trims`,
  },
};

/** The number of rows that a statement reaches, or why it is refused. */
type StatementOutcome = number | string;

const notGranted = (table: Table) => `permission denied for table ${table}`;
const refusedByPolicy = (table: Table) =>
  `new row violates row-level security policy for table "${table}"`;

/** Every way is closed to users. */
const refused = (table: Table) => {
  const outcome = { own: notGranted(table), other: notGranted(table) };
  return { select: outcome, insert: outcome, update: outcome, delete: outcome };
};

const expectations: Record<
  Table,
  Record<Verb, { own: StatementOutcome; other: StatementOutcome }>
> = {
  workspaces: {
    select: { own: 1, other: 0 },
    insert: { own: 1, other: refusedByPolicy("workspaces") },
    update: { own: 1, other: 0 },
    delete: { own: 1, other: 0 },
  },
  // The only member here is the owner, whose row no user may write.
  workspace_members: {
    select: { own: 1, other: 0 },
    insert: { own: notGranted("workspace_members"), other: notGranted("workspace_members") },
    update: { own: 0, other: 0 },
    delete: { own: 0, other: 0 },
  },
  workspace_invitations: {
    select: { own: 1, other: 0 },
    insert: { own: 1, other: refusedByPolicy("workspace_invitations") },
    update: {
      own: notGranted("workspace_invitations"),
      other: notGranted("workspace_invitations"),
    },
    delete: { own: 1, other: 0 },
  },
  api_keys: {
    select: { own: 1, other: 0 },
    insert: { own: 1, other: refusedByPolicy("api_keys") },
    update: { own: notGranted("api_keys"), other: notGranted("api_keys") },
    delete: { own: 1, other: 0 },
  },
  applied_files: {
    select: { own: 1, other: 0 },
    insert: { own: 1, other: refusedByPolicy("applied_files") },
    update: { own: 1, other: 0 },
    delete: { own: 1, other: 0 },
  },
  workspace_secrets: {
    select: { own: 1, other: 0 },
    insert: { own: 1, other: refusedByPolicy("workspace_secrets") },
    update: { own: notGranted("workspace_secrets"), other: notGranted("workspace_secrets") },
    delete: { own: 1, other: 0 },
  },
  routines: {
    select: { own: 1, other: 0 },
    insert: { own: 1, other: refusedByPolicy("routines") },
    update: { own: 1, other: 0 },
    delete: { own: 1, other: 0 },
  },
  routine_runs: {
    select: { own: 1, other: 0 },
    insert: { own: notGranted("routine_runs"), other: notGranted("routine_runs") },
    update: { own: notGranted("routine_runs"), other: notGranted("routine_runs") },
    delete: { own: notGranted("routine_runs"), other: notGranted("routine_runs") },
  },
  replays: {
    select: { own: 1, other: 0 },
    insert: { own: notGranted("replays"), other: notGranted("replays") },
    update: { own: notGranted("replays"), other: notGranted("replays") },
    delete: { own: notGranted("replays"), other: notGranted("replays") },
  },
  replay_slots: {
    select: { own: 1, other: 0 },
    insert: { own: notGranted("replay_slots"), other: notGranted("replay_slots") },
    update: { own: notGranted("replay_slots"), other: notGranted("replay_slots") },
    delete: { own: notGranted("replay_slots"), other: notGranted("replay_slots") },
  },
  runs_in_flight: {
    select: { own: 1, other: 0 },
    insert: { own: notGranted("runs_in_flight"), other: notGranted("runs_in_flight") },
    update: { own: notGranted("runs_in_flight"), other: notGranted("runs_in_flight") },
    delete: { own: notGranted("runs_in_flight"), other: notGranted("runs_in_flight") },
  },
  // Made with the routine, by the trigger that keeps the log.
  routine_events: {
    select: { own: 1, other: 0 },
    insert: { own: notGranted("routine_events"), other: notGranted("routine_events") },
    update: { own: notGranted("routine_events"), other: notGranted("routine_events") },
    delete: { own: notGranted("routine_events"), other: notGranted("routine_events") },
  },
  tags: {
    select: { own: 1, other: 0 },
    insert: { own: 1, other: refusedByPolicy("tags") },
    update: { own: 1, other: 0 },
    delete: { own: 1, other: 0 },
  },
  // The row of a tenant's own routine and tag is there already.
  routine_tags: {
    select: { own: 1, other: 0 },
    insert: {
      own: 'duplicate key value violates unique constraint "pk_routine_tags"',
      other: refusedByPolicy("routine_tags"),
    },
    update: { own: notGranted("routine_tags"), other: notGranted("routine_tags") },
    delete: { own: 1, other: 0 },
  },
  maintenance_windows: {
    select: { own: 1, other: 0 },
    insert: { own: 1, other: refusedByPolicy("maintenance_windows") },
    update: { own: notGranted("maintenance_windows"), other: notGranted("maintenance_windows") },
    delete: { own: 1, other: 0 },
  },
  // The row of a tenant's own window is there already, and goes with it.
  maintenance_routines: {
    select: { own: 1, other: 0 },
    insert: {
      own: 'duplicate key value violates unique constraint "pk_maintenance_routines"',
      other: refusedByPolicy("maintenance_routines"),
    },
    update: { own: notGranted("maintenance_routines"), other: notGranted("maintenance_routines") },
    delete: { own: notGranted("maintenance_routines"), other: notGranted("maintenance_routines") },
  },
  maintenance_tags: {
    select: { own: 1, other: 0 },
    insert: {
      own: 'duplicate key value violates unique constraint "pk_maintenance_tags"',
      other: refusedByPolicy("maintenance_tags"),
    },
    update: { own: notGranted("maintenance_tags"), other: notGranted("maintenance_tags") },
    delete: { own: notGranted("maintenance_tags"), other: notGranted("maintenance_tags") },
  },
  scheduler_state: {
    select: { own: notGranted("scheduler_state"), other: notGranted("scheduler_state") },
    insert: { own: notGranted("scheduler_state"), other: notGranted("scheduler_state") },
    update: { own: notGranted("scheduler_state"), other: notGranted("scheduler_state") },
    delete: { own: notGranted("scheduler_state"), other: notGranted("scheduler_state") },
  },
  session_uses: {
    select: { own: notGranted("session_uses"), other: notGranted("session_uses") },
    insert: { own: notGranted("session_uses"), other: notGranted("session_uses") },
    update: { own: notGranted("session_uses"), other: notGranted("session_uses") },
    delete: { own: notGranted("session_uses"), other: notGranted("session_uses") },
  },
  idempotency_records: {
    select: { own: notGranted("idempotency_records"), other: notGranted("idempotency_records") },
    insert: { own: notGranted("idempotency_records"), other: notGranted("idempotency_records") },
    update: { own: notGranted("idempotency_records"), other: notGranted("idempotency_records") },
    delete: { own: notGranted("idempotency_records"), other: notGranted("idempotency_records") },
  },
  rate_counters: {
    select: { own: notGranted("rate_counters"), other: notGranted("rate_counters") },
    insert: { own: notGranted("rate_counters"), other: notGranted("rate_counters") },
    update: { own: notGranted("rate_counters"), other: notGranted("rate_counters") },
    delete: { own: notGranted("rate_counters"), other: notGranted("rate_counters") },
  },
  incident_groups: { ...refused("incident_groups"), select: { own: 1, other: 0 } },
  incidents: { ...refused("incidents"), select: { own: 1, other: 0 } },
  incident_events: { ...refused("incident_events"), select: { own: 1, other: 0 } },
  alert_messages: { ...refused("alert_messages"), select: { own: 1, other: 0 } },
  notifications: { ...refused("notifications"), select: { own: 1, other: 0 } },
  incident_signals: refused("incident_signals"),
  channels: {
    select: { own: 1, other: 0 },
    insert: { own: 1, other: refusedByPolicy("channels") },
    update: { own: 1, other: 0 },
    delete: { own: 1, other: 0 },
  },
  audit_events: { ...refused("audit_events"), select: { own: 1, other: 0 } },
  instance_keys: refused("instance_keys"),
  scheduler_clocks: refused("scheduler_clocks"),
  scheduler_hours: refused("scheduler_hours"),
  history_trims: refused("history_trims"),
};

const everyWay = TABLES.flatMap((table) => VERBS.map((verb) => ({ table, verb })));

/** Columns of a routine that are the service's own, with a value that would be valid. */
const serviceColumns = [
  { column: "id", value: "9f3c0d5e-0b57-4c52-9d0a-3a4f6e0d7b11" },
  { column: "lease_token", value: 7 },
  { column: "revision", value: 7 },
  { column: "lock_until", value: SLOT },
  { column: "locked_by", value: "me" },
  { column: "last_run_at", value: SLOT },
  { column: "last_outcome", value: "SUCCESS" },
  { column: "health", value: "GOOD" },
  { column: "alert_watch", value: true },
  { column: "maintenance_from", value: SLOT },
  { column: "maintenance_until", value: SLOT },
  { column: "created_at", value: SLOT },
];

describe("row-level security", () => {
  let database: TestDatabase;
  let db: Database;
  let own: Tenant;
  let other: Tenant;

  const createTenant = async (): Promise<Tenant> => {
    const user = await createTestUser(db);
    const { workspaceId } = user;
    const routineId = await createTestRoutine(db, workspaceId);
    const tenant = {
      ...user,
      routineId,
      tagId: randomUUID(),
      windowId: randomUUID(),
      replayId: randomUUID(),
    };
    await db.execute(insertInto("tags", tagRow(workspaceId, { id: tenant.tagId })));
    await db.execute(insertInto("routine_tags", routineTagRow(tenant)));
    const window = maintenanceRow(tenant, { id: tenant.windowId });
    await db.execute(insertInto("maintenance_windows", window));
    await db.execute(insertInto("maintenance_routines", partRow(tenant, "routine_id")));
    await db.execute(insertInto("maintenance_tags", partRow(tenant, "tag_id")));
    await db.execute(insertInto("replays", replayRow(tenant, { id: tenant.replayId })));
    await db.execute(insertInto("replay_slots", replaySlotRow(tenant)));
    await db.execute(insertInto("routine_runs", runRow(tenant)));
    await db.execute(insertInto("runs_in_flight", runningRow(tenant, { attempt: 2 })));
    await db.execute(insertInto("workspace_invitations", invitationRow(tenant)));
    for (const statement of insertAlert(tenant)) await db.execute(statement);
    await db.execute(insertInto("workspace_secrets", secretRow(tenant)));
    await db.execute(insertInto("api_keys", apiKeyRow(tenant)));
    await db.execute(insertInto("applied_files", appliedFileRow(tenant.workspaceId)));
    return tenant;
  };

  /** What comes of a statement in a transaction of the role `ranAs`; nothing of it is kept. */
  const outcomeOf = async (tx: Transaction, statement: SQL) => {
    const [who] = await tx.execute<{ name: string }>(sql`select current_user as name`);
    let rows = 0;
    const refusal = await refusalOf(
      tx.execute(statement).then((result) => {
        rows = result.count;
      }),
    );
    return { ranAs: who?.name, outcome: refusal === null ? rows : refusal.message };
  };

  const attempt = (sub: string, statement: SQL) =>
    takingBack(
      (inside) => asUser(db, { sub }, inside),
      (tx) => outcomeOf(tx, statement),
    );

  const attemptAsAnon = (statement: SQL) =>
    takingBack(
      (inside) => db.transaction(inside),
      async (tx) => {
        await tx.execute(sql`select set_config('role', 'anon', true)`);
        return outcomeOf(tx, statement);
      },
    );

  beforeAll(async () => {
    database = await createTestDatabase();
    db = database.db;
    own = await createTenant();
    other = await createTenant();
  });

  afterAll(() => database.close());

  test("every table has its expectations below", async () => {
    const rows = await db.execute<{ name: string }>(sql`
      select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')`);
    // The views are tested by themselves.
    const views = ["effective_alert_policies", "runs"];
    expect(rows.map(({ name }) => name).sort()).toEqual([...TABLES, ...views].sort());
  });

  test.each(everyWay)("$table, $verb: a user reaches their own rows at most", async (way) => {
    const statement = statements[way.table][way.verb];
    const expected = expectations[way.table][way.verb];
    for (const [user, stranger] of [
      [own, other],
      [other, own],
    ] as const) {
      expect(await attempt(user.userId, statement(user))).toEqual({
        ranAs: appRole.name,
        outcome: expected.own,
      });
      expect(await attempt(user.userId, statement(stranger))).toEqual({
        ranAs: appRole.name,
        outcome: expected.other,
      });
    }
  });

  test.each(everyWay)("$table, $verb: a visitor gets nothing", async (way) => {
    expect(await attemptAsAnon(statements[way.table][way.verb](own))).toEqual({
      ranAs: "anon",
      outcome: notGranted(way.table),
    });
  });

  test.each(TABLES)("%s cannot be emptied past its policies", async (table) => {
    const truncate = sql`truncate ${sql.identifier(table)} cascade`;
    expect((await attempt(own.userId, truncate)).outcome).toBe(notGranted(table));
    expect((await attemptAsAnon(truncate)).outcome).toBe(notGranted(table));
  });

  test("the view of all runs shows a tenant's own, in flight or ended, and takes nothing", async () => {
    const select = ({ routineId }: Tenant) => sql`select from runs where routine_id = ${routineId}`;
    expect((await attempt(own.userId, select(own))).outcome).toBe(2);
    expect((await attempt(own.userId, select(other))).outcome).toBe(0);
    expect((await attempt(own.userId, sql`select from runs`)).outcome).toBe(2);
    expect((await attemptAsAnon(select(own))).outcome).toBe("permission denied for view runs");
    const insert = await attempt(own.userId, insertInto("runs", runRow(own)));
    expect(insert.outcome).toBe('cannot insert into view "runs"');
  });

  test("the view of policies in force is the service's alone", async () => {
    const select = sql`select from effective_alert_policies`;
    const denied = "permission denied for view effective_alert_policies";
    expect((await attempt(own.userId, select)).outcome).toBe(denied);
    expect((await attemptAsAnon(select)).outcome).toBe(denied);
  });

  test("a list shows the rows of one's own workspaces and no others", async () => {
    const ids = await asUser(db, { sub: own.userId }, (tx) =>
      tx.execute<{ id: string }>(sql`select id from routines`),
    );
    expect([...ids]).toEqual([{ id: own.routineId }]);
  });

  test("a user who has no workspace sees nothing", async () => {
    for (const table of TENANT_TABLES) {
      const all = sql`select from ${sql.identifier(table)}`;
      expect(await attempt(randomUUID(), all)).toEqual({ ranAs: appRole.name, outcome: 0 });
    }
  });

  test.each(serviceColumns)("a user cannot write a routine's $column", async (spoilt) => {
    const insert = insertInto(
      "routines",
      routineRow(own.workspaceId, { [spoilt.column]: spoilt.value }),
    );
    const update = sql`update routines set ${sql.identifier(spoilt.column)} = ${spoilt.value} where id = ${own.routineId}`;
    expect((await attempt(own.userId, insert)).outcome).toBe(notGranted("routines"));
    expect((await attempt(own.userId, update)).outcome).toBe(notGranted("routines"));
  });

  test("a protected column is refused by the rights of the role, as 42501", async () => {
    const refusal = await refusalOf(
      asUser(db, { sub: own.userId }, (tx) =>
        tx.execute(sql`update routines set lease_token = 7 where id = ${own.routineId}`),
      ),
    );
    expect(refusal?.code).toBe("42501");
  });

  test("a routine stays in its workspace, even for a member of both", async () => {
    const second = randomUUID();
    await db.execute(
      insertInto("workspaces", { id: second, owner_id: own.userId, name: "Second" }),
    );
    const move = sql`update routines set workspace_id = ${second} where id = ${own.routineId}`;
    expect((await attempt(own.userId, move)).outcome).toBe(notGranted("routines"));
    await db.execute(sql`delete from workspaces where id = ${second}`);
  });

  test("a user cannot change a workspace's owner", async () => {
    const give = sql`update workspaces set owner_id = ${other.userId} where id = ${own.workspaceId}`;
    expect((await attempt(own.userId, give)).outcome).toBe(notGranted("workspaces"));
  });

  describe("in a workspace of several", () => {
    const PEOPLE = ["owner", "admin", "member", "viewer", "stranger"] as const;
    type Person = (typeof PEOPLE)[number];

    let team: Tenant;
    let people: Record<Person, string>;
    let colleague: string;

    const createMember = async (role: string) => {
      const { userId } = await createTestUser(db);
      await db.execute(
        insertInto("workspace_members", memberRow(team.workspaceId, userId, { role })),
      );
      return userId;
    };

    beforeAll(async () => {
      team = await createTenant();
      people = {
        owner: team.userId,
        admin: await createMember("ADMIN"),
        member: await createMember("MEMBER"),
        viewer: await createMember("VIEWER"),
        stranger: other.userId,
      };
      colleague = await createMember("MEMBER");
    });

    afterAll(async () => {
      await db.execute(sql`delete from workspaces where id = ${team.workspaceId}`);
    });

    const isMember = (userId: string) =>
      sql`workspace_id = ${team.workspaceId} and user_id = ${userId}`;

    const everyone = (outcome: StatementOutcome): StatementOutcome[] => PEOPLE.map(() => outcome);
    const members = notGranted("workspace_members");
    const noOwner = refusedByPolicy("workspace_members");
    const noRoutine = refusedByPolicy("routines");
    const noChannel = refusedByPolicy("channels");
    const noInvitation = refusedByPolicy("workspace_invitations");
    const noKey = refusedByPolicy("api_keys");
    const noSecret = refusedByPolicy("workspace_secrets");

    /** `outcomes` has one for each of `PEOPLE`, in their order. */
    const ways: {
      what: string;
      statement: (userId: string) => SQL;
      outcomes: StatementOutcome[];
    }[] = [
      {
        what: "see the workspace",
        statement: () => statements.workspaces.select(team),
        outcomes: [1, 1, 1, 1, 0],
      },
      {
        what: "rename the workspace",
        statement: () => statements.workspaces.update(team),
        outcomes: [1, 1, 0, 0, 0],
      },
      {
        what: "delete the workspace",
        statement: () => statements.workspaces.delete(team),
        outcomes: [1, 0, 0, 0, 0],
      },
      {
        what: "see the routines",
        statement: () => statements.routines.select(team),
        outcomes: [1, 1, 1, 1, 0],
      },
      {
        what: "add a routine",
        statement: () => statements.routines.insert(team),
        outcomes: [1, 1, 1, noRoutine, noRoutine],
      },
      {
        what: "change a routine",
        statement: () => statements.routines.update(team),
        outcomes: [1, 1, 1, 0, 0],
      },
      {
        what: "delete a routine",
        statement: () => statements.routines.delete(team),
        outcomes: [1, 1, 1, 0, 0],
      },
      {
        what: "see the runs",
        statement: () => statements.routine_runs.select(team),
        outcomes: [1, 1, 1, 1, 0],
      },
      {
        what: "see what was done to the routines",
        statement: () => statements.routine_events.select(team),
        outcomes: [1, 1, 1, 1, 0],
      },
      {
        what: "add a channel",
        statement: () => statements.channels.insert(team),
        outcomes: [1, 1, 1, noChannel, noChannel],
      },
      {
        what: "see the incidents",
        statement: () => statements.incidents.select(team),
        outcomes: [1, 1, 1, 1, 0],
      },
      {
        what: "read the sealed secret of a channel",
        statement: () => sql`select sealed_secret from channels`,
        outcomes: everyone(notGranted("channels")),
      },
      {
        what: "set the policy of the workspace",
        statement: () =>
          sql`update workspaces set alert_policy = '{}' where id = ${team.workspaceId}`,
        outcomes: [1, 1, 0, 0, 0],
      },
      {
        what: "see the members",
        statement: () => statements.workspace_members.select(team),
        outcomes: [5, 5, 5, 5, 0],
      },
      {
        what: "make somebody a member",
        statement: () => insertInto("workspace_members", memberRow(team.workspaceId, other.userId)),
        outcomes: everyone(members),
      },
      {
        what: "change the role of a member",
        statement: () =>
          sql`update workspace_members set role = 'ADMIN' where ${isMember(colleague)}`,
        outcomes: [1, 1, 0, 0, 0],
      },
      {
        what: "make a member an owner",
        statement: () =>
          sql`update workspace_members set role = 'OWNER' where ${isMember(colleague)}`,
        outcomes: [noOwner, noOwner, 0, 0, 0],
      },
      {
        what: "remove a member",
        statement: () => sql`delete from workspace_members where ${isMember(colleague)}`,
        outcomes: [1, 1, 0, 0, 0],
      },
      {
        what: "change the role of the owner",
        statement: () =>
          sql`update workspace_members set role = 'VIEWER' where ${isMember(team.userId)}`,
        outcomes: everyone(0),
      },
      {
        what: "remove the owner",
        statement: () => sql`delete from workspace_members where ${isMember(team.userId)}`,
        outcomes: everyone(0),
      },
      {
        what: "raise themselves",
        statement: (userId) =>
          sql`update workspace_members set role = 'OWNER' where ${isMember(userId)}`,
        outcomes: [0, noOwner, 0, 0, 0],
      },
      {
        what: "leave",
        statement: (userId) => sql`delete from workspace_members where ${isMember(userId)}`,
        outcomes: [0, 1, 1, 1, 0],
      },
      {
        what: "move a membership to another workspace",
        statement: () =>
          sql`update workspace_members set workspace_id = ${own.workspaceId} where ${isMember(colleague)}`,
        outcomes: everyone(members),
      },
      {
        what: "see the invitations",
        statement: () => statements.workspace_invitations.select(team),
        outcomes: [1, 1, 0, 0, 0],
      },
      {
        what: "read the hash of a token",
        statement: () => sql`select token_hash from workspace_invitations`,
        outcomes: everyone(notGranted("workspace_invitations")),
      },
      {
        what: "invite",
        statement: (userId) =>
          insertInto(
            "workspace_invitations",
            invitationRow({ workspaceId: team.workspaceId, userId }),
          ),
        outcomes: [1, 1, noInvitation, noInvitation, noInvitation],
      },
      {
        what: "invite in the name of another",
        statement: () =>
          insertInto(
            "workspace_invitations",
            invitationRow({ workspaceId: team.workspaceId, userId: colleague }),
          ),
        outcomes: everyone(noInvitation),
      },
      {
        what: "let an invitation last longer",
        statement: (userId) =>
          insertInto(
            "workspace_invitations",
            invitationRow(
              { workspaceId: team.workspaceId, userId },
              { expires_at: "2999-01-01T00:00:00Z" },
            ),
          ),
        outcomes: everyone(notGranted("workspace_invitations")),
      },
      {
        what: "see the secrets' names",
        statement: () => statements.workspace_secrets.select(team),
        outcomes: [1, 1, 1, 1, 0],
      },
      {
        what: "read the sealed value of a secret",
        statement: () => sql`select sealed_value from workspace_secrets`,
        outcomes: everyone(notGranted("workspace_secrets")),
      },
      {
        what: "keep a secret",
        statement: (userId) =>
          insertInto("workspace_secrets", secretRow({ workspaceId: team.workspaceId, userId })),
        outcomes: [1, 1, noSecret, noSecret, noSecret],
      },
      {
        what: "keep a secret in the name of another",
        statement: () =>
          insertInto(
            "workspace_secrets",
            secretRow({ workspaceId: team.workspaceId, userId: colleague }),
          ),
        outcomes: everyone(noSecret),
      },
      {
        what: "widen where a secret may be sent",
        statement: () => sql`update workspace_secrets set origins = '{https://evil.example}'`,
        outcomes: everyone(notGranted("workspace_secrets")),
      },
      {
        what: "delete a secret",
        statement: () => statements.workspace_secrets.delete(team),
        outcomes: [1, 1, 0, 0, 0],
      },
      {
        what: "see the API keys",
        statement: () => statements.api_keys.select(team),
        outcomes: [1, 1, 1, 1, 0],
      },
      {
        what: "read the audit log",
        statement: () => statements.audit_events.select(team),
        outcomes: [1, 1, 0, 0, 0],
      },
      {
        what: "read the hash of an API key",
        statement: () => sql`select secret_hash from api_keys`,
        outcomes: everyone(notGranted("api_keys")),
      },
      {
        what: "make an API key of a member",
        statement: (userId) =>
          insertInto("api_keys", apiKeyRow({ workspaceId: team.workspaceId, userId })),
        outcomes: [1, 1, 1, noKey, noKey],
      },
      {
        what: "make an API key of an admin",
        statement: (userId) =>
          insertInto(
            "api_keys",
            apiKeyRow({ workspaceId: team.workspaceId, userId }, { role: "ADMIN" }),
          ),
        outcomes: [1, 1, noKey, noKey, noKey],
      },
      {
        what: "make an API key in the name of another",
        statement: () =>
          insertInto("api_keys", apiKeyRow({ workspaceId: team.workspaceId, userId: colleague })),
        outcomes: everyone(noKey),
      },
      {
        what: "end an API key that somebody else made",
        statement: () => statements.api_keys.delete(team),
        outcomes: [1, 1, 0, 0, 0],
      },
      {
        what: "revoke an invitation",
        statement: () => statements.workspace_invitations.delete(team),
        outcomes: [1, 1, 0, 0, 0],
      },
    ];

    test.each(ways)("who may $what is decided by the role", async ({ statement, outcomes }) => {
      const results: Record<string, unknown> = {};
      const expected: Record<string, unknown> = {};
      for (const [index, person] of PEOPLE.entries()) {
        results[person] = await attempt(people[person], statement(people[person]));
        expected[person] = { ranAs: appRole.name, outcome: outcomes[index] };
      }
      expect(results).toEqual(expected);
    });
  });

  test("the workspaces of a user are looked up once for each statement, not for each row", async () => {
    const plan = await asUser(db, { sub: own.userId }, (tx) =>
      tx.execute<{ "QUERY PLAN": string }>(sql`explain select from routines`),
    );
    expect(plan.map((line) => line["QUERY PLAN"]).join("\n")).toContain("InitPlan");
  });

  describe("on a pool of one connection", () => {
    let single: ReturnType<typeof openDatabase>;

    beforeAll(() => {
      single = openDatabase(database.url, { maxConnections: 1 });
    });

    afterAll(() => single.close());

    const identity = async (tx: Database | Transaction) => {
      const [row] = await tx.execute(sql`
        select pg_backend_pid() as connection, current_user::text as role,
          coalesce(current_setting('request.jwt.claims', true), '') as claims,
          current_setting('jit') as compilation`);
      return row;
    };

    test.each([
      { how: "commits", end: () => undefined },
      {
        how: "fails",
        end: () => {
          throw new Error("on purpose");
        },
      },
    ])("role and claims are gone after a transaction that $how", async ({ end }) => {
      const before = await identity(single.db);
      let inside: Awaited<ReturnType<typeof identity>>;
      await asUser(single.db, { sub: own.userId }, async (tx) => {
        inside = await identity(tx);
        end();
      }).catch(() => undefined);
      expect(inside).toEqual({
        connection: before?.connection,
        role: appRole.name,
        claims: JSON.stringify({ sub: own.userId, role: appRole.name }),
        compilation: "off",
      });
      expect(before).toMatchObject({ claims: "", compilation: "on" });
      expect(before?.role).not.toBe(appRole.name);
      expect(await identity(single.db)).toEqual(before);
    });

    test("the next user on the same connection has their own identity only", async () => {
      const seenBy = ({ userId }: Tenant) =>
        asUser(single.db, { sub: userId }, (tx) =>
          tx.execute<{ id: string }>(sql`select id from workspaces`),
        );
      expect([...(await seenBy(own))]).toEqual([{ id: own.workspaceId }]);
      expect([...(await seenBy(other))]).toEqual([{ id: other.workspaceId }]);
    });
  });

  test.each([
    { what: "nothing", sub: () => "" },
    { what: "white space", sub: () => " " },
    { what: "no uuid", sub: () => "me" },
    { what: "a quote", sub: () => "'" },
    { what: "a quote and SQL", sub: () => "'; drop table routine_runs; --" },
    { what: "a true condition", sub: () => `${own.userId}' or 'a' = 'a` },
    { what: "a dollar quote", sub: () => "$$; reset role; $$" },
    { what: "a backslash", sub: () => "\\" },
    { what: "a zero", sub: () => "\0" },
    { what: "half a surrogate pair", sub: () => "\ud800" },
    { what: "another subject as JSON", sub: () => `x","sub":"${other.userId}` },
    { what: "another role as JSON", sub: () => `${other.userId}","role":"service_role` },
    { what: "a list of subjects", sub: () => `${own.userId},${other.userId}` },
    { what: "a megabyte", sub: () => "a".repeat(1_000_000) },
  ])("a subject that is $what is data: it reaches no row and becomes no user", async ({ sub }) => {
    for (const table of TENANT_TABLES) {
      let ranAs: string | undefined;
      let rows: number | undefined;
      const refusal = await refusalOf(
        asUser(db, { sub: sub() }, async (tx) => {
          const [who] = await tx.execute<{ name: string }>(sql`select current_user as name`);
          ranAs = who?.name;
          rows = (await tx.execute(sql`select from ${sql.identifier(table)}`)).count;
        }),
      );
      expect(ranAs).toBe(appRole.name);
      if (refusal === null) expect(rows).toBe(0);
      else expect(["22P02", "22P05"]).toContain(refusal.code);
    }
    const [left] = await db.execute(sql`select count(*)::int as count from routine_runs`);
    expect(left).toEqual({ count: 2 });
  });

  test("row-level security is on for every table", async () => {
    const rows = await db.execute<{ name: string; on: boolean }>(sql`
      select relname as name, relrowsecurity as on from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => !row.on)).toEqual([]);
  });

  test("every function with its owner's rights has a search path of its own", async () => {
    const rows = await db.execute<{ name: string; settings: string[] | null }>(sql`
      select proname as name, to_jsonb(proconfig) as settings from pg_proc
      where pronamespace = 'public'::regnamespace and prosecdef`);
    expect(rows.length).toBeGreaterThan(0);
    for (const { name, settings } of rows) {
      expect(settings, name).toContain('search_path=""');
    }
  });
});
