import { randomUUID } from "node:crypto";
import { sql, type SQL } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Transaction } from "@/db/client";
import { MAX_OWNED_WORKSPACES } from "@/lib/domain/workspace/workspace";
import { alertCases, nullableAlertColumns } from "@/tests/integration/db/alert-cases";
import { insertAlert } from "@/tests/support/alert-rows";
import { refusalOf, type Refusal } from "@/tests/support/refusal";
import {
  fullSettings,
  otherSettings,
  settingFixture,
  settingNames,
} from "@/tests/support/routine-fixture";
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
  type Row,
} from "@/tests/support/rows";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { takingBack } from "@/tests/support/taking-back";
import { createTestUser } from "@/tests/support/test-database";

const UNIQUE_VIOLATION = "23505";
const CHECK_VIOLATION = "23514";
const FOREIGN_KEY_VIOLATION = "23503";
const NOT_NULL_VIOLATION = "23502";

type Tenant = { userId: string; workspaceId: string; routineId: string; tagId: string };

type Case = {
  constraint: string;
  code: string;
  what: string;
  /** Statements in order: the last one breaks the rule, the ones before must be accepted. */
  statements: (own: Tenant, other: Tenant) => SQL[];
};

const workspaceCheck = (constraint: string, what: string, overrides: Row): Case => ({
  constraint,
  code: CHECK_VIOLATION,
  what,
  statements: ({ userId }) => [
    insertInto("workspaces", { owner_id: userId, name: "Second", ...overrides }),
  ],
});

const invitationCheck = (constraint: string, what: string, overrides: Row): Case => ({
  constraint,
  code: CHECK_VIOLATION,
  what,
  statements: (own) => [insertInto("workspace_invitations", invitationRow(own, overrides))],
});

const secretCheck = (constraint: string, what: string, overrides: Row): Case => ({
  constraint,
  code: CHECK_VIOLATION,
  what,
  statements: (own) => [insertInto("workspace_secrets", secretRow(own, overrides))],
});

const keyCheck = (constraint: string, what: string, overrides: Row): Case => ({
  constraint,
  code: CHECK_VIOLATION,
  what,
  statements: (own) => [insertInto("api_keys", apiKeyRow(own, overrides))],
});

const auditCheck = (constraint: string, what: string, overrides: Row): Case => ({
  constraint,
  code: CHECK_VIOLATION,
  what,
  statements: (own) => [insertInto("audit_events", auditRow(own, overrides))],
});

const instanceKey = { name: "vapid", public_key: "BPk", sealed_private: "v1.key.nonce.text" };

const routineCheck = (constraint: string, what: string, overrides: Row): Case => ({
  constraint,
  code: CHECK_VIOLATION,
  what,
  statements: ({ workspaceId }) => [insertInto("routines", routineRow(workspaceId, overrides))],
});

const eventCheck = (constraint: string, what: string, overrides: Row): Case => ({
  constraint,
  code: CHECK_VIOLATION,
  what,
  statements: (own) => [insertInto("routine_events", eventRow(own, overrides))],
});

const runCheck = (constraint: string, what: string, overrides: Row): Case => ({
  constraint,
  code: CHECK_VIOLATION,
  what,
  statements: (own) => [insertInto("routine_runs", runRow(own, overrides))],
});

const runningCheck = (constraint: string, what: string, overrides: Row): Case => ({
  constraint,
  code: CHECK_VIOLATION,
  what,
  statements: (own) => [insertInto("runs_in_flight", runningRow(own, overrides))],
});

/** What recurs, over the row of a window that is once. */
const recurring = {
  starts_at: null,
  ends_at: null,
  cron_expression: "0 9 * * *",
  duration_minutes: 60,
};

const windowCheck = (name: string, what: string, overrides: Row): Case => ({
  constraint: `ck_maintenance_windows_${name}`,
  code: CHECK_VIOLATION,
  what,
  statements: (own) => [insertInto("maintenance_windows", maintenanceRow(own, overrides))],
});

const replayCheck = (name: string, what: string, overrides: Row): Case => ({
  constraint: `ck_replays_${name}`,
  code: CHECK_VIOLATION,
  what,
  statements: (own) => [insertInto("replays", replayRow(own, overrides))],
});

/** A replay, and its slots with these differences. */
const replayOf = (own: Tenant, ...slots: Row[]): SQL[] => {
  const replayId = randomUUID();
  return [
    insertInto("replays", replayRow(own, { id: replayId })),
    ...slots.map((slot, index) =>
      insertInto(
        "replay_slots",
        replaySlotRow({ ...own, replayId }, { position: index + 1, ...slot }),
      ),
    ),
  ];
};

const replaySlotCheck = (name: string, what: string, overrides: Row): Case => ({
  constraint: `ck_replay_slots_${name}`,
  code: CHECK_VIOLATION,
  what,
  statements: (own) => replayOf(own, overrides),
});

const taken = (constraint: string, what: string, statements: (own: Tenant) => SQL[]): Case => ({
  constraint,
  code: UNIQUE_VIOLATION,
  what,
  statements,
});

const dangling = (
  constraint: string,
  what: string,
  statement: (own: Tenant, other: Tenant) => SQL,
): Case => ({
  constraint,
  code: FOREIGN_KEY_VIOLATION,
  what,
  statements: (own, other) => [statement(own, other)],
});

