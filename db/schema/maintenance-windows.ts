import { sql } from "drizzle-orm";
import {
  boolean,
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
import { instant } from "@/db/columns";
import { workspaces } from "@/db/schema/workspaces";
import { MAX_MAINTENANCE_MINUTES } from "@/lib/domain/maintenance/maintenance-options";
import {
  KEY_PATTERN,
  MAX_CRON_CHARACTERS,
  MAX_KEY_CHARACTERS,
  MAX_NAME_CHARACTERS,
} from "@/lib/domain/routine/routine-options";

// Written out, like `choices`.
const number = (limit: number) => sql.raw(String(limit));

/**
 * Times in which routines are worked on: their runs go on, and are marked. A window is once, between
 * `starts_at` and `ends_at`, or recurs by `cron_expression` for `duration_minutes` each time. It is for
 * every routine of the workspace with `applies_to_all`, else for those that it names and those that have
 * one of its tags: for none, once the last of them is deleted. `created_by` is null after the account
 * was deleted. `key` is the caller's own name for it, unique in its workspace.
 */
export const maintenanceWindows = pgTable(
  "maintenance_windows",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    workspaceId: uuid("workspace_id").notNull(),
    name: text("name").notNull(),
    key: text("key"),
    startsAt: instant("starts_at"),
    endsAt: instant("ends_at"),
    cronExpression: text("cron_expression"),
    timezone: text("timezone").notNull().default("UTC"),
    durationMinutes: integer("duration_minutes"),
    appliesToAll: boolean("applies_to_all").notNull(),
    createdBy: uuid("created_by"),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    unique("uq_maintenance_windows_workspace_id").on(table.workspaceId, table.id),
    foreignKey({
      name: "fk_maintenance_windows_workspace",
      columns: [table.workspaceId],
      foreignColumns: [workspaces.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_maintenance_windows_creator",
      columns: [table.createdBy],
      foreignColumns: [authUsers.id],
    }).onDelete("set null"),
    index("idx_maintenance_windows_creator").on(table.createdBy),
    unique("uq_maintenance_windows_key").on(table.workspaceId, table.key),
    // What a tick looks for: what recurs, and what is not over.
    index("idx_maintenance_windows_end").on(table.endsAt),
    check(
      "ck_maintenance_windows_name",
      sql`char_length(${table.name}) between 1 and ${number(MAX_NAME_CHARACTERS)} and ${table.name} !~ '[\\u0001-\\u001f\\u007f-\\u009f\\u2028\\u2029]'`,
    ),
    check(
      "ck_maintenance_windows_key",
      sql`char_length(${table.key}) <= ${number(MAX_KEY_CHARACTERS)} and ${table.key} ~ ${sql.raw(`'${KEY_PATTERN}'`)}`,
    ),
    check(
      "ck_maintenance_windows_one_time",
      sql`num_nonnulls(${table.startsAt}, ${table.endsAt}) = case when ${table.cronExpression} is null then 2 else 0 end and num_nonnulls(${table.durationMinutes}) = case when ${table.cronExpression} is null then 0 else 1 end`,
    ),
    check(
      "ck_maintenance_windows_length",
      sql`extract(epoch from ${table.endsAt} - ${table.startsAt}) between 60 and ${number(MAX_MAINTENANCE_MINUTES * 60)}`,
    ),
    check(
      "ck_maintenance_windows_duration_minutes",
      sql`${table.durationMinutes} between 1 and ${number(MAX_MAINTENANCE_MINUTES)}`,
    ),
    check(
      "ck_maintenance_windows_cron_expression",
      sql`char_length(${table.cronExpression}) between 9 and ${number(MAX_CRON_CHARACTERS)}`,
    ),
    check("ck_maintenance_windows_timezone", sql`char_length(${table.timezone}) between 1 and 64`),
    pgPolicy("maintenance_windows_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
    pgPolicy("maintenance_windows_insert_editor", {
      for: "insert",
      to: appRole,
      withCheck: sql`${table.createdBy} is not distinct from (select public.signed_in_user_id()) and ${table.workspaceId} = any ((select public.editable_workspace_ids())::uuid[])`,
    }),
    pgPolicy("maintenance_windows_delete_editor", {
      for: "delete",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.editable_workspace_ids())::uuid[])`,
    }),
  ],
);
