import { sql } from "drizzle-orm";
import {
  bigint,
  check,
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
import { choices, instant } from "@/db/columns";
import { alertMessages } from "@/db/schema/alerts/alert-messages";
import { channels } from "@/db/schema/alerts/channels";
import { incidents } from "@/db/schema/alerts/incidents";
import { skipReasons, type SkipReason } from "@/lib/domain/channels/delivery";
import { alertEvents, type AlertEvent } from "@/lib/domain/incidents/incident-options";

/**
 * The outbox: one row for each transition of an incident and each channel that listens to it, written in
 * the transaction of the transition. A row ends with the message that carried it (`message_id`), or with the
 * reason why none did (`skip_reason`). `transition` is that of the incident; reminders count below zero, so
 * that each is sent once. `due_at` is when it may be bundled. Only the service writes it.
 */
export const notifications = pgTable(
  "notifications",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    workspaceId: uuid("workspace_id").notNull(),
    incidentId: uuid("incident_id").notNull(),
    channelId: uuid("channel_id").notNull(),
    transition: integer("transition").notNull(),
    event: text("event").$type<AlertEvent>().notNull(),
    dueAt: instant("due_at").notNull(),
    messageId: uuid("message_id"),
    skipReason: text("skip_reason").$type<SkipReason>(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    unique("uq_notifications_transition").on(table.incidentId, table.transition, table.channelId),
    foreignKey({
      name: "fk_notifications_incident",
      columns: [table.workspaceId, table.incidentId],
      foreignColumns: [incidents.workspaceId, incidents.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_notifications_channel",
      columns: [table.workspaceId, table.channelId],
      foreignColumns: [channels.workspaceId, channels.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_notifications_message",
      columns: [table.workspaceId, table.messageId],
      foreignColumns: [alertMessages.workspaceId, alertMessages.id],
    }).onDelete("cascade"),
    index("idx_notifications_pending")
      .on(table.dueAt)
      .where(sql`message_id is null and skip_reason is null`),
    index("idx_notifications_message").on(table.messageId),
    index("idx_notifications_channel").on(table.channelId),
    check("ck_notifications_event", sql`${table.event} in (${choices(alertEvents)})`),
    check("ck_notifications_skip_reason", sql`${table.skipReason} in (${choices(skipReasons)})`),
    check("ck_notifications_end", sql`num_nonnulls(${table.messageId}, ${table.skipReason}) <= 1`),
    pgPolicy("notifications_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
  ],
);
