import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { authUsers } from "drizzle-orm/supabase";
import { appRole } from "@/db/access/app-role";
import { instant } from "@/db/columns";
import { workspaces } from "@/db/schema/workspaces";
import type { Role } from "@/lib/domain/workspace/role";

/**
 * The members of workspaces with their roles. The OWNER row follows `workspaces.owner_id`, and no
 * user may write it. Nobody becomes a member without accepting an invitation: there is no policy
 * for INSERT, and invitations are accepted over the service connection.
 */
export const workspaceMembers = pgTable(
  "workspace_members",
  {
    workspaceId: uuid("workspace_id").notNull(),
    userId: uuid("user_id").notNull(),
    role: text("role").$type<Role>().notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({
      name: "pk_workspace_members",
      columns: [table.workspaceId, table.userId],
    }),
    foreignKey({
      name: "fk_workspace_members_workspace",
      columns: [table.workspaceId],
      foreignColumns: [workspaces.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_workspace_members_user",
      columns: [table.userId],
      foreignColumns: [authUsers.id],
    }).onDelete("cascade"),
    index("idx_workspace_members_user").on(table.userId),
    uniqueIndex("uq_workspace_members_one_owner")
      .on(table.workspaceId)
      .where(sql`role = 'OWNER'`),
    check(
      "ck_workspace_members_role",
      sql`${table.role} in ('OWNER', 'ADMIN', 'MEMBER', 'VIEWER')`,
    ),
    pgPolicy("workspace_members_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
    pgPolicy("workspace_members_update_manager", {
      for: "update",
      to: appRole,
      using: sql`${table.role} <> 'OWNER' and ${table.workspaceId} = any ((select public.managed_workspace_ids())::uuid[])`,
      withCheck: sql`${table.role} <> 'OWNER' and ${table.workspaceId} = any ((select public.managed_workspace_ids())::uuid[])`,
    }),
    pgPolicy("workspace_members_delete_manager", {
      for: "delete",
      to: appRole,
      using: sql`${table.role} <> 'OWNER' and ${table.workspaceId} = any ((select public.managed_workspace_ids())::uuid[])`,
    }),
    pgPolicy("workspace_members_delete_self", {
      for: "delete",
      to: appRole,
      using: sql`${table.role} <> 'OWNER' and ${table.userId} = (select public.signed_in_user_id())`,
    }),
  ],
);
