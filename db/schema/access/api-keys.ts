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
import { choices, instant } from "@/db/columns";
import { workspaces } from "@/db/schema/workspaces";
import { keyScopes, MAX_KEY_ADDRESSES, type KeyScope } from "@/lib/domain/keys/key-options";
import { MAX_NAME_CHARACTERS } from "@/lib/domain/routine/routine-options";
import { grantableRoles, type GrantableRole } from "@/lib/domain/workspace/role";

/**
 * The keys of a workspace for machines. Of a key itself only the keyed hash is stored (`secret_hash`,
 * hexadecimal HMAC-SHA-256 under a key that the database holds sealed), and `prefix` names it. A key outlives
 * the member who made it; `created_by_email` is their address as it was then. `last_used_at` is kept to
 * the minute.
 */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    workspaceId: uuid("workspace_id").notNull(),
    name: text("name").notNull(),
    prefix: text("prefix").notNull(),
    secretHash: text("secret_hash").notNull(),
    role: text("role").$type<GrantableRole>().notNull(),
    scopes: text("scopes").array().$type<KeyScope[]>().notNull(),
    addresses: text("addresses").array().notNull(),
    expiresAt: instant("expires_at"),
    lastUsedAt: instant("last_used_at"),
    createdBy: uuid("created_by"),
    createdByEmail: text("created_by_email").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    foreignKey({
      name: "fk_api_keys_workspace",
      columns: [table.workspaceId],
      foreignColumns: [workspaces.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_api_keys_creator",
      columns: [table.createdBy],
      foreignColumns: [authUsers.id],
    }).onDelete("set null"),
    uniqueIndex("uq_api_keys_prefix").on(table.prefix),
    index("idx_api_keys_workspace").on(table.workspaceId, table.createdAt),
    index("idx_api_keys_creator").on(table.createdBy),
    check(
      "ck_api_keys_name",
      sql`char_length(${table.name}) between 1 and ${sql.raw(String(MAX_NAME_CHARACTERS))}`,
    ),
    check("ck_api_keys_prefix", sql`${table.prefix} ~ '^opk_[0-9A-Za-z]{8}$'`),
    check("ck_api_keys_secret_hash", sql`${table.secretHash} ~ '^[0-9a-f]{64}$'`),
    check("ck_api_keys_role", sql`${table.role} in (${choices(grantableRoles)})`),
    check(
      "ck_api_keys_scopes",
      sql`cardinality(${table.scopes}) between 1 and ${sql.raw(String(keyScopes.length))} and ${table.scopes} <@ array[${choices(keyScopes)}]`,
    ),
    check(
      "ck_api_keys_addresses",
      sql`cardinality(${table.addresses}) <= ${sql.raw(String(MAX_KEY_ADDRESSES))} and octet_length(array_to_string(${table.addresses}, ' ')) <= 4096`,
    ),
    check("ck_api_keys_expires_at", sql`${table.expiresAt} > ${table.createdAt}`),
    check("ck_api_keys_created_by_email", sql`char_length(${table.createdByEmail}) <= 320`),
    pgPolicy("api_keys_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
    // Only for people: a key has no user, and makes and ends no keys.
    pgPolicy("api_keys_insert_editor", {
      for: "insert",
      to: appRole,
      withCheck: sql`${table.createdBy} = (select public.signed_in_user_id()) and (${table.workspaceId} = any ((select public.managed_workspace_ids())::uuid[]) or (${table.role} <> 'ADMIN' and ${table.workspaceId} = any ((select public.editable_workspace_ids())::uuid[])))`,
    }),
    pgPolicy("api_keys_delete_editor", {
      for: "delete",
      to: appRole,
      using: sql`(select public.signed_in_user_id()) is not null and (${table.workspaceId} = any ((select public.managed_workspace_ids())::uuid[]) or (${table.createdBy} = (select public.signed_in_user_id()) and ${table.workspaceId} = any ((select public.editable_workspace_ids())::uuid[])))`,
    }),
  ],
);
