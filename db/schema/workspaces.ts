import { sql } from "drizzle-orm";
import { check, foreignKey, index, pgPolicy, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { authenticatedRole, authUsers } from "drizzle-orm/supabase";
import { instant } from "@/db/columns";

/** A tenant. The database makes a personal one for every user who signs up. */
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
    pgPolicy("workspaces_update_owner", {
      for: "update",
      to: authenticatedRole,
      using: sql`${table.ownerId} = (select auth.uid())`,
      withCheck: sql`${table.ownerId} = (select auth.uid())`,
    }),
  ],
);
