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
import { authUsers } from "drizzle-orm/supabase";
import { appRole } from "@/db/access/app-role";
import { instant } from "@/db/columns";
import { workspaces } from "@/db/schema/workspaces";
import {
  MAX_HEADER_TEMPLATE_CHARACTERS,
  MAX_SECRET_NAME_CHARACTERS,
  MAX_SECRET_ORIGINS,
  type SecretOption,
} from "@/lib/domain/routine/secret-option";

/**
 * The secrets of routines that workspaces keep themselves. `sealed_value` holds the value together with
 * its origins and header, sealed for the workspace and the name; members can't read it, and only the service changes it.
 * The columns beside it are shown, and nothing is sent by them.
 */
export const workspaceSecrets = pgTable(
  "workspace_secrets",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    workspaceId: uuid("workspace_id").notNull(),
    name: text("name").notNull(),
    purpose: text("purpose").$type<SecretOption["purpose"]>().notNull(),
    origins: text("origins").array().notNull(),
    /** How a credential is sent, with `{value}` in its place. */
    header: text("header"),
    sealedValue: text("sealed_value").notNull(),
    createdBy: uuid("created_by"),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    foreignKey({
      name: "fk_workspace_secrets_workspace",
      columns: [table.workspaceId],
      foreignColumns: [workspaces.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_workspace_secrets_creator",
      columns: [table.createdBy],
      foreignColumns: [authUsers.id],
    }).onDelete("set null"),
    uniqueIndex("uq_workspace_secrets_name").on(table.workspaceId, table.name),
    index("idx_workspace_secrets_name").on(table.name),
    index("idx_workspace_secrets_creator").on(table.createdBy),
    check(
      "ck_workspace_secrets_name",
      sql`${table.name} ~ ${sql.raw(`'^[A-Za-z0-9_-]{1,${MAX_SECRET_NAME_CHARACTERS}}$'`)}`,
    ),
    check("ck_workspace_secrets_purpose", sql`${table.purpose} in ('credential', 'signing')`),
    check(
      "ck_workspace_secrets_origins",
      sql`cardinality(${table.origins}) between 1 and ${sql.raw(String(MAX_SECRET_ORIGINS))}`,
    ),
    check(
      "ck_workspace_secrets_header",
      sql`(${table.purpose} = 'credential') = (${table.header} is not null) and char_length(${table.header}) <= ${sql.raw(String(MAX_HEADER_TEMPLATE_CHARACTERS))}`,
    ),
    check("ck_workspace_secrets_sealed_value", sql`${table.sealedValue} like 'v1.%'`),
    pgPolicy("workspace_secrets_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
    pgPolicy("workspace_secrets_insert_manager", {
      for: "insert",
      to: appRole,
      withCheck: sql`${table.createdBy} is not distinct from (select public.signed_in_user_id()) and ${table.workspaceId} = any ((select public.managed_workspace_ids())::uuid[])`,
    }),
    pgPolicy("workspace_secrets_delete_manager", {
      for: "delete",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.managed_workspace_ids())::uuid[])`,
    }),
  ],
);
