import { z } from "zod";
import { id, instant, pageOf, schemaOf } from "@/lib/domain/api/schemas/response-schema";
import type {
  ChannelConfig,
  ChannelConfigs,
  ChannelDto,
  CreatedChannelDto,
  QuietHours,
} from "@/lib/domain/channels/channel";
import { channelKinds, channelLanguages } from "@/lib/domain/channels/channel-options";
import { messageEvents, messageStatuses, type DeliveryDto } from "@/lib/domain/channels/delivery";
import { alertEvents } from "@/lib/domain/incidents/incident-options";
import { routineKey } from "@/lib/domain/routine/routine";

const server = z.object({ server: z.string() });
const nothing = z.object({});

const configs = {
  EMAIL: z.object({ to: z.array(z.string()) }),
  SLACK: nothing,
  DISCORD: nothing,
  TEAMS: nothing,
  TELEGRAM: z.object({ server: z.string(), chat_id: z.string() }),
  NTFY: z.object({ server: z.string(), topic: z.string() }),
  PAGERDUTY: server,
  ALERTMANAGER: z.object({ url: z.string() }),
  WEBHOOK: z.object({ url: z.string() }),
  PUSH: z.object({ device: z.string() }),
} satisfies { [Kind in keyof ChannelConfigs]: z.ZodType<ChannelConfigs[Kind]> };

const channelConfig: z.ZodType<ChannelConfig> = z
  .union([...new Set<z.ZodType<ChannelConfig>>(Object.values(configs))])
  .meta({ id: "ChannelConfig", description: "The settings of its kind that aren't secret." });

const wallTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

const quietHours = schemaOf<QuietHours>("QuietHours")(
  z.object({ start: wallTime, end: wallTime, timezone: z.string() }),
);

const channelShape = {
  id,
  workspace_id: id,
  kind: z.enum(channelKinds),
  name: z.string(),
  key: routineKey.nullable().describe("The caller's own name for it, unique in its workspace."),
  config: channelConfig,
  has_secret: z.boolean(),
  secret_ref: z
    .string()
    .nullable()
    .describe("The workspace's secret whose value it has; null where it was given by itself."),
  is_active: z.boolean(),
  disabled_reason: z.string().nullable().describe("Why the service turned it off."),
  events: z.array(z.enum(alertEvents)),
  routine_ids: z.array(id).describe("With no routines and no tags, all routines."),
  tags: z.array(z.string()),
  quiet_hours: quietHours.nullable(),
  reminder_minutes: z.int().nullable(),
  language: z.enum(channelLanguages),
  max_per_hour: z.int().describe("More messages than this in an hour come as one digest."),
  created_at: instant,
  updated_at: instant,
  last_delivery: z
    .object({ at: instant, status: z.enum(messageStatuses), error: z.string().nullable() })
    .nullable(),
} satisfies Record<keyof ChannelDto, z.ZodType>;

export const channelSchema = schemaOf<ChannelDto>("Channel")(z.object(channelShape));

export const channelPage = pageOf(channelSchema);

export const createdChannelSchema = schemaOf<CreatedChannelDto>("CreatedChannel")(
  z.object({
    ...channelShape,
    signing_secret: z
      .string()
      .exactOptional()
      .describe("The key that was made for a webhook without one. It is shown this once."),
  }),
);

export const deliverySchema = schemaOf<DeliveryDto>("Delivery")(
  z.object({
    id,
    channel_id: id,
    channel_name: z.string(),
    channel_kind: z.enum(channelKinds),
    event: z.enum(messageEvents),
    status: z.enum(messageStatuses),
    title: z.string().nullable(),
    attempt: z.int().min(0),
    next_attempt_at: instant.nullable(),
    response_status: z.int().nullable(),
    response: z.string().nullable(),
    incident_ids: z.array(id),
    created_at: instant,
    finished_at: instant.nullable(),
  }),
);

export const deliveryPage = pageOf(deliverySchema);

export const pushKeySchema = z
  .object({ public_key: z.string().nullable() })
  .meta({ id: "PushKey" });
