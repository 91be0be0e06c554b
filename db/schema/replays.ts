import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  pgPolicy,
  pgTable,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { authUsers } from "drizzle-orm/supabase";
import { appRole } from "@/db/access/app-role";
import { choices, instant } from "@/db/columns";
import { workspaces } from "@/db/schema/workspaces";
import {
  MAX_REPLAY_PACE,
  MAX_REPLAY_SLOTS,
  MIN_REPLAY_PACE,
  replayableStates,
  replayStates,
  type ReplayableState,
  type ReplayState,
} from "@/lib/domain/replays/replay-options";

// Written out, like `choices`.
const number = (limit: number) => sql.raw(String(limit));

/**
 * Replays: failed or missed slots of a window that are run again, at a pace. `from_at` is inclusive,
 * `until_at` exclusive. `next_at` is the earliest moment at which the next of its slots may start, or at
 * which there is something to look after. `finished_at` is null until none of its slots waits or is in
 * flight, also of one that was cancelled. `created_by` is null where a key made it, and after the account
 * was deleted.
 */
export const replays = pgTable(
  "replays",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    workspaceId: uuid("workspace_id").notNull(),
    createdBy: uuid("created_by"),
    fromAt: instant("from_at").notNull(),
    untilAt: instant("until_at").notNull(),
    statuses: text("statuses").array().$type<ReplayableState[]>().notNull(),
    pacePerMinute: integer("pace_per_minute").notNull(),
    slotCount: integer("slot_count").notNull(),
    state: text("state").$type<ReplayState>().notNull().default("RUNNING"),
    nextAt: instant("next_at").notNull().defaultNow(),
    createdAt: instant("created_at").notNull().defaultNow(),
    finishedAt: instant("finished_at"),
  },
  (table) => [
    unique("uq_replays_workspace_id").on(table.workspaceId, table.id),
    foreignKey({
      name: "fk_replays_workspace",
      columns: [table.workspaceId],
      foreignColumns: [workspaces.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_replays_creator",
      columns: [table.createdBy],
      foreignColumns: [authUsers.id],
    }).onDelete("set null"),
    index("idx_replays_creator").on(table.createdBy),
    // What a tick looks at: nothing, while no replay is under way.
    index("idx_replays_due")
      .on(table.nextAt)
      .where(sql`finished_at is null`),
    index("idx_replays_workspace_created").on(
      table.workspaceId,
      table.createdAt.desc().nullsFirst(),
    ),
    check("ck_replays_window", sql`${table.fromAt} < ${table.untilAt}`),
    check(
      "ck_replays_statuses",
      sql`${table.statuses} <@ array[${choices(replayableStates)}] and cardinality(${table.statuses}) > 0`,
    ),
    check(
      "ck_replays_pace_per_minute",
      sql`${table.pacePerMinute} between ${number(MIN_REPLAY_PACE)} and ${number(MAX_REPLAY_PACE)}`,
    ),
    check(
      "ck_replays_slot_count",
      sql`${table.slotCount} between 1 and ${number(MAX_REPLAY_SLOTS)}`,
    ),
    check("ck_replays_state", sql`${table.state} in (${choices(replayStates)})`),
    check(
      "ck_replays_finished_at",
      sql`case ${table.state} when 'RUNNING' then ${table.finishedAt} is null when 'DONE' then ${table.finishedAt} is not null else true end`,
    ),
    pgPolicy("replays_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
  ],
);
