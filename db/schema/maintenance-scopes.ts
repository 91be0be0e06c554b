import { sql, type SQLWrapper } from "drizzle-orm";
import { foreignKey, index, pgPolicy, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { appRole } from "@/db/access/app-role";
import { maintenanceWindows } from "@/db/schema/maintenance-windows";
import { routines } from "@/db/schema/routines";
import { tags } from "@/db/schema/tags";

/** A part of a window is written with it, and goes with it or with what it names. */
const policies = (name: string, workspaceId: SQLWrapper) => [
  pgPolicy(`${name}_select_member`, {
    for: "select",
    to: appRole,
    using: sql`${workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
  }),
  pgPolicy(`${name}_insert_editor`, {
    for: "insert",
    to: appRole,
    withCheck: sql`${workspaceId} = any ((select public.editable_workspace_ids())::uuid[])`,
  }),
];

/** The routines that a window of maintenance names. */
export const maintenanceRoutines = pgTable(
  "maintenance_routines",
  {
    workspaceId: uuid("workspace_id").notNull(),
    windowId: uuid("window_id").notNull(),
    routineId: uuid("routine_id").notNull(),
  },
  (table) => [
    primaryKey({ name: "pk_maintenance_routines", columns: [table.windowId, table.routineId] }),
    foreignKey({
      name: "fk_maintenance_routines_window",
      columns: [table.workspaceId, table.windowId],
      foreignColumns: [maintenanceWindows.workspaceId, maintenanceWindows.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_maintenance_routines_routine",
      columns: [table.workspaceId, table.routineId],
      foreignColumns: [routines.workspaceId, routines.id],
    }).onDelete("cascade"),
    index("idx_maintenance_routines_routine").on(table.workspaceId, table.routineId),
    ...policies("maintenance_routines", table.workspaceId),
  ],
);

/** The tags that a window of maintenance names. */
export const maintenanceTags = pgTable(
  "maintenance_tags",
  {
    workspaceId: uuid("workspace_id").notNull(),
    windowId: uuid("window_id").notNull(),
    tagId: uuid("tag_id").notNull(),
  },
  (table) => [
    primaryKey({ name: "pk_maintenance_tags", columns: [table.windowId, table.tagId] }),
    foreignKey({
      name: "fk_maintenance_tags_window",
      columns: [table.workspaceId, table.windowId],
      foreignColumns: [maintenanceWindows.workspaceId, maintenanceWindows.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_maintenance_tags_tag",
      columns: [table.workspaceId, table.tagId],
      foreignColumns: [tags.workspaceId, tags.id],
    }).onDelete("cascade"),
    index("idx_maintenance_tags_tag").on(table.workspaceId, table.tagId),
    ...policies("maintenance_tags", table.workspaceId),
  ],
);