const cases: Case[] = [
  taken("workspaces_pkey", "a second row of one id", ({ userId, workspaceId }) => [
    insertInto("workspaces", { id: workspaceId, owner_id: userId, name: "Second" }),
  ]),
  dangling("fk_workspaces_owner", "an owner that does not exist", () =>
    insertInto("workspaces", { owner_id: randomUUID(), name: "Nobody's" }),
  ),
  workspaceCheck("ck_workspaces_name", "an empty name", { name: "" }),
  workspaceCheck("ck_workspaces_name", "a line break in a name", { name: "a\nb" }),
  {
    constraint: "ck_workspaces_owned",
    code: CHECK_VIOLATION,
    what: "a 21st workspace of one owner",
    statements: ({ userId }) =>
      Array.from({ length: MAX_OWNED_WORKSPACES }, () =>
        insertInto("workspaces", { owner_id: userId, name: "Another" }),
      ),
  },
  workspaceCheck("ck_workspaces_name", "a name of 121 characters", { name: "é".repeat(121) }),
  workspaceCheck("ck_workspaces_alert_policy", "a policy that is no object", {
    alert_policy: "[]",
  }),

  taken("pk_workspace_members", "a second membership of one user", ({ userId, workspaceId }) => [
    insertInto("workspace_members", memberRow(workspaceId, userId)),
  ]),
  dangling("fk_workspace_members_workspace", "a workspace that does not exist", ({ userId }) =>
    insertInto("workspace_members", memberRow(randomUUID(), userId)),
  ),
  dangling("fk_workspace_members_user", "a user who does not exist", ({ workspaceId }) =>
    insertInto("workspace_members", memberRow(workspaceId, randomUUID())),
  ),
  {
    constraint: "uq_workspace_members_one_owner",
    code: UNIQUE_VIOLATION,
    what: "a second owner of one workspace",
    statements: ({ workspaceId }, { userId }) => [
      insertInto("workspace_members", memberRow(workspaceId, userId, { role: "OWNER" })),
    ],
  },
  {
    constraint: "ck_workspace_members_role",
    code: CHECK_VIOLATION,
    what: "an unknown role",
    statements: ({ workspaceId }, { userId }) => [
      insertInto("workspace_members", memberRow(workspaceId, userId, { role: "GUEST" })),
    ],
  },

  taken("workspace_invitations_pkey", "a second row of one id", (own) => {
    const id = randomUUID();
    return [
      insertInto("workspace_invitations", invitationRow(own, { id })),
      insertInto("workspace_invitations", invitationRow(own, { id })),
    ];
  }),
  taken("uq_workspace_invitations_token_hash", "a second invitation of one token", (own) => {
    const row = invitationRow(own);
    return [insertInto("workspace_invitations", row), insertInto("workspace_invitations", row)];
  }),
  dangling(
    "fk_workspace_invitations_creator",
    "a maker who is not a member",
    ({ workspaceId }, { userId }) =>
      insertInto("workspace_invitations", invitationRow({ workspaceId, userId })),
  ),
  invitationCheck("ck_workspace_invitations_role", "an owner's role", { role: "OWNER" }),
  invitationCheck("ck_workspace_invitations_token_hash", "a token in place of its hash", {
    token_hash: "pVSQNg5bkJD9lYI2uZ5oJg9o1mQ3Yt3wq6Zk0cJ8V1k",
  }),
  invitationCheck("ck_workspace_invitations_expires_at", "an end before its start", {
    created_at: SLOT,
    expires_at: SLOT,
  }),

  taken("routines_pkey", "a second row of one id", ({ workspaceId, routineId }) => [
    insertInto("routines", routineRow(workspaceId, { id: routineId })),
  ]),
  // The primary key says the same and more, and speaks first.
  taken("uq_routines_workspace_id", "a second row of one id", ({ workspaceId, routineId }) => [
    sql`alter table routines drop constraint routines_pkey`,
    insertInto("routines", routineRow(workspaceId, { id: routineId })),
  ]),
  dangling("fk_routines_workspace", "a workspace that does not exist", () =>
    insertInto("routines", routineRow(randomUUID())),
  ),
  ...Object.values(settingFixture).flatMap(({ refusedRows }) =>
    refusedRows.map(([constraint, what, columns]) => routineCheck(constraint, what, columns)),
  ),
  routineCheck("ck_routines_next_run_at_minute", "a slot with seconds", {
    next_run_at: "2026-03-01T09:00:01.000Z",
  }),
  routineCheck("ck_routines_next_run_at_minute", "a slot with milliseconds", {
    next_run_at: "2026-03-01T09:00:00.001Z",
  }),
  routineCheck("ck_routines_next_run_at_range", "a slot before 2000", {
    next_run_at: "1999-12-31T23:59:00.000Z",
  }),
  routineCheck("ck_routines_next_run_at_range", "a slot from 3000 on", {
    next_run_at: "3000-01-01T00:00:00.000Z",
  }),
  routineCheck("ck_routines_due_at", "a start that no clock reaches", { due_at: "infinity" }),
  routineCheck("ck_routines_last_outcome", "a run that has not ended", { last_outcome: "RUNNING" }),
  routineCheck("ck_routines_health", "an unknown health", { health: "FAIL" }),
  routineCheck("ck_routines_maintenance", "maintenance without an end", { maintenance_from: SLOT }),
  routineCheck("ck_routines_lease", "a lease of nobody", { lock_until: SLOT }),
  routineCheck("ck_routines_lease", "a holder without a lease", { locked_by: "worker" }),
  routineCheck("ck_routines_lease", "a negative token", { lease_token: -1 }),

  taken("routine_runs_pkey", "a second row of one id", (own) => {
    const id = randomUUID();
    return [
      insertInto("routine_runs", runRow(own, { id })),
      insertInto("routine_runs", runRow(own, { id, status: "ABANDONED", attempt: 2 })),
    ];
  }),
  taken("pk_runs_in_flight", "two runs of one routine at once", (own) => [
    insertInto("runs_in_flight", runningRow(own)),
    insertInto(
      "runs_in_flight",
      runningRow(own, { triggered_by: "MANUAL", scheduled_for: null, lease_token: 2 }),
    ),
  ]),
  dangling("fk_runs_in_flight_routine", "a workspace other than the routine's", (own, other) =>
    insertInto("runs_in_flight", runningRow({ ...own, workspaceId: other.workspaceId })),
  ),
  runningCheck("ck_runs_in_flight_triggered_by", "an unknown trigger", { triggered_by: "WEBHOOK" }),
  runningCheck("ck_runs_in_flight_slot", "a scheduled run without a slot", { scheduled_for: null }),
  runningCheck("ck_runs_in_flight_slot", "a manual run of a slot", { triggered_by: "MANUAL" }),
  runningCheck("ck_runs_in_flight_replay", "a replay's run of no replay", {
    triggered_by: "REPLAY",
  }),
  runningCheck("ck_runs_in_flight_replay", "a scheduled run of a replay", {
    replay_id: randomUUID(),
  }),
  taken("replays_pkey", "a second row of one id", (own) => {
    const row = replayRow(own, { id: randomUUID() });
    return [insertInto("replays", row), insertInto("replays", row)];
  }),
  // The primary key comes first, so it goes for this one.
  taken("uq_replays_workspace_id", "a second row of one id", (own) => {
    const row = replayRow(own, { id: randomUUID() });
    return [
      sql`alter table replays drop constraint replays_pkey`,
      insertInto("replays", row),
      insertInto("replays", row),
    ];
  }),
  dangling("fk_replays_workspace", "a workspace that does not exist", () =>
    insertInto("replays", replayRow({ workspaceId: randomUUID() })),
  ),
  dangling("fk_replays_creator", "a user who does not exist", (own) =>
    insertInto("replays", replayRow(own, { created_by: randomUUID() })),
  ),
  replayCheck("window", "a window that ends before it begins", { until_at: SLOT, from_at: SLOT }),
  replayCheck("statuses", "no outcome", { statuses: "{}" }),
  replayCheck("statuses", "an outcome that isn't replayed", { statuses: "{SUCCESS}" }),
  replayCheck("pace_per_minute", "a pace of nothing", { pace_per_minute: 0 }),
  replayCheck("pace_per_minute", "a pace beyond the limit", { pace_per_minute: 61 }),
  replayCheck("slot_count", "no slot", { slot_count: 0 }),
  replayCheck("slot_count", "more slots than the limit", { slot_count: 1_001 }),
  replayCheck("state", "an unknown state", { state: "PAUSED" }),
  replayCheck("finished_at", "an end while it is under way", { finished_at: SLOT }),
  replayCheck("finished_at", "an end without a time", { state: "DONE" }),
  taken("pk_replay_slots", "two slots at one place", (own) =>
    replayOf(own, {}, { position: 1, slot: "2026-03-01T09:05:00.000Z" }),
  ),
  taken("uq_replay_slots_open", "a slot in two replays at once", (own) => [
    ...replayOf(own, {}),
    ...replayOf(own, {}),
  ]),
  dangling("fk_replay_slots_replay", "a replay of another workspace", (own, other) =>
    insertInto("replay_slots", replaySlotRow({ ...other, replayId: randomUUID() })),
  ),
  {
    constraint: "fk_replay_slots_routine",
    code: FOREIGN_KEY_VIOLATION,
    what: "a routine of another workspace",
    statements: (own, other) => replayOf(own, { routine_id: other.routineId }),
  },
  replaySlotCheck("position", "a place before the first", { position: 0 }),
  replaySlotCheck("slot", "a slot with seconds", { slot: "2026-03-01T09:00:01.000Z" }),
  replaySlotCheck("was", "a slot that succeeded", { was: "SUCCESS" }),
  replaySlotCheck("missed_by", "a failed slot that was counted as missed", {
    missed_by: randomUUID(),
  }),
  replaySlotCheck("state", "an unknown state", { state: "ABANDONED", settled_at: SLOT }),
  replaySlotCheck("attempts", "a negative number of requests", { attempts: -1 }),
  replaySlotCheck("run", "one in flight without a run", { state: "RUNNING" }),
  replaySlotCheck("run", "one that waits with a run", { run_id: randomUUID() }),
  replaySlotCheck("settled_at", "one that waits and is over", { settled_at: SLOT }),
  runCheck("ck_runs_replay", "a scheduled run of a replay", { replay_id: randomUUID() }),
  runCheck("ck_runs_superseded_by", "a success that is superseded", {
    superseded_by: randomUUID(),
  }),
  runningCheck("ck_runs_in_flight_attempt", "an attempt before the first", { attempt: 0 }),
  runningCheck("ck_runs_in_flight_missed_slots", "a negative number of slots", {
    missed_slots: -1,
  }),
  runningCheck("ck_runs_in_flight_lag_ms", "a negative lag", { lag_ms: -1 }),
  taken("uq_runs_slot_outcome", "a success and a failure of one slot", (own) => [
    insertInto("routine_runs", runRow(own)),
    insertInto("routine_runs", runRow(own, { status: "FAIL", attempt: 2 })),
  ]),
  taken("uq_runs_slot_outcome", "one attempt at a slot twice", (own) => [
    insertInto("routine_runs", runRow(own, { status: "ABANDONED" })),
    insertInto("routine_runs", runRow(own, { status: "MISSED" })),
  ]),
  dangling("fk_routine_runs_routine", "a routine that does not exist", (own) =>
    insertInto("routine_runs", runRow({ ...own, routineId: randomUUID() })),
  ),
  dangling("fk_routine_runs_routine", "a routine of another workspace", (own, other) =>
    insertInto("routine_runs", runRow({ ...own, routineId: other.routineId })),
  ),
  dangling("fk_routine_runs_routine", "a workspace other than the routine's", (own, other) =>
    insertInto("routine_runs", runRow({ ...own, workspaceId: other.workspaceId })),
  ),
  runCheck("ck_runs_triggered_by", "an unknown trigger", { triggered_by: "WEBHOOK" }),
  runCheck("ck_runs_status", "an unknown state", { status: "DONE" }),
  runCheck("ck_runs_slot", "a scheduled run without a slot", { scheduled_for: null }),
  runCheck("ck_runs_slot", "a manual run with a slot", { triggered_by: "MANUAL" }),
  runCheck("ck_runs_http_status", "a status of 99", { http_status: 99 }),
  runCheck("ck_runs_http_status", "a status of 1000", { http_status: 1000 }),
  runCheck("ck_runs_duration_ms", "a negative duration", { duration_ms: -1 }),
  runCheck("ck_runs_attempt", "an attempt of 0", { attempt: 0 }),
  runCheck("ck_runs_will_retry", "a success that is tried again", { will_retry: true }),
  runCheck("ck_runs_lag_ms", "a run before it was due", { lag_ms: -1 }),
  runCheck("ck_runs_is_degraded", "a failure that is only degraded", {
    status: "FAIL",
    is_degraded: true,
  }),
  ...["dns_ms", "connect_ms", "tls_ms", "first_byte_ms", "response_bytes"].map((column) =>
    runCheck("ck_runs_phases", `a negative ${column}`, { [column]: -1 }),
  ),
  runCheck("ck_runs_response_body", "a body of more than 16 KB", {
    response_body: "x".repeat(16_385),
  }),
  runCheck("ck_runs_missed_slots", "fewer than no missed slots", { missed_slots: -1 }),
  runCheck("ck_runs_finished_at", "a finished run that has not", { finished_at: null }),
  runCheck("ck_runs_ai_confidence", "a confidence below 0", { ai_confidence: -0.1 }),
  runCheck("ck_runs_ai_confidence", "a confidence above 1", { ai_confidence: 1.1 }),

  taken("routine_events_pkey", "a second row of one id", ({ routineId }) => [
    sql`insert into routine_events overriding system value
      select * from routine_events where routine_id = ${routineId}`,
  ]),
  dangling("fk_routine_events_routine", "a routine of another workspace", (own, other) =>
    insertInto("routine_events", eventRow({ ...own, routineId: other.routineId })),
  ),
  dangling("fk_routine_events_actor", "a user who does not exist", (own) =>
    insertInto("routine_events", eventRow(own, { actor_id: randomUUID() })),
  ),
  eventCheck("ck_routine_events_kind", "an unknown kind", { kind: "MOVED" }),
  eventCheck("ck_routine_events_run", "a refused result without its run", { kind: "FENCED" }),
  eventCheck("ck_routine_events_release", "a release without a reason", {
    kind: "RELEASED",
    run_id: randomUUID(),
  }),
  eventCheck("ck_routine_events_release", "a change with the reason of a release", {
    release_reason: "PAUSED",
  }),
  eventCheck("ck_routine_events_release_reason", "an unknown reason", {
    kind: "RELEASED",
    run_id: randomUUID(),
    release_reason: "BORED",
  }),
  eventCheck("ck_routine_events_pause_reason", "an unknown reason of a pause", {
    kind: "PAUSED",
    pause_reason: "TIRED",
  }),
  eventCheck("ck_routine_events_pause_reason", "a reason of a pause without one", {
    pause_reason: "INVALID_SETTINGS",
  }),
  eventCheck("ck_routine_events_run", "a run with a change", { run_id: randomUUID() }),

  taken("tags_pkey", "a second row of one id", ({ workspaceId, tagId }) => [
    insertInto("tags", tagRow(workspaceId, { id: tagId, name: "second" })),
  ]),
  // The primary key says the same and more, and speaks first.
  taken("uq_tags_workspace_id", "a second row of one id", ({ workspaceId, tagId }) => [
    sql`alter table tags drop constraint tags_pkey`,
    insertInto("tags", tagRow(workspaceId, { id: tagId, name: "second" })),
  ]),
  taken("uq_tags_name", "a second tag of one name, in another case", ({ workspaceId }) => [
    insertInto("tags", tagRow(workspaceId, { name: "PAYMENTS" })),
  ]),
  dangling("fk_tags_workspace", "a workspace that does not exist", () =>
    insertInto("tags", tagRow(randomUUID())),
  ),
  ...["", "x".repeat(41), " a", "a,b", "a\tb", "a\u2028b"].map((name) => ({
    constraint: "ck_tags_name",
    code: CHECK_VIOLATION,
    what: `the name ${JSON.stringify(name)}`,
    statements: ({ workspaceId }: Tenant) => [insertInto("tags", tagRow(workspaceId, { name }))],
  })),
  {
    constraint: "ck_tags_color",
    code: CHECK_VIOLATION,
    what: "an unknown color",
    statements: ({ workspaceId }) => [
      insertInto("tags", tagRow(workspaceId, { name: "second", color: "mauve" })),
    ],
  },
  ...(["[]", JSON.stringify({ conditions: "x".repeat(4_096) })] as const).map((policy) => ({
    constraint: "ck_tags_alert_policy",
    code: CHECK_VIOLATION,
    what: policy === "[]" ? "a policy that is an array" : "a policy of more than 4 KB",
    statements: ({ workspaceId }: Tenant) => [
      insertInto("tags", tagRow(workspaceId, { name: "second", alert_policy: policy })),
    ],
  })),
  taken("pk_routine_tags", "a tag that a routine has", (own) => [
    insertInto("routine_tags", routineTagRow(own)),
    insertInto("routine_tags", routineTagRow(own)),
  ]),
  dangling("fk_routine_tags_routine", "a routine of another workspace", (own, { routineId }) =>
    insertInto("routine_tags", routineTagRow({ ...own, routineId })),
  ),
  dangling("fk_routine_tags_tag", "a tag of another workspace", (own, { tagId }) =>
    insertInto("routine_tags", routineTagRow({ ...own, tagId })),
  ),

  taken("maintenance_windows_pkey", "a second row of one id", (own) => {
    const row = maintenanceRow(own, { id: randomUUID() });
    return [insertInto("maintenance_windows", row), insertInto("maintenance_windows", row)];
  }),
  // The primary key says the same and more, and speaks first.
  taken("uq_maintenance_windows_workspace_id", "a second row of one id", (own) => {
    const row = maintenanceRow(own, { id: randomUUID() });
    return [
      sql`alter table maintenance_windows drop constraint maintenance_windows_pkey`,
      insertInto("maintenance_windows", row),
      insertInto("maintenance_windows", row),
    ];
  }),
  taken("uq_maintenance_windows_key", "a second window of one key", (own) => [
    insertInto("maintenance_windows", maintenanceRow(own, { key: "a/b" })),
    insertInto("maintenance_windows", maintenanceRow(own, { key: "a/b" })),
  ]),
  windowCheck("key", "a key that ends with a slash", { key: "a/" }),
  dangling("fk_maintenance_windows_workspace", "a workspace that does not exist", ({ userId }) =>
    insertInto("maintenance_windows", maintenanceRow({ workspaceId: randomUUID(), userId })),
  ),
  dangling("fk_maintenance_windows_creator", "a user who does not exist", (own) =>
    insertInto("maintenance_windows", maintenanceRow(own, { created_by: randomUUID() })),
  ),
  windowCheck("name", "an empty name", { name: "" }),
  windowCheck("name", "a line break in a name", { name: "a\nb" }),
  windowCheck("one_time", "no time", { starts_at: null, ends_at: null }),
  windowCheck("one_time", "a start without an end", { ends_at: null }),
  windowCheck("one_time", "two times and a schedule", { ...recurring, ends_at: SLOT }),
  windowCheck("one_time", "a schedule without a duration", {
    ...recurring,
    duration_minutes: null,
  }),
  windowCheck("one_time", "two times and a duration", { duration_minutes: 60 }),
  windowCheck("length", "an end at its start", { starts_at: SLOT, ends_at: SLOT }),
  windowCheck("length", "more than seven days", {
    starts_at: "2026-03-01T09:00:00Z",
    ends_at: "2026-03-08T09:00:01Z",
  }),
  windowCheck("duration_minutes", "a duration of nothing", { ...recurring, duration_minutes: 0 }),
  windowCheck("duration_minutes", "a duration of more than seven days", {
    ...recurring,
    duration_minutes: 10_081,
  }),
  windowCheck("cron_expression", "an expression of 8 characters", {
    ...recurring,
    cron_expression: "* * * * ",
  }),
  windowCheck("timezone", "no time zone", { timezone: "" }),
  ...(["routine", "tag"] as const).flatMap((part): Case[] => {
    const table = `maintenance_${part}s`;
    const windowId = randomUUID();
    const row = (own: Tenant, of: Tenant = own) => ({
      workspace_id: own.workspaceId,
      window_id: windowId,
      [`${part}_id`]: part === "routine" ? of.routineId : of.tagId,
    });
    const window = (own: Tenant) =>
      insertInto("maintenance_windows", maintenanceRow(own, { id: windowId }));
    return [
      taken(`pk_${table}`, `a ${part} that a window names`, (own) => [
        window(own),
        insertInto(table, row(own)),
        insertInto(table, row(own)),
      ]),
      {
        constraint: `fk_${table}_${part}`,
        code: FOREIGN_KEY_VIOLATION,
        what: `a ${part} of another workspace`,
        statements: (own, other) => [window(own), insertInto(table, row(own, other))],
      },
      {
        constraint: `fk_${table}_window`,
        code: FOREIGN_KEY_VIOLATION,
        what: "a window of another workspace",
        statements: (own, other) => [window(other), insertInto(table, row(own))],
      },
    ];
  }),

  taken("session_uses_pkey", "a second row of one session", ({ userId }) => {
    const use = { session_id: randomUUID(), user_agent: "" };
    return [
      sql`insert into auth.sessions (id, user_id) values (${use.session_id}, ${userId})`,
      insertInto("session_uses", use),
      insertInto("session_uses", use),
    ];
  }),
  dangling("fk_session_uses_session", "a session that does not exist", () =>
    insertInto("session_uses", { session_id: randomUUID(), user_agent: "" }),
  ),
  {
    constraint: "ck_session_uses_user_agent",
    code: CHECK_VIOLATION,
    what: "a user agent of 301 characters",
    statements: () => [
      insertInto("session_uses", { session_id: randomUUID(), user_agent: "x".repeat(301) }),
    ],
  },

  taken("pk_applied_files", "a second row of one prefix", ({ workspaceId }) => {
    const row = appliedFileRow(workspaceId);
    return [insertInto("applied_files", row), insertInto("applied_files", row)];
  }),
  dangling("fk_applied_files_workspace", "a workspace that does not exist", () =>
    insertInto("applied_files", appliedFileRow(randomUUID())),
  ),
  ...["no-slash", "a b/", "/a/", "x".repeat(100) + "/"].map((prefix): Case => ({
    constraint: "ck_applied_files_prefix",
    code: CHECK_VIOLATION,
    what: `the prefix ${prefix}`,
    statements: ({ workspaceId }) => [
      insertInto("applied_files", appliedFileRow(workspaceId, { prefix })),
    ],
  })),
  {
    constraint: "ck_applied_files_resources",
    code: CHECK_VIOLATION,
    what: "resources that are no list",
    statements: ({ workspaceId }) => [
      insertInto("applied_files", appliedFileRow(workspaceId, { resources: "{}" })),
    ],
  },
  taken("api_keys_pkey", "a second row of one id", (own) => {
    const id = randomUUID();
    return [
      insertInto("api_keys", apiKeyRow(own, { id })),
      insertInto("api_keys", apiKeyRow(own, { id })),
    ];
  }),
  {
    constraint: "uq_api_keys_prefix",
    code: UNIQUE_VIOLATION,
    what: "a second key of one prefix, in whatever workspace",
    statements: (own, other) =>
      [own, other].map((tenant) =>
        insertInto("api_keys", apiKeyRow(tenant, { prefix: "opk_AbCd1234" })),
      ),
  },
  dangling("fk_api_keys_workspace", "a workspace that does not exist", ({ userId }) =>
    insertInto("api_keys", apiKeyRow({ workspaceId: randomUUID(), userId })),
  ),
  dangling("fk_api_keys_creator", "a maker who does not exist", ({ workspaceId }) =>
    insertInto("api_keys", apiKeyRow({ workspaceId, userId: randomUUID() })),
  ),
  keyCheck("ck_api_keys_name", "an empty name", { name: "" }),
  keyCheck("ck_api_keys_prefix", "a prefix of another form", { prefix: "opk_short" }),
  keyCheck("ck_api_keys_secret_hash", "a key in the clear", { secret_hash: "opk_AbCd1234" }),
  keyCheck("ck_api_keys_role", "the role of an owner", { role: "OWNER" }),
  keyCheck("ck_api_keys_scopes", "no scope", { scopes: "{}" }),
  keyCheck("ck_api_keys_scopes", "an unknown scope", { scopes: "{read,admin}" }),
  keyCheck("ck_api_keys_addresses", "51 addresses", {
    addresses: `{${Array.from({ length: 51 }, () => "203.0.113.1").join(",")}}`,
  }),
  keyCheck("ck_api_keys_expires_at", "an end before its beginning", {
    expires_at: "2020-01-01T00:00:00Z",
  }),
  keyCheck("ck_api_keys_created_by_email", "an email address of 321 characters", {
    created_by_email: "x".repeat(321),
  }),
  dangling("fk_workspace_invitations_workspace", "a workspace that does not exist", ({ userId }) =>
    insertInto(
      "workspace_invitations",
      invitationRow({ workspaceId: randomUUID(), userId }, { created_by: null }),
    ),
  ),
  {
    constraint: "uq_routines_key",
    code: UNIQUE_VIOLATION,
    what: "a second routine of one key in a workspace",
    statements: (own, other) =>
      [own, other, own].map(({ workspaceId }) =>
        insertInto("routines", routineRow(workspaceId, { key: "team-a/backup" })),
      ),
  },

  taken("audit_events_pkey", "a second row of one id", ({ workspaceId }) => [
    sql`insert into audit_events overriding system value
      select * from audit_events where workspace_id = ${workspaceId}`,
  ]),
  dangling("fk_audit_events_workspace", "a workspace that does not exist", ({ userId }) =>
    insertInto("audit_events", auditRow({ workspaceId: randomUUID(), userId })),
  ),
  auditCheck("ck_audit_events_actor", "a person and a key", { key_id: randomUUID() }),
  auditCheck("ck_audit_events_action", "an action without its target", { action: "updated" }),
  auditCheck("ck_audit_events_target_kind", "an empty kind of target", { target_kind: "" }),
  auditCheck("ck_audit_events_changes", "changes that are no list", { changes: "{}" }),
  auditCheck("ck_audit_events_changes", "changes of more than 16 KB", {
    changes: JSON.stringify(["x".repeat(16_384)]),
  }),

  taken("workspace_secrets_pkey", "a second row of one id", (own) => {
    const id = randomUUID();
    return [
      insertInto("workspace_secrets", secretRow(own, { id })),
      insertInto("workspace_secrets", secretRow(own, { id })),
    ];
  }),
  {
    constraint: "uq_workspace_secrets_name",
    code: UNIQUE_VIOLATION,
    what: "a second secret of one name in a workspace",
    statements: (own, other) =>
      [own, other, own].map((tenant) =>
        insertInto("workspace_secrets", secretRow(tenant, { name: "STRIPE" })),
      ),
  },
  dangling("fk_workspace_secrets_workspace", "a workspace that does not exist", ({ userId }) =>
    insertInto("workspace_secrets", secretRow({ workspaceId: randomUUID(), userId })),
  ),
  dangling("fk_workspace_secrets_creator", "a maker who does not exist", ({ workspaceId }) =>
    insertInto("workspace_secrets", secretRow({ workspaceId, userId: randomUUID() })),
  ),
  secretCheck("ck_workspace_secrets_name", "a name with a space", { name: "A B" }),
  secretCheck("ck_workspace_secrets_name", "a name of 65 characters", { name: "a".repeat(65) }),
  secretCheck("ck_workspace_secrets_purpose", "an unknown purpose", {
    purpose: "fun",
    header: null,
  }),
  secretCheck("ck_workspace_secrets_origins", "no origin", { origins: "{}" }),
  secretCheck("ck_workspace_secrets_header", "a credential without a header", { header: null }),
  secretCheck("ck_workspace_secrets_header", "a key with a header", { purpose: "signing" }),
  secretCheck("ck_workspace_secrets_header", "a header of 1,001 characters", {
    header: "x".repeat(1_001),
  }),
  secretCheck("ck_workspace_secrets_sealed_value", "a value in the clear", {
    sealed_value: "sk_live_5f2c81d0a9",
  }),
  taken("instance_keys_pkey", "a second pair of one name", () => [
    insertInto("instance_keys", instanceKey),
    insertInto("instance_keys", instanceKey),
  ]),
  {
    constraint: "ck_instance_keys_sealed_private",
    code: CHECK_VIOLATION,
    what: "a private key in the clear",
    statements: () => [insertInto("instance_keys", { ...instanceKey, sealed_private: "k3y" })],
  },
  taken("scheduler_clocks_pkey", "a second clock of one name", () => [
    insertInto("scheduler_clocks", { name: "pg_cron" }),
    insertInto("scheduler_clocks", { name: "pg_cron" }),
  ]),
  {
    constraint: "ck_scheduler_clocks_name",
    code: CHECK_VIOLATION,
    what: "a clock with a name of two words",
    statements: () => [insertInto("scheduler_clocks", { name: "pg cron" })],
  },
  {
    constraint: "ck_scheduler_clocks_gaps",
    code: CHECK_VIOLATION,
    what: "a mean gap without the longest one",
    statements: () => [insertInto("scheduler_clocks", { name: "pg_cron", mean_gap_ms: 1 })],
  },
  taken("scheduler_hours_pkey", "a second row of one hour", () => [
    insertInto("scheduler_hours", schedulerHour),
    insertInto("scheduler_hours", schedulerHour),
  ]),
  {
    constraint: "ck_scheduler_hours_counts",
    code: CHECK_VIOLATION,
    what: "a negative number of runs",
    statements: () => [insertInto("scheduler_hours", { ...schedulerHour, failed: -1 })],
  },

  taken("idempotency_records_pkey", "a second request of one key", ({ workspaceId }) => [
    insertInto("idempotency_records", recordRow(workspaceId)),
    insertInto("idempotency_records", recordRow(workspaceId)),
  ]),
  {
    constraint: "fk_idempotency_records_workspace",
    code: FOREIGN_KEY_VIOLATION,
    what: "a request to a workspace that doesn't exist",
    statements: () => [insertInto("idempotency_records", recordRow(randomUUID()))],
  },
  {
    constraint: "ck_idempotency_records_status",
    code: CHECK_VIOLATION,
    what: "a kept response of status 500",
    statements: ({ workspaceId }) => [
      insertInto("idempotency_records", recordRow(workspaceId, { status: 500 })),
    ],
  },
  {
    constraint: "ck_idempotency_records_response",
    code: CHECK_VIOLATION,
    what: "a response of a request that is under way",
    statements: ({ workspaceId }) => [
      insertInto("idempotency_records", recordRow(workspaceId, { response: "r" })),
    ],
  },
  taken("rate_counters_pkey", "a second counter of one key", () => [
    insertInto("rate_counters", { key: "k", hits: 1, resets_at: SLOT }),
    insertInto("rate_counters", { key: "k", hits: 2, resets_at: SLOT }),
  ]),
  {
    constraint: "ck_rate_counters_hits",
    code: CHECK_VIOLATION,
    what: "fewer than no hits",
    statements: () => [insertInto("rate_counters", { key: "k", hits: -1, resets_at: SLOT })],
  },
  taken("history_trims_pkey", "a second row of a day", () => [
    insertInto("history_trims", { day: "2026-03-01" }),
    insertInto("history_trims", { day: "2026-03-01" }),
  ]),
  {
    constraint: "ck_history_trims_counts",
    code: CHECK_VIOLATION,
    what: "fewer than no runs",
    statements: () => [insertInto("history_trims", { day: "2026-03-01", deleted_runs: -1 })],
  },
  taken("scheduler_state_pkey", "a second row", () => [
    sql`insert into scheduler_state default values`,
  ]),
  {
    constraint: "ck_scheduler_state_singleton",
    code: CHECK_VIOLATION,
    what: "a row of another kind",
    statements: () => [insertInto("scheduler_state", { id: false })],
  },
  {
    constraint: "ck_scheduler_state_lingering",
    code: CHECK_VIOLATION,
    what: "a tick that lingers without an end",
    statements: () => [sql`update scheduler_state set lingering_tick = 'tick'`],
  },

  ...alertCases,
];

