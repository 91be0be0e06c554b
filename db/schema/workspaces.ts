import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  jsonb,
  pgPolicy,
  pgTable,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { authUsers } from "drizzle-orm/supabase";
import { appRole } from "@/db/access/app-role";
import { instant } from "@/db/columns";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";

/**
 * A tenant. The database creates a personal one for every user who signs up. `owner_id` is its
 * owner; a trigger keeps the owner's row in `workspace_members`, and nothing else writes it.
 */
export const workspaces = pgTable(
  "workspaces",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    ownerId: uuid("owner_id").notNull(),
    name: text("name").notNull(),
    alertPolicy: jsonb("alert_policy").$type<AlertPolicy>(),
    /** Whether its admins let the operator's language model read about failed runs. */
    aiEnabled: boolean("ai_enabled").notNull().default(false),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    foreignKey({
      name: "fk_workspaces_owner",
      columns: [table.ownerId],
      foreignColumns: [authUsers.id],
    }).onDelete("cascade"),
    index("idx_workspaces_owner").on(table.ownerId),
    check(
      "ck_workspaces_alert_policy",
      sql`jsonb_typeof(${table.alertPolicy}) = 'object' and octet_length(${table.alertPolicy}::text) <= 4096`,
    ),
    check("ck_workspaces_name", sql`char_length(${table.name}) between 1 and 120`),
    // The owner's row among the members comes after the workspace, which is returned as it is made.
    pgPolicy("workspaces_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.id} = any ((select public.member_workspace_ids())::uuid[]) or ${table.ownerId} = (select public.signed_in_user_id())`,
    }),
    pgPolicy("workspaces_insert_owner", {
      for: "insert",
      to: appRole,
      withCheck: sql`${table.ownerId} = (select public.signed_in_user_id())`,
    }),
    pgPolicy("workspaces_update_manager", {
      for: "update",
      to: appRole,
      using: sql`${table.id} = any ((select public.managed_workspace_ids())::uuid[])`,
      withCheck: sql`${table.id} = any ((select public.managed_workspace_ids())::uuid[])`,
    }),
    pgPolicy("workspaces_delete_owner", {
      for: "delete",
      to: appRole,
      using: sql`${table.ownerId} = (select public.signed_in_user_id())`,
    }),
  ],
);
