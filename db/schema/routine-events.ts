import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgPolicy,
  pgTable,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { authUsers } from "drizzle-orm/supabase";
import { appRole } from "@/db/access/app-role";
import { choices, instant } from "@/db/columns";
import { routines } from "@/db/schema/routines";
import {
  pauseReasons,
  releaseReasons,
  type PauseReason,
  type ReleaseReason,
  type RoutineEventKind,
} from "@/lib/domain/routine/routine-event";
import type { GapPolicy } from "@/lib/domain/routine/routine-options";

/**
 * The changes of routines' schedules, in the order of `id`; see `RoutineEventKind`. The settings
 * are those after the event, and `next_run_at` is the first slot after it. `actor_id` is null for
 * the scheduler. A trigger on `routines` writes changes, so that none is missing and nobody can
 * forge one; FENCED is written where a result is fenced, and names the run. RELEASED is written
 * where a claim is given back unsent, and names the run that it would have been; its `next_run_at` is
 * the slot of the claim. `pause_reason` is that of a pause that no member made.
 */
export const routineEvents = pgTable(
  "routine_events",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    workspaceId: uuid("workspace_id").notNull(),
    routineId: uuid("routine_id").notNull(),
    kind: text("kind").$type<RoutineEventKind>().notNull(),
    at: instant("at").notNull(),
    actorId: uuid("actor_id"),
    runId: uuid("run_id"),
    releaseReason: text("release_reason").$type<ReleaseReason>(),
    pauseReason: text("pause_reason").$type<PauseReason>(),
    intervalMinutes: integer("interval_minutes"),
    cronExpression: text("cron_expression"),
    runAt: instant("run_at"),
    timezone: text("timezone").notNull(),
    startsAt: instant("starts_at"),
    endsAt: instant("ends_at"),
    isActive: boolean("is_active").notNull(),
    gapPolicy: text("gap_policy").$type<GapPolicy>().notNull().default("SKIP"),
    nextRunAt: instant("next_run_at").notNull(),
  },
  (table) => [
    foreignKey({
      name: "fk_routine_events_routine",
      columns: [table.workspaceId, table.routineId],
      foreignColumns: [routines.workspaceId, routines.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_routine_events_actor",
      columns: [table.actorId],
      foreignColumns: [authUsers.id],
    }).onDelete("set null"),
    index("idx_routine_events_routine").on(table.routineId, table.id),
    index("idx_routine_events_actor").on(table.actorId),
    check(
      "ck_routine_events_kind",
      sql`${table.kind} in ('CREATED', 'PAUSED', 'RESUMED', 'EDITED', 'ENDED', 'FENCED', 'RELEASED')`,
    ),
    check(
      "ck_routine_events_run",
      sql`(${table.kind} in ('FENCED', 'RELEASED')) = (${table.runId} is not null)`,
    ),
    check(
      "ck_routine_events_release",
      sql`(${table.kind} = 'RELEASED') = (${table.releaseReason} is not null)`,
    ),
    check(
      "ck_routine_events_release_reason",
      sql`${table.releaseReason} in (${choices(releaseReasons)})`,
    ),
    check(
      "ck_routine_events_pause_reason",
      sql`${table.pauseReason} is null or (${table.kind} = 'PAUSED' and ${table.pauseReason} in (${choices(pauseReasons)}))`,
    ),
    pgPolicy("routine_events_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
  ],
);
