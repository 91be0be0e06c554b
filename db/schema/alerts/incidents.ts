import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgPolicy,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { authUsers } from "drizzle-orm/supabase";
import { appRole } from "@/db/access/app-role";
import { choices, instant } from "@/db/columns";
import { incidentGroups } from "@/db/schema/alerts/incident-groups";
import { routines } from "@/db/schema/routines";
import type { AlertCondition } from "@/lib/domain/incidents/alert-policy";
import {
  alertTriggers,
  incidentStates,
  type AlertTrigger,
  type IncidentState,
} from "@/lib/domain/incidents/incident-options";
import type { RunErrorCode } from "@/lib/domain/run/run-error-code";

/**
 * Periods of failing that people are notified of. `transitions` counts the entries of its timeline that
 * changed it: the newest has that number. `good_runs` counts the good runs in a row since the newest bad
 * one. What a run said is copied, because its row does not live as long. Only the service writes it.
 */
export const incidents = pgTable(
  "incidents",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    workspaceId: uuid("workspace_id").notNull(),
    routineId: uuid("routine_id").notNull(),
    groupId: uuid("group_id").notNull(),
    trigger: text("trigger").$type<AlertTrigger>().notNull(),
    state: text("state").$type<IncidentState>().notNull().default("open"),
    condition: jsonb("condition").$type<AlertCondition>().notNull(),
    transitions: integer("transitions").notNull().default(1),
    openedAt: instant("opened_at").notNull(),
    acknowledgedAt: instant("acknowledged_at"),
    acknowledgedBy: uuid("acknowledged_by"),
    snoozedUntil: instant("snoozed_until"),
    resolvedAt: instant("resolved_at"),
    reopenedCount: integer("reopened_count").notNull().default(0),
    failureCount: integer("failure_count").notNull().default(0),
    goodRuns: integer("good_runs").notNull().default(0),
    endpointHost: text("endpoint_host").notNull(),
    errorCode: text("error_code").$type<RunErrorCode>(),
    httpStatus: integer("http_status"),
    errorMessage: text("error_message"),
    lastGoodAt: instant("last_good_at"),
    firstRunId: uuid("first_run_id"),
    lastRunId: uuid("last_run_id"),
    inMaintenance: boolean("in_maintenance").notNull().default(false),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    unique("uq_incidents_workspace_id").on(table.workspaceId, table.id),
    uniqueIndex("uq_incidents_unresolved")
      .on(table.routineId, table.trigger)
      .where(sql`state <> 'resolved'`),
    foreignKey({
      name: "fk_incidents_routine",
      columns: [table.workspaceId, table.routineId],
      foreignColumns: [routines.workspaceId, routines.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_incidents_group",
      columns: [table.workspaceId, table.groupId],
      foreignColumns: [incidentGroups.workspaceId, incidentGroups.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_incidents_acknowledged_by",
      columns: [table.acknowledgedBy],
      foreignColumns: [authUsers.id],
    }).onDelete("set null"),
    index("idx_incidents_workspace_opened").on(
      table.workspaceId,
      table.openedAt.desc().nullsFirst(),
    ),
    index("idx_incidents_routine_opened").on(table.routineId, table.openedAt.desc().nullsFirst()),
    index("idx_incidents_group").on(table.groupId),
    index("idx_incidents_acknowledged_by").on(table.acknowledgedBy),
    check("ck_incidents_trigger", sql`${table.trigger} in (${choices(alertTriggers)})`),
    check("ck_incidents_state", sql`${table.state} in (${choices(incidentStates)})`),
    check(
      "ck_incidents_resolved",
      sql`(${table.state} = 'resolved') = (${table.resolvedAt} is not null)`,
    ),
    check(
      "ck_incidents_acknowledged",
      sql`${table.state} <> 'acknowledged' or ${table.acknowledgedAt} is not null`,
    ),
    check(
      "ck_incidents_counts",
      sql`least(${table.transitions} - 1, ${table.reopenedCount}, ${table.failureCount}, ${table.goodRuns}) >= 0`,
    ),
    pgPolicy("incidents_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
  ],
);
