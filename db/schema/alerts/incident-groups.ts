import { sql } from "drizzle-orm";
import {
  foreignKey,
  index,
  integer,
  pgPolicy,
  pgTable,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { appRole } from "@/db/access/app-role";
import { instant } from "@/db/columns";
import { workspaces } from "@/db/schema/workspaces";
import type { RunErrorCode } from "@/lib/domain/run/run-error-code";

/**
 * Incidents of one cause: of one host, or with one error. `endpoint_host` is null where they have none in
 * common, `error_code` likewise. An incident joins within two minutes of the newest (`last_joined_at`).
 */
export const incidentGroups = pgTable(
  "incident_groups",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    workspaceId: uuid("workspace_id").notNull(),
    endpointHost: text("endpoint_host"),
    errorCode: text("error_code").$type<RunErrorCode>(),
    incidentCount: integer("incident_count").notNull().default(0),
    openedAt: instant("opened_at").notNull(),
    lastJoinedAt: instant("last_joined_at").notNull(),
  },
  (table) => [
    unique("uq_incident_groups_workspace_id").on(table.workspaceId, table.id),
    foreignKey({
      name: "fk_incident_groups_workspace",
      columns: [table.workspaceId],
      foreignColumns: [workspaces.id],
    }).onDelete("cascade"),
    index("idx_incident_groups_joined").on(table.workspaceId, table.lastJoinedAt),
    pgPolicy("incident_groups_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
  ],
);
