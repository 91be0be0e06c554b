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
import { channels } from "@/db/schema/alerts/channels";
import { incidentGroups } from "@/db/schema/alerts/incident-groups";
import {
  messageEvents,
  messageStatuses,
  type MessageEvent,
  type MessageStatus,
} from "@/lib/domain/channels/delivery";

/**
 * What was sent, or is being sent: one message about one group of incidents to one channel. It is made
 * from pending notifications in one transaction, then leased and fenced like a run until it is SENT, or
 * FAILED after a day of attempts. `due_at` is when the next attempt may begin. `group_id` is null for a
 * test and a digest. Only the service writes it.
 */
export const alertMessages = pgTable(
  "alert_messages",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    workspaceId: uuid("workspace_id").notNull(),
    channelId: uuid("channel_id").notNull(),
    groupId: uuid("group_id"),
    event: text("event").$type<MessageEvent>().notNull(),
    status: text("status").$type<MessageStatus>().notNull().default("PENDING"),
    dueAt: instant("due_at").notNull(),
    attempt: integer("attempt").notNull().default(0),
    lockUntil: instant("lock_until"),
    lockedBy: text("locked_by"),
    leaseToken: bigint("lease_token", { mode: "number" }).notNull().default(0),
    /** The line that was sent. */
    title: text("title"),
    /** HTTP or SMTP status of the newest attempt. */
    responseStatus: integer("response_status"),
    /** The start of the response to the newest attempt, or what went wrong, secrets masked. */
    response: text("response"),
    createdAt: instant("created_at").notNull().defaultNow(),
    finishedAt: instant("finished_at"),
  },
  (table) => [
    unique("uq_alert_messages_workspace_id").on(table.workspaceId, table.id),
    foreignKey({
      name: "fk_alert_messages_channel",
      columns: [table.workspaceId, table.channelId],
      foreignColumns: [channels.workspaceId, channels.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "fk_alert_messages_group",
      columns: [table.workspaceId, table.groupId],
      foreignColumns: [incidentGroups.workspaceId, incidentGroups.id],
    }).onDelete("cascade"),
    index("idx_alert_messages_due")
      .on(table.dueAt)
      .where(sql`status = 'PENDING'`),
    index("idx_alert_messages_channel_created").on(
      table.channelId,
      table.createdAt.desc().nullsFirst(),
    ),
    index("idx_alert_messages_workspace_created").on(
      table.workspaceId,
      table.createdAt.desc().nullsFirst(),
    ),
    index("idx_alert_messages_group").on(table.groupId),
    check("ck_alert_messages_event", sql`${table.event} in (${choices(messageEvents)})`),
    check("ck_alert_messages_status", sql`${table.status} in (${choices(messageStatuses)})`),
    check(
      "ck_alert_messages_lease",
      sql`(${table.lockUntil} is null) = (${table.lockedBy} is null)`,
    ),
    check(
      "ck_alert_messages_finished",
      sql`(${table.status} = 'PENDING') = (${table.finishedAt} is null)`,
    ),
    check("ck_alert_messages_attempt", sql`${table.attempt} >= 0`),
    pgPolicy("alert_messages_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
  ],
);
