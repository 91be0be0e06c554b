import { sql } from "drizzle-orm";
import { check, foreignKey, index, pgPolicy, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { authenticatedRole, authUsers } from "drizzle-orm/supabase";
import { instant } from "@/db/columns";

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
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    foreignKey({
      name: "fk_workspaces_owner",
      columns: [table.ownerId],
      foreignColumns: [authUsers.id],
    }).onDelete("cascade"),
    index("idx_workspaces_owner").on(table.ownerId),
    check("ck_workspaces_name", sql`char_length(${table.name}) between 1 and 120`),
    pgPolicy("workspaces_select_member", {
      for: "select",
      to: authenticatedRole,
      using: sql`${table.id} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
    pgPolicy("workspaces_insert_owner", {
      for: "insert",
      to: authenticatedRole,
      withCheck: sql`${table.ownerId} = (select auth.uid())`,
    }),
    pgPolicy("workspaces_update_manager", {
      for: "update",
      to: authenticatedRole,
      using: sql`${table.id} = any ((select public.managed_workspace_ids())::uuid[])`,
      withCheck: sql`${table.id} = any ((select public.managed_workspace_ids())::uuid[])`,
    }),
    pgPolicy("workspaces_delete_owner", {
      for: "delete",
      to: authenticatedRole,
      using: sql`${table.ownerId} = (select auth.uid())`,
    }),
  ],
);