/** Every column that may be empty; all others may not. */
const NULLABLE_COLUMNS = [
  "history_trims.evidence_before",
  "history_trims.runs_before",
  "idempotency_records.response",
  "idempotency_records.status",
  "rate_counters.paused_until",
  "routine_events.actor_id",
  "routine_events.cron_expression",
  "routine_events.ends_at",
  "routine_events.interval_minutes",
  "routine_events.pause_reason",
  "routine_events.release_reason",
  "routine_events.run_at",
  "routine_events.run_id",
  "routine_events.starts_at",
  "routine_runs.ai_confidence",
  "routine_runs.ai_summary",
  "routine_runs.broken_rules_json",
  "routine_runs.certificate_expires_at",
  "routine_runs.connect_ms",
  "routine_runs.dns_ms",
  "routine_runs.duration_ms",
  "routine_runs.error_code",
  "routine_runs.error_message",
  "routine_runs.finished_at",
  "routine_runs.first_byte_ms",
  "routine_runs.http_status",
  "routine_runs.lag_ms",
  "routine_runs.lease_token",
  "routine_runs.redirects_json",
  "routine_runs.remote_address",
  "routine_runs.response_body",
  "routine_runs.response_bytes",
  "routine_runs.response_headers_json",
  "routine_runs.scheduled_for",
  "routine_runs.started_at",
  "routine_runs.tls_ms",
  "routine_runs.worker_id",
  ...["created_by", "cron_expression", "duration_minutes", "ends_at", "key", "starts_at"].map(
    (column) => `maintenance_windows.${column}`,
  ),
  "routines.maintenance_from",
  "routines.maintenance_until",
  "replay_slots.missed_by",
  "replay_slots.run_id",
  "replay_slots.settled_at",
  "replays.created_by",
  "replays.finished_at",
  "routine_runs.replay_id",
  "routine_runs.superseded_by",
  "runs_in_flight.replay_id",
  "routines.due_at",
  "routines.health",
  "routines.last_outcome",
  "routines.last_run_at",
  "routines.lock_until",
  "routines.locked_by",
  "runs_in_flight.lag_ms",
  "runs_in_flight.scheduled_for",
  "scheduler_clocks.longest_gap_at",
  "scheduler_clocks.longest_gap_ms",
  "scheduler_clocks.mean_gap_ms",
  "scheduler_hours.database_bytes",
  "scheduler_state.last_tick_at",
  "scheduler_state.lingering_tick",
  "scheduler_state.lingering_until",
  "workspaces.alert_policy",
  ...nullableAlertColumns,
  "api_keys.created_by",
  ...["actor_email", "actor_id", "address", "key_id", "key_name", "target_id", "target_name"].map(
    (column) => `audit_events.${column}`,
  ),
  "api_keys.expires_at",
  "api_keys.last_used_at",
  "workspace_invitations.created_by",
  "workspace_secrets.created_by",
  "workspace_secrets.header",
  "tags.alert_policy",
  ...settingNames
    .filter((name) => fullSettings[name] === null || otherSettings[name] === null)
    .map((name) => `routines.${name}`),
].sort();

