import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  jsonb,
  pgPolicy,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { appRole } from "@/db/access/app-role";
import { choices, instant } from "@/db/columns";
import { workspaces } from "@/db/schema/workspaces";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { MAX_TAG_CHARACTERS, tagColors, type TagColor } from "@/lib/domain/tags/tag-options";

/** A name by which routines of a workspace are grouped, with a colour. */
export const tags = pgTable(
  "tags",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    workspaceId: uuid("workspace_id").notNull(),
    name: text("name").notNull(),
    color: text("color").$type<TagColor>().notNull().default("gray"),
    alertPolicy: jsonb("alert_policy").$type<AlertPolicy>(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    unique("uq_tags_workspace_id").on(table.workspaceId, table.id),
    uniqueIndex("uq_tags_name").on(table.workspaceId, sql`lower(${table.name})`),
    foreignKey({
      name: "fk_tags_workspace",
      columns: [table.workspaceId],
      foreignColumns: [workspaces.id],
    }).onDelete("cascade"),
    // Without controls and commas, which divide names in an address.
    check(
      "ck_tags_name",
      sql`char_length(${table.name}) between 1 and ${sql.raw(String(MAX_TAG_CHARACTERS))} and ${table.name} = btrim(${table.name}) and ${table.name} !~ '[\\u0001-\\u001f\\u007f-\\u009f\\u2028\\u2029,]'`,
    ),
    check(
      "ck_tags_alert_policy",
      sql`jsonb_typeof(${table.alertPolicy}) = 'object' and octet_length(${table.alertPolicy}::text) <= 4096`,
    ),
    check("ck_tags_color", sql`${table.color} in (${choices(tagColors)})`),
    pgPolicy("tags_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
    ...(["insert", "update", "delete"] as const).map((verb) =>
      pgPolicy(`tags_${verb}_editor`, {
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
