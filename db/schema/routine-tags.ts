import { sql } from "drizzle-orm";
import { foreignKey, index, pgPolicy, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { appRole } from "@/db/access/app-role";
import { routines } from "@/db/schema/routines";
import { tags } from "@/db/schema/tags";

/** The tags of routines. */
export const routineTags = pgTable(
  "routine_tags",
  {
    workspaceId: uuid("workspace_id").notNull(),
    routineId: uuid("routine_id").notNull(),
    tagId: uuid("tag_id").notNull(),
  },
  (table) => [
    primaryKey({ name: "pk_routine_tags", columns: [table.routineId, table.tagId] }),
    foreignKey({
      name: "fk_routine_tags_routine",
      columns: [table.workspaceId, table.routineId],
      foreignColumns: [routines.workspaceId, routines.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_routine_tags_tag",
      columns: [table.workspaceId, table.tagId],
      foreignColumns: [tags.workspaceId, tags.id],
    }).onDelete("cascade"),
    // Not by the workspace first: a page of routines would be looked up by it, before it is analyzed.
    index("idx_routine_tags_tag").on(table.tagId),
    pgPolicy("routine_tags_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
    pgPolicy("routine_tags_insert_editor", {
      for: "insert",
      to: appRole,
      withCheck: sql`${table.workspaceId} = any ((select public.editable_workspace_ids())::uuid[])`,
    }),
    pgPolicy("routine_tags_delete_editor", {
      for: "delete",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.editable_workspace_ids())::uuid[])`,
    }),
  ],
);
