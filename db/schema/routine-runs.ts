import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgPolicy,
  pgTable,
  real,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { appRole } from "@/db/access/app-role";
import { choices, exactJsonb, instant } from "@/db/columns";
import { routines } from "@/db/schema/routines";
import { runTriggers, type RunTrigger } from "@/lib/domain/run/run";
import type { RunErrorCode } from "@/lib/domain/run/run-error-code";
import type { BrokenRule, RedirectHop } from "@/lib/domain/run/run-evidence";
import type { RunStatus } from "@/lib/domain/run/run-status";

/** The columns of a run: of `routine_runs`, and of the view `runs`. */
export const runColumns = () => ({
  id: uuid("id").primaryKey().defaultRandom(),
  workspaceId: uuid("workspace_id").notNull(),
  routineId: uuid("routine_id").notNull(),
  triggeredBy: text("triggered_by").$type<RunTrigger>().notNull(),
  status: text("status").$type<RunStatus>().notNull(),
  httpStatus: integer("http_status"),
  durationMs: integer("duration_ms"),
  errorCode: text("error_code").$type<RunErrorCode>(),
  errorMessage: text("error_message"),
  scheduledFor: instant("scheduled_for"),
  attempt: integer("attempt").notNull().default(1),
  willRetry: boolean("will_retry").notNull().default(false),
  missedSlots: integer("missed_slots").notNull().default(0),
  lagMs: integer("lag_ms"),
  isDegraded: boolean("is_degraded").notNull().default(false),
  dnsMs: integer("dns_ms"),
  connectMs: integer("connect_ms"),
  tlsMs: integer("tls_ms"),
  firstByteMs: integer("first_byte_ms"),
  remoteAddress: text("remote_address"),
  certificateExpiresAt: instant("certificate_expires_at"),
  redirectsJson: jsonb("redirects_json").$type<RedirectHop[]>(),
  responseHeadersJson: jsonb("response_headers_json").$type<Record<string, string>>(),
  responseBytes: integer("response_bytes"),
  responseBody: text("response_body"),
  brokenRulesJson: exactJsonb("broken_rules_json").$type<BrokenRule[]>(),
  leaseToken: bigint("lease_token", { mode: "number" }),
  workerId: text("worker_id"),
  startedAt: instant("started_at"),
  finishedAt: instant("finished_at"),
  createdAt: instant("created_at").notNull().defaultNow(),
  aiSummary: text("ai_summary"),
  aiConfidence: real("ai_confidence"),
  inMaintenance: boolean("in_maintenance").notNull().default(false),
  replayId: uuid("replay_id"),
  supersededBy: uuid("superseded_by"),
});

/**
 * The history. A row is written once, when its run has ended, with the result that is recorded. What
 * is in flight is in `runs_in_flight`, and the view `runs` has both; see `RunStatus` for the meaning
 * of each state.
 *
 * `scheduled_for` is the slot of a scheduled or replayed run and null for a manual one. `missed_slots` is the
 * number of slots that were passed over just before this row's own. `will_retry` marks a failed
 * attempt that will be retried: it is not the outcome of its slot. `lag_ms` is the time from when a
 * run was due to its start. `created_at` is the time of the claim.
 *
 * A run of a replay (`replay_id`) takes the outcome of its slot over: the row that had it is
 * `superseded_by` the run and, where it failed, is marked `will_retry`, so it is one of the attempts
 * before the outcome. A slot that another run counted in `missed_slots` is counted there no more.
 * Neither column is a reference: the history outlives replays, and older runs go before newer ones.
 *
 * `in_maintenance` marks a run, or a slot without one, while the routine was in maintenance.
 *
 * The columns from `dns_ms` on are evidence of the response, see `RunPhases` and `RunEvidence`.
 * Secrets are masked in them.
 */
export const routineRuns = pgTable("routine_runs", runColumns(), (table) => [
  foreignKey({
    name: "fk_routine_runs_routine",
    columns: [table.workspaceId, table.routineId],
    foreignColumns: [routines.workspaceId, routines.id],
  }).onDelete("cascade"),
  index("idx_runs_routine_created").on(table.routineId, table.createdAt.desc().nullsFirst()),
  index("idx_runs_created_range").using("brin", table.createdAt),
  index("idx_runs_will_retry")
    .on(table.routineId)
    .where(sql`will_retry`),
  index("idx_runs_workspace_created").on(table.workspaceId, table.createdAt.desc().nullsFirst()),
  // One outcome a slot, and one row for each other attempt: a single index holds both.
  uniqueIndex("uq_runs_slot_outcome").on(
    table.routineId,
    table.scheduledFor,
    sql`(case when status in ('SUCCESS', 'FAIL') and not will_retry then 0 else attempt end)`,
  ),
  check("ck_runs_triggered_by", sql`${table.triggeredBy} in (${choices(runTriggers)})`),
  check("ck_runs_status", sql`${table.status} in ('SUCCESS', 'FAIL', 'ABANDONED', 'MISSED')`),
  check(
    "ck_runs_slot",
    sql`(${table.triggeredBy} <> 'MANUAL') = (${table.scheduledFor} is not null)`,
  ),
  check("ck_runs_http_status", sql`${table.httpStatus} between 100 and 999`),
  check("ck_runs_duration_ms", sql`${table.durationMs} >= 0`),
  check("ck_runs_will_retry", sql`not ${table.willRetry} or ${table.status} = 'FAIL'`),
  check("ck_runs_lag_ms", sql`${table.lagMs} >= 0`),
  check("ck_runs_is_degraded", sql`not ${table.isDegraded} or ${table.status} = 'SUCCESS'`),
  check(
    "ck_runs_phases",
    sql`least(${table.dnsMs}, ${table.connectMs}, ${table.tlsMs}, ${table.firstByteMs}, ${table.responseBytes}) >= 0`,
  ),
  check("ck_runs_response_body", sql`octet_length(${table.responseBody}) <= 16384`),
  check("ck_runs_attempt", sql`${table.attempt} >= 1`),
  check("ck_runs_missed_slots", sql`${table.missedSlots} >= 0`),
  check("ck_runs_finished_at", sql`${table.finishedAt} is not null`),
  check("ck_runs_replay", sql`${table.replayId} is null or ${table.triggeredBy} = 'REPLAY'`),
  check(
    "ck_runs_superseded_by",
    sql`${table.supersededBy} is null or (${table.scheduledFor} is not null and ${table.status} in ('FAIL', 'MISSED'))`,
  ),
  check("ck_runs_ai_confidence", sql`${table.aiConfidence} between 0 and 1`),
  pgPolicy("routine_runs_select_member", {
    for: "select",
    to: appRole,
    using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
  }),
]);
