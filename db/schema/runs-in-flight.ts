import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  integer,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { appRole } from "@/db/access/app-role";
import { choices, instant } from "@/db/columns";
import { routines } from "@/db/schema/routines";
import { runTriggers, type RunTrigger } from "@/lib/domain/run/run";

/**
 * The runs in flight, at most one a routine: a row is written with the lease, before the request is
 * sent, and moves to `routine_runs` when the run has ended, whatever happens to its worker. So a row
 * of the long history is written once, and what is written twice stays small.
 *
 * The columns are those of `routine_runs`.
 */
export const runsInFlight = pgTable(
  "runs_in_flight",
  {
    workspaceId: uuid("workspace_id").notNull(),
    routineId: uuid("routine_id").notNull(),
    id: uuid("id").notNull(),
    leaseToken: bigint("lease_token", { mode: "number" }).notNull(),
    scheduledFor: instant("scheduled_for"),
    startedAt: instant("started_at").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    attempt: integer("attempt").notNull().default(1),
    missedSlots: integer("missed_slots").notNull().default(0),
    lagMs: integer("lag_ms"),
    triggeredBy: text("triggered_by").$type<RunTrigger>().notNull(),
    workerId: text("worker_id").notNull(),
    replayId: uuid("replay_id"),
  },
  (table) => [
    primaryKey({ name: "pk_runs_in_flight", columns: [table.workspaceId, table.routineId] }),
    foreignKey({
      name: "fk_runs_in_flight_routine",
      columns: [table.workspaceId, table.routineId],
      foreignColumns: [routines.workspaceId, routines.id],
    }).onDelete("cascade"),
    check("ck_runs_in_flight_triggered_by", sql`${table.triggeredBy} in (${choices(runTriggers)})`),
    check(
      "ck_runs_in_flight_slot",
      sql`(${table.triggeredBy} <> 'MANUAL') = (${table.scheduledFor} is not null)`,
    ),
    check(
      "ck_runs_in_flight_replay",
      sql`(${table.triggeredBy} = 'REPLAY') = (${table.replayId} is not null)`,
    ),
    check("ck_runs_in_flight_attempt", sql`${table.attempt} >= 1`),
    check("ck_runs_in_flight_missed_slots", sql`${table.missedSlots} >= 0`),
    check("ck_runs_in_flight_lag_ms", sql`${table.lagMs} >= 0`),
    pgPolicy("runs_in_flight_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
  ],
);
