import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  pgPolicy,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { appRole } from "@/db/access/app-role";
import { instant } from "@/db/columns";
import { workspaceMembers } from "@/db/schema/workspace-members";
import { workspaces } from "@/db/schema/workspaces";
import type { GrantableRole } from "@/lib/domain/workspace/role";

/**
 * Open invitations. Only the hexadecimal SHA-256 of a link's token is stored. An invitation ends
 * when it is accepted, revoked or expired, or when the membership of its creator ends. One that an API key
 * made has no creator.
 */
export const workspaceInvitations = pgTable(
  "workspace_invitations",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    workspaceId: uuid("workspace_id").notNull(),
    role: text("role").$type<GrantableRole>().notNull(),
    tokenHash: text("token_hash").notNull(),
    createdBy: uuid("created_by"),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at")
      .notNull()
      .default(sql`now() + interval '7 days'`),
  },
  (table) => [
    foreignKey({
      name: "fk_workspace_invitations_workspace",
      columns: [table.workspaceId],
      foreignColumns: [workspaces.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_workspace_invitations_creator",
      columns: [table.workspaceId, table.createdBy],
      foreignColumns: [workspaceMembers.workspaceId, workspaceMembers.userId],
    }).onDelete("cascade"),
    index("idx_workspace_invitations_creator").on(table.workspaceId, table.createdBy),
    uniqueIndex("uq_workspace_invitations_token_hash").on(table.tokenHash),
    check("ck_workspace_invitations_role", sql`${table.role} in ('ADMIN', 'MEMBER', 'VIEWER')`),
    check("ck_workspace_invitations_token_hash", sql`${table.tokenHash} ~ '^[0-9a-f]{64}$'`),
    check("ck_workspace_invitations_expires_at", sql`${table.expiresAt} > ${table.createdAt}`),
    pgPolicy("workspace_invitations_select_manager", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.managed_workspace_ids())::uuid[])`,
    }),
    pgPolicy("workspace_invitations_insert_manager", {
      for: "insert",
      to: appRole,
      withCheck: sql`${table.createdBy} is not distinct from (select public.signed_in_user_id()) and ${table.workspaceId} = any ((select public.managed_workspace_ids())::uuid[])`,
    }),
    pgPolicy("workspace_invitations_delete_manager", {
      for: "delete",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.managed_workspace_ids())::uuid[])`,
    }),
  ],
);
