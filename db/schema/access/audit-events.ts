import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  jsonb,
  pgPolicy,
  pgTable,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { appRole } from "@/db/access/app-role";
import { instant } from "@/db/columns";
import { workspaces } from "@/db/schema/workspaces";
import type { AuditChange } from "@/lib/domain/audit/audit-event";

/**
 * Who did what to what in a workspace: triggers on its tables write it, in the transaction of the change.
 * Rows are only added. The database refuses to change or delete one, to its owner too, apart from
 * `trim_audit_events` and the deletion of the whole workspace.
 *
 * People, keys and what was changed are named as they were called at the time, without a foreign key: the
 * log outlives them. With neither `actor_id` nor `key_id` OpsPulse itself did it. `transaction_id` tells
 * the parts of one change, which are one event.
 */
export const auditEvents = pgTable(
  "audit_events",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    workspaceId: uuid("workspace_id").notNull(),
    at: instant("at").notNull(),
    transactionId: bigint("transaction_id", { mode: "number" }).notNull(),
    actorId: uuid("actor_id"),
    actorEmail: text("actor_email"),
    keyId: uuid("key_id"),
    keyName: text("key_name"),
    address: text("address"),
    action: text("action").notNull(),
    targetKind: text("target_kind").notNull(),
    targetId: uuid("target_id"),
    targetName: text("target_name"),
    changes: jsonb("changes").$type<AuditChange[]>().notNull().default([]),
  },
  (table) => [
    foreignKey({
      name: "fk_audit_events_workspace",
      columns: [table.workspaceId],
      foreignColumns: [workspaces.id],
    }).onDelete("cascade"),
    index("idx_audit_events_workspace").on(table.workspaceId, table.id),
    index("idx_audit_events_target").on(table.workspaceId, table.targetId, table.id),
    check("ck_audit_events_actor", sql`num_nonnulls(${table.actorId}, ${table.keyId}) <= 1`),
    check("ck_audit_events_action", sql`${table.action} ~ '^[a-z_]{1,40}[.][a-z_]{1,40}$'`),
    check("ck_audit_events_target_kind", sql`${table.targetKind} ~ '^[a-z_]{1,40}$'`),
    check(
      "ck_audit_events_changes",
      sql`jsonb_typeof(${table.changes}) = 'array' and octet_length(${table.changes}::text) <= 16384`,
    ),
    pgPolicy("audit_events_select_auditor", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.audited_workspace_ids())::uuid[])`,
    }),
  ],
);
