import { sql } from "drizzle-orm";
import { check, foreignKey, pgPolicy, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { appRole } from "@/db/access/app-role";
import { exactJsonb, instant } from "@/db/columns";
import { workspaces } from "@/db/schema/workspaces";
import { MAX_PREFIX_CHARACTERS } from "@/lib/domain/code/code-options";
import type { CodeResource } from "@/lib/domain/code/code-plan";

/**
 * What was applied last of each file of a workspace, by the prefix of the keys that the file owns: what
 * differs from it now was changed by hand. The empty prefix owns everything that has a key.
 */
export const appliedFiles = pgTable(
  "applied_files",
  {
    workspaceId: uuid("workspace_id").notNull(),
    prefix: text("prefix").notNull(),
    resources: exactJsonb("resources").$type<CodeResource[]>().notNull(),
    appliedAt: instant("applied_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ name: "pk_applied_files", columns: [table.workspaceId, table.prefix] }),
    foreignKey({
      name: "fk_applied_files_workspace",
      columns: [table.workspaceId],
      foreignColumns: [workspaces.id],
    }).onDelete("cascade"),
    check(
      "ck_applied_files_prefix",
      sql`char_length(${table.prefix}) <= ${sql.raw(String(MAX_PREFIX_CHARACTERS))} and ${table.prefix} ~ '^([A-Za-z0-9._-]+/)*$'`,
    ),
    check(
      "ck_applied_files_resources",
      sql`jsonb_typeof(${table.resources}) = 'array' and octet_length(${table.resources}::text) <= 16777216`,
    ),
    pgPolicy("applied_files_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
    ...(["insert", "update", "delete"] as const).map((verb) =>
      pgPolicy(`applied_files_${verb}_editor`, {
        for: verb,
        to: appRole,
        ...(verb !== "insert" && {
          using: sql`${table.workspaceId} = any ((select public.editable_workspace_ids())::uuid[])`,
        }),
        ...(verb !== "delete" && {
          withCheck: sql`${table.workspaceId} = any ((select public.editable_workspace_ids())::uuid[])`,
        }),
      }),
    ),
  ],
);
