import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgPolicy,
  pgTable,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { appRole } from "@/db/access/app-role";
import { choices, instant } from "@/db/columns";
import { workspaces } from "@/db/schema/workspaces";
import type { ChannelConfig, QuietHours } from "@/lib/domain/channels/channel";
import {
  channelKinds,
  channelLanguages,
  DEFAULT_MESSAGES_PER_HOUR,
  MAX_MESSAGES_PER_HOUR,
  MAX_REMINDER_MINUTES,
  MIN_REMINDER_MINUTES,
  type ChannelKind,
  type ChannelLanguage,
} from "@/lib/domain/channels/channel-options";
import type { AlertEvent } from "@/lib/domain/incidents/incident-options";
import {
  KEY_PATTERN,
  MAX_KEY_CHARACTERS,
  MAX_NAME_CHARACTERS,
} from "@/lib/domain/routine/routine-options";
import { MAX_SECRET_NAME_CHARACTERS } from "@/lib/domain/routine/secret-option";

const number = (value: number) => sql.raw(String(value));

/**
 * Where alerts go. `sealed_secret` is sealed text: a URL or token is never in the clear, and nobody but the
 * service may read it. With no `routine_ids` and no `tags` a channel is for every routine; what is named
 * there and no longer exists matches nothing. `disabled_reason` says why the service turned it off.
 *
 * `key` is the caller's own name for it, unique in its workspace. `secret_ref` is the name of the
 * workspace's secret whose value is sealed here; null where the value was given by itself.
 */
export const channels = pgTable(
  "channels",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    workspaceId: uuid("workspace_id").notNull(),
    kind: text("kind").$type<ChannelKind>().notNull(),
    name: text("name").notNull(),
    key: text("key"),
    config: jsonb("config").$type<ChannelConfig>().notNull(),
    sealedSecret: text("sealed_secret"),
    secretRef: text("secret_ref"),
    hasSecret: boolean("has_secret")
      .notNull()
      .generatedAlwaysAs(sql`sealed_secret is not null`),
    isActive: boolean("is_active").notNull().default(true),
    disabledReason: text("disabled_reason"),
    events: jsonb("events").$type<AlertEvent[]>().notNull(),
    routineIds: jsonb("routine_ids").$type<string[]>().notNull().default([]),
    tags: jsonb("tags").$type<string[]>().notNull().default([]),
    quietHours: jsonb("quiet_hours").$type<QuietHours>(),
    reminderMinutes: integer("reminder_minutes"),
    language: text("language").$type<ChannelLanguage>().notNull().default("en"),
    maxPerHour: integer("max_per_hour").notNull().default(DEFAULT_MESSAGES_PER_HOUR),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    unique("uq_channels_workspace_id").on(table.workspaceId, table.id),
    foreignKey({
      name: "fk_channels_workspace",
      columns: [table.workspaceId],
      foreignColumns: [workspaces.id],
    }).onDelete("cascade"),
    unique("uq_channels_key").on(table.workspaceId, table.key),
    index("idx_channels_workspace").on(table.workspaceId),
    check("ck_channels_kind", sql`${table.kind} in (${choices(channelKinds)})`),
    check(
      "ck_channels_name",
      sql`char_length(${table.name}) between 1 and ${number(MAX_NAME_CHARACTERS)}`,
    ),
    check(
      "ck_channels_key",
      sql`char_length(${table.key}) <= ${number(MAX_KEY_CHARACTERS)} and ${table.key} ~ ${sql.raw(`'${KEY_PATTERN}'`)}`,
    ),
    check(
      "ck_channels_secret_ref",
      sql`${table.secretRef} ~ ${sql.raw(`'^[A-Za-z0-9_-]{1,${MAX_SECRET_NAME_CHARACTERS}}$'`)}`,
    ),
    check("ck_channels_language", sql`${table.language} in (${choices(channelLanguages)})`),
    check(
      "ck_channels_config",
      sql`jsonb_typeof(${table.config}) = 'object' and octet_length(${table.config}::text) <= 8192`,
    ),
    check(
      "ck_channels_filters",
      sql`jsonb_typeof(${table.events}) = 'array' and jsonb_typeof(${table.routineIds}) = 'array' and jsonb_typeof(${table.tags}) = 'array' and octet_length(${table.events}::text) + octet_length(${table.routineIds}::text) + octet_length(${table.tags}::text) <= 131072`,
    ),
    check(
      "ck_channels_reminder_minutes",
      sql`${table.reminderMinutes} between ${number(MIN_REMINDER_MINUTES)} and ${number(MAX_REMINDER_MINUTES)}`,
    ),
    check(
      "ck_channels_max_per_hour",
      sql`${table.maxPerHour} between 1 and ${number(MAX_MESSAGES_PER_HOUR)}`,
    ),
    check(
      "ck_channels_sealed_secret",
      sql`${table.sealedSecret} like 'v1.%' and octet_length(${table.sealedSecret}) <= 16384`,
    ),
    pgPolicy("channels_select_member", {
      for: "select",
      to: appRole,
      using: sql`${table.workspaceId} = any ((select public.member_workspace_ids())::uuid[])`,
    }),
    ...(["insert", "update", "delete"] as const).map((verb) =>
      pgPolicy(`channels_${verb}_editor`, {
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
