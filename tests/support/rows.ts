import { createHash, randomUUID } from "node:crypto";
import { sql, type SQL } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";

/** A row as SQL takes it, so that a test can also say what the types forbid. */
export type Row = Record<string, string | number | boolean | null>;

export const SLOT = "2026-03-01T09:00:00.000Z";

/** What ticks did in an hour. */
export const schedulerHour: Row = {
  hour: SLOT,
  ticks: 1,
  succeeded: 2,
  failed: 0,
  missed: 0,
  abandoned: 0,
  lag_counts: "{2,0}",
  lag_sum_ms: 120,
  lag_max_ms: 80,
};

export function memberRow(workspaceId: string, userId: string, overrides: Row = {}): Row {
  return { workspace_id: workspaceId, user_id: userId, role: "MEMBER", ...overrides };
}

/** A request that came with an idempotency key, and is under way. */
export function recordRow(workspaceId: string, overrides: Row = {}): Row {
  return {
    workspace_id: workspaceId,
    caller: "user:1",
    key_hash: "k",
    fingerprint: "f",
    claim_id: randomUUID(),
    is_atomic: true,
    ...overrides,
  };
}

/** An invitation to be a member, made by a member. */
export function invitationRow(
  maker: { workspaceId: string; userId: string },
  overrides: Row = {},
): Row {
  return {
    workspace_id: maker.workspaceId,
    role: "MEMBER",
    token_hash: createHash("sha256").update(randomUUID()).digest("hex"),
    created_by: maker.userId,
    ...overrides,
  };
}

/** What was applied of a file with a prefix of its own. */
export const appliedFileRow = (workspaceId: string, overrides: Row = {}): Row => ({
  workspace_id: workspaceId,
  prefix: `team-${randomUUID().slice(0, 8)}/`,
  resources: JSON.stringify([{ kind: "tag", key: "prod", settings: {} }]),
  ...overrides,
});

/** A key that may read, of a workspace. */
export function apiKeyRow(
  maker: { workspaceId: string; userId: string },
  overrides: Row = {},
): Row {
  return {
    workspace_id: maker.workspaceId,
    name: "Deployments",
    prefix: `opk_${randomUUID().slice(0, 8)}`,
    secret_hash: "a".repeat(64),
    role: "MEMBER",
    scopes: "{read}",
    addresses: "{}",
    created_by: maker.userId,
    created_by_email: "maker@example.com",
    ...overrides,
  };
}

/** An event of the audit log. */
export function auditRow(actor: { workspaceId: string; userId: string }, overrides: Row = {}): Row {
  return {
    workspace_id: actor.workspaceId,
    at: SLOT,
    transaction_id: 1,
    actor_id: actor.userId,
    action: "routine.updated",
    target_kind: "routine",
    ...overrides,
  };
}

/** A credential that a manager keeps in the workspace. */
export function secretRow(
  maker: { workspaceId: string; userId: string },
  overrides: Row = {},
): Row {
  return {
    workspace_id: maker.workspaceId,
    name: `SECRET_${randomUUID().slice(0, 8)}`,
    purpose: "credential",
    origins: "{https://api.example.com}",
    header: "Authorization: Bearer {value}",
    sealed_value: "v1.key.nonce.text",
    created_by: maker.userId,
    ...overrides,
  };
}

export function routineRow(workspaceId: string, overrides: Row = {}): Row {
  return {
    workspace_id: workspaceId,
    name: "Ping",
    interval_minutes: 5,
    next_run_at: SLOT,
    endpoint_url: "https://example.com/",
    ...overrides,
  };
}

export function tagRow(workspaceId: string, overrides: Row = {}): Row {
  return { workspace_id: workspaceId, name: "payments", ...overrides };
}

export function routineTagRow(
  own: { workspaceId: string; routineId: string; tagId: string },
  overrides: Row = {},
): Row {
  return {
    workspace_id: own.workspaceId,
    routine_id: own.routineId,
    tag_id: own.tagId,
    ...overrides,
  };
}

/** An hour of maintenance of every routine. */
export function maintenanceRow(
  own: { workspaceId: string; userId: string },
  overrides: Row = {},
): Row {
  return {
    workspace_id: own.workspaceId,
    name: "Upgrade",
    starts_at: "2026-03-01T09:00:00.000Z",
    ends_at: "2026-03-01T10:00:00.000Z",
    applies_to_all: true,
    created_by: own.userId,
    ...overrides,
  };
}

/** A replay of one slot, which is under way. */
export function replayRow(own: { workspaceId: string }, overrides: Row = {}): Row {
  return {
    workspace_id: own.workspaceId,
    from_at: "2026-03-01T08:00:00.000Z",
    until_at: "2026-03-01T10:00:00.000Z",
    statuses: "{FAIL}",
    pace_per_minute: 10,
    slot_count: 1,
    ...overrides,
  };
}

/** The slot of a replay, which waits. */
export function replaySlotRow(
  own: { workspaceId: string; routineId: string; replayId: string },
  overrides: Row = {},
): Row {
  return {
    workspace_id: own.workspaceId,
    replay_id: own.replayId,
    position: 1,
    routine_id: own.routineId,
    slot: SLOT,
    was: "FAIL",
    ...overrides,
  };
}

/** What the log holds of a routine that was changed. */
export function eventRow(
  routine: { workspaceId: string; routineId: string },
  overrides: Row = {},
): Row {
  return {
    workspace_id: routine.workspaceId,
    routine_id: routine.routineId,
    kind: "EDITED",
    at: SLOT,
    timezone: "UTC",
    is_active: true,
    next_run_at: SLOT,
    ...overrides,
  };
}

/** A finished run of `SLOT`. */
export function runRow(
  routine: { workspaceId: string; routineId: string },
  overrides: Row = {},
): Row {
  return {
    workspace_id: routine.workspaceId,
    routine_id: routine.routineId,
    triggered_by: "SCHEDULE",
    status: "SUCCESS",
    scheduled_for: SLOT,
    finished_at: SLOT,
    ...overrides,
  };
}

/** A run of `SLOT` in flight. */
export function runningRow(
  routine: { workspaceId: string; routineId: string },
  overrides: Row = {},
): Row {
  return {
    workspace_id: routine.workspaceId,
    routine_id: routine.routineId,
    id: randomUUID(),
    triggered_by: "SCHEDULE",
    scheduled_for: SLOT,
    lease_token: 1,
    worker_id: "worker",
    started_at: SLOT,
    ...overrides,
  };
}

/** Inserts a run of a routine: in flight where its status is RUNNING, else in the history. */
export function insertRun(
  routine: { workspaceId: string; routineId: string },
  { status = "SUCCESS", ...run }: Row,
): SQL {
  return status === "RUNNING"
    ? insertInto("runs_in_flight", runningRow(routine, run))
    : insertInto("routine_runs", runRow(routine, { status, ...run }));
}

export function insertInto(table: string, row: Row): SQL {
  const columns = Object.keys(row).map((column) => sql.identifier(column));
  const values = Object.values(row).map((value) => sql`${value}`);
  return sql`insert into ${sql.identifier(table)} (${sql.join(columns, sql`, `)}) values (${sql.join(values, sql`, `)})`;
}

export async function createTestRoutine(
  db: Database | Transaction,
  workspaceId: string,
): Promise<string> {
  const id = randomUUID();
  await db.execute(insertInto("routines", routineRow(workspaceId, { id })));
  return id;
}