describe("the constraints of the database", () => {
  const database = openSuiteDatabase();
  let own: Tenant;
  let other: Tenant;

  const createTenant = async () => {
    const user = await createTestUser(database.db);
    const tagId = randomUUID();
    await database.db.execute(insertInto("tags", tagRow(user.workspaceId, { id: tagId })));
    return {
      ...user,
      routineId: await createTestRoutine(database.db, user.workspaceId),
      tagId,
    };
  };

  const transaction = (inside: (tx: Transaction) => Promise<never>) =>
    database.db.transaction(inside);

  const count = async (tx: Transaction, table: string, where: SQL) => {
    const [row] = await tx.execute<{ count: number }>(
      sql`select count(*)::int as count from ${sql.identifier(table)} where ${where}`,
    );
    return row?.count;
  };

  beforeAll(async () => {
    own = await createTenant();
    other = await createTenant();
  });

  test("the rows that the cases spoil are accepted unspoilt", async () => {
    await takingBack(transaction, async (tx) => {
      await tx.execute(insertInto("workspaces", { owner_id: own.userId, name: "é".repeat(120) }));
      await tx.execute(insertInto("workspace_members", memberRow(own.workspaceId, other.userId)));
      await tx.execute(insertInto("workspace_invitations", invitationRow(own)));
      await tx.execute(insertInto("workspace_secrets", secretRow(own)));
      await tx.execute(insertInto("api_keys", apiKeyRow(own)));
      await tx.execute(insertInto("audit_events", auditRow(own)));
      await tx.execute(insertInto("applied_files", appliedFileRow(own.workspaceId)));
      await tx.execute(insertInto("instance_keys", instanceKey));
      await tx.execute(insertInto("scheduler_hours", schedulerHour));
      await tx.execute(insertInto("routines", routineRow(own.workspaceId)));
      await tx.execute(insertInto("routine_runs", runRow(own)));
      await tx.execute(insertInto("runs_in_flight", runningRow(own, { attempt: 2 })));
      await tx.execute(insertInto("routine_events", eventRow(own, { actor_id: own.userId })));
      for (const statement of insertAlert(own)) await tx.execute(statement);
    });
  });

  test.each(cases)("$constraint refuses $what", async ({ constraint, code, statements }) => {
    const refusals = await takingBack(transaction, async (tx) => {
      const answers: (Refusal | null)[] = [];
      for (const statement of statements(own, other)) {
        answers.push(await refusalOf(tx.execute(statement)));
      }
      return answers;
    });
    expect(refusals.at(-1)).toMatchObject({ code, constraint });
    expect(refusals.slice(0, -1).filter((refusal) => refusal !== null)).toEqual([]);
  });

  test("every constraint and unique index has a case above", async () => {
    const rows = await database.db.execute<{ name: string }>(sql`
      select conname as name from pg_constraint
      where connamespace = 'public'::regnamespace and contype <> 'n' and conrelid <> 0
      union
      select relname from pg_index join pg_class on pg_class.oid = indexrelid
      where indisunique and relnamespace = 'public'::regnamespace
      union
      select (regexp_matches(prosrc, '''(ck_\\w+)''', 'g'))[1] from pg_proc
      where pronamespace = 'public'::regnamespace`);
    const named = new Set(cases.map(({ constraint }) => constraint));
    expect(rows.map(({ name }) => name).sort()).toEqual([...named].sort());
  });

  test("no column may be empty but those that say so", async () => {
    const rows = await database.db.execute<{ name: string }>(sql`
      select relname || '.' || attname as name
      from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and attnum > 0 and not attisdropped and not attnotnull`);
    expect(rows.map(({ name }) => name).sort()).toEqual(NULLABLE_COLUMNS);
    const refusal = await refusalOf(
      database.db.execute(insertInto("routines", routineRow(own.workspaceId, { name: null }))),
    );
    expect(refusal?.code).toBe(NOT_NULL_VIOLATION);
  });

  test.each([
    {
      index: "idx_routines_scheduler",
      definition: "ON public.routines USING btree (is_active, next_run_at)",
    },
    {
      index: "idx_runs_routine_created",
      definition: "ON public.routine_runs USING btree (routine_id, created_at DESC)",
    },
  ])("$index is there, on its columns", async ({ index, definition }) => {
    const [row] = await database.db.execute<{ indexdef: string }>(
      sql`select indexdef from pg_indexes where schemaname = 'public' and indexname = ${index}`,
    );
    expect(row?.indexdef).toBe(`CREATE INDEX ${index} ${definition}`);
  });

  test("runs that promise nothing alike may stand side by side", async () => {
    await takingBack(transaction, async (tx) => {
      const manual = { triggered_by: "MANUAL", scheduled_for: null };
      await tx.execute(insertInto("routine_runs", runRow(own, manual)));
      await tx.execute(insertInto("routine_runs", runRow(own, manual)));
      await tx.execute(insertInto("routine_runs", runRow(own, { status: "ABANDONED" })));
      await tx.execute(insertInto("routine_runs", runRow(own, { attempt: 2 })));
      await tx.execute(insertInto("routine_runs", runRow(other)));
      expect(await count(tx, "routine_runs", sql`true`)).toBe(5);
    });
  });

  test("a routine takes its runs with it, and no others", async () => {
    await takingBack(transaction, async (tx) => {
      const second = await createTestRoutine(tx, own.workspaceId);
      await tx.execute(insertInto("routine_runs", runRow(own)));
      await tx.execute(insertInto("routine_runs", runRow({ ...own, routineId: second })));
      await tx.execute(sql`delete from routines where id = ${own.routineId}`);
      expect(await count(tx, "routine_runs", sql`routine_id = ${own.routineId}`)).toBe(0);
      expect(await count(tx, "routine_runs", sql`routine_id = ${second}`)).toBe(1);
    });
  });

  test.each([
    {
      what: "a workspace",
      remove: (tenant: Tenant) => sql`workspaces where id = ${tenant.workspaceId}`,
    },
    { what: "a user", remove: (tenant: Tenant) => sql`auth.users where id = ${tenant.userId}` },
  ])("$what takes everything of the tenant with it, and nothing of others", async ({ remove }) => {
    await takingBack(transaction, async (tx) => {
      for (const [tenant, guest] of [
        [own, other],
        [other, own],
      ] as const) {
        await tx.execute(insertInto("routine_runs", runRow(tenant)));
        await tx.execute(insertInto("workspace_invitations", invitationRow(tenant)));
        await tx.execute(insertInto("workspace_secrets", secretRow(tenant)));
        await tx.execute(
          insertInto("workspace_members", memberRow(tenant.workspaceId, guest.userId)),
        );
      }
      await tx.execute(sql`delete from ${remove(own)}`);
      for (const [tenant, left] of [
        [own, 0],
        [other, 1],
      ] as const) {
        expect(await count(tx, "workspaces", sql`id = ${tenant.workspaceId}`)).toBe(left);
        expect(await count(tx, "routines", sql`id = ${tenant.routineId}`)).toBe(left);
        const inWorkspace = sql`workspace_id = ${tenant.workspaceId}`;
        expect(await count(tx, "workspace_invitations", inWorkspace)).toBe(left);
        expect(await count(tx, "workspace_secrets", inWorkspace)).toBe(left);
        expect(await count(tx, "workspace_members", sql`${inWorkspace} and role = 'OWNER'`)).toBe(
          left,
        );
        expect(await count(tx, "routine_runs", sql`routine_id = ${tenant.routineId}`)).toBe(left);
      }
    });
  });

  test("what a user has kept for a workspace stays without them", async () => {
    await takingBack(transaction, async (tx) => {
      const row = secretRow({ workspaceId: other.workspaceId, userId: own.userId });
      await tx.execute(insertInto("workspace_secrets", row));
      await tx.execute(sql`delete from auth.users where id = ${own.userId}`);
      const [left] = await tx.execute(sql`select created_by from workspace_secrets`);
      expect(left).toEqual({ created_by: null });
    });
  });

  test("a user's memberships elsewhere go with them, and so do the invitations that they made", async () => {
    await takingBack(transaction, async (tx) => {
      const { workspaceId } = other;
      await tx.execute(
        insertInto("workspace_members", memberRow(workspaceId, own.userId, { role: "ADMIN" })),
      );
      await tx.execute(
        insertInto("workspace_invitations", invitationRow({ workspaceId, userId: own.userId })),
      );
      await tx.execute(insertInto("workspace_invitations", invitationRow(other)));
      await tx.execute(sql`delete from auth.users where id = ${own.userId}`);
      expect(await count(tx, "workspace_members", sql`workspace_id = ${workspaceId}`)).toBe(1);
      expect(await count(tx, "workspace_invitations", sql`created_by = ${own.userId}`)).toBe(0);
      expect(await count(tx, "workspace_invitations", sql`created_by = ${other.userId}`)).toBe(1);
    });
  });

  describe("the row of an owner follows the workspace", () => {
    const rolesIn = async (tx: Transaction, workspaceId: string) => {
      const rows = await tx.execute<{ user_id: string; role: string }>(
        sql`select user_id, role from workspace_members where workspace_id = ${workspaceId}`,
      );
      return Object.fromEntries(rows.map(({ user_id, role }) => [user_id, role]));
    };

    test("when it is made", async () => {
      await takingBack(transaction, async (tx) => {
        const id = randomUUID();
        await tx.execute(insertInto("workspaces", { id, owner_id: own.userId, name: "Second" }));
        expect(await rolesIn(tx, id)).toEqual({ [own.userId]: "OWNER" });
      });
    });

    test.each([{ role: null }, { role: "VIEWER" }, { role: "ADMIN" }])(
      "when it is given to one who was $role there, and the old owner stays as an admin",
      async ({ role }) => {
        await takingBack(transaction, async (tx) => {
          const { workspaceId } = own;
          if (role !== null) {
            await tx.execute(
              insertInto("workspace_members", memberRow(workspaceId, other.userId, { role })),
            );
          }
          await tx.execute(
            sql`update workspaces set owner_id = ${other.userId} where id = ${workspaceId}`,
          );
          expect(await rolesIn(tx, workspaceId)).toEqual({
            [own.userId]: "ADMIN",
            [other.userId]: "OWNER",
          });
        });
      },
    );

    test("and stays as it is when only the name changes, or the owner is set to who it was", async () => {
      await takingBack(transaction, async (tx) => {
        await tx.execute(
          sql`update workspaces set name = 'Other', owner_id = owner_id where id = ${own.workspaceId}`,
        );
        expect(await rolesIn(tx, own.workspaceId)).toEqual({ [own.userId]: "OWNER" });
      });
    });
  });

  test("an invitation ends seven days after it was made", async () => {
    await takingBack(transaction, async (tx) => {
      await tx.execute(insertInto("workspace_invitations", invitationRow(own)));
      const [row] = await tx.execute(
        sql`select (expires_at - created_at)::text as age from workspace_invitations`,
      );
      expect(row).toEqual({ age: "7 days" });
    });
  });
});
