import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { appRole } from "@/db/access/app-role";
import { choices, instant } from "@/db/columns";
import { replays } from "@/db/schema/replays";
import { routines } from "@/db/schema/routines";
import {
  replayableStates,
  replaySlotStates,
  type ReplayableState,
  type ReplaySlotState,
} from "@/lib/domain/replays/replay-options";

/**
 * The slots of replays in the order in which they are run. `was` is the outcome that the slot had, and
 * `missed_by` the run that counted it among those that were passed over. `attempts` are the claims of this
 * replay that weren't given back unsent. `run_id` is the run in flight while it is RUNNING, and then the
 * one with the outcome. A slot waits or runs in one replay only.
 */
export const replaySlots = pgTable(
  "replay_slots",
  {
    workspaceId: uuid("workspace_id").notNull(),
    replayId: uuid("replay_id").notNull(),
    position: integer("position").notNull(),
    routineId: uuid("routine_id").notNull(),
    slot: instant("slot").notNull(),
    was: text("was").$type<ReplayableState>().notNull(),
    missedBy: uuid("missed_by"),
    state: text("state").$type<ReplaySlotState>().notNull().default("WAITING"),
    attempts: integer("attempts").notNull().default(0),
    runId: uuid("run_id"),
    settledAt: instant("settled_at"),
  },
  (table) => [
    primaryKey({
      name: "pk_replay_slots",
      columns: [table.workspaceId, table.replayId, table.position],
    }),
    foreignKey({
      name: "fk_replay_slots_replay",
      columns: [table.workspaceId, table.replayId],
      foreignColumns: [replays.workspaceId, replays.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_replay_slots_routine",
      columns: [table.workspaceId, table.routineId],
      foreignColumns: [routines.workspaceId, routines.id],
    }).onDelete("cascade"),
    index("idx_replay_slots_routine").on(table.routineId, table.slot),
    uniqueIndex("uq_replay_slots_open")
      .on(table.routineId, table.slot)
      .where(sql`state in ('WAITING', 'RUNNING')`),
    check("ck_replay_slots_position", sql`${table.position} >= 1`),
    check("ck_replay_slots_slot", sql`${table.slot} = date_trunc('minute', ${table.slot}, 'UTC')`),
    check("ck_replay_slots_was", sql`${table.was} in (${choices(replayableStates)})`),
    check("ck_replay_slots_missed_by", sql`${table.missedBy} is null or ${table.was} = 'MISSED'`),
    check("ck_replay_slots_state", sql`${table.state} in (${choices(replaySlotStates)})`),
    check("ck_replay_slots_attempts", sql`${table.attempts} >= 0`),
    check(
      "ck_replay_slots_run",
      sql`case when ${table.state} in ('RUNNING', 'SUCCESS', 'FAIL') then ${table.runId} is not null else ${table.runId} is null end`,
    ),
    check(
      "ck_replay_slots_settled_at",
      sql`(${table.state} in ('WAITING', 'RUNNING')) = (${table.settledAt} is null)`,
    ),
    pgPolicy("replay_slots_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
  ],
);
