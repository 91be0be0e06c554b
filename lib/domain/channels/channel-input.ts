import { z } from "zod";
import {
  channelKinds,
  channelLanguages,
  DEFAULT_MESSAGES_PER_HOUR,
  MAX_CHANNEL_ROUTINES,
  MAX_CHANNEL_TAGS,
  MAX_MESSAGES_PER_HOUR,
  MAX_REMINDER_MINUTES,
  MIN_REMINDER_MINUTES,
} from "@/lib/domain/channels/channel-options";
import { problem } from "@/lib/domain/field-problems";
import { alertEvents } from "@/lib/domain/incidents/incident-options";
import { cursorParameter, nameInput, pageLimit, wholeNumber } from "@/lib/domain/inputs";
import { routineKey } from "@/lib/domain/routine/routine";
import { MAX_PAGE_ROWS } from "@/lib/domain/routine/routine-options";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";
import { isPlainText } from "@/lib/domain/storable-text";

const MAX_TAG_CHARACTERS = 40;

const unique = <Item>(items: readonly Item[]): Item[] => [...new Set(items)];

const events = z
  .array(z.enum(alertEvents, problem("channel_event_unknown")), problem("channel_events_required"))
  .min(1, problem("channel_events_required"))
  .transform((given) => alertEvents.filter((event) => given.includes(event)));

const routineIds = z
  .array(z.uuid(problem("routine_id_invalid")), problem("channel_routines_not_a_list"))
  .max(MAX_CHANNEL_ROUTINES, problem("channel_routines_too_many"))
  .transform((ids) => unique(ids.map((id) => id.toLowerCase())));

const tags = z
  .array(
    z
      .string(problem("channel_tags_invalid"))
      .trim()
      .min(1, problem("channel_tags_invalid"))
      .max(MAX_TAG_CHARACTERS, problem("channel_tags_invalid"))
      .refine(isPlainText, problem("text_not_storable")),
    problem("channel_tags_invalid"),
  )
  .max(MAX_CHANNEL_TAGS, problem("channel_tags_invalid"))
  .transform(unique);

const wallTime = z
  .string(problem("quiet_time_invalid"))
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, problem("quiet_time_invalid"));

const quietHours = z
  .strictObject(
    {
      start: wallTime,
      end: wallTime,
      timezone: z
        .string(problem("timezone_unknown"))
        .refine(isTimezone, problem("timezone_unknown")),
    },
    problem("quiet_hours_invalid"),
  )
  .refine(({ start, end }) => start !== end, { ...problem("quiet_hours_empty"), path: ["end"] })
  .nullable();

const isActive = z.boolean(problem("is_active_not_boolean"));
const language = z.enum(channelLanguages, problem("channel_language_unknown"));
const reminderMinutes = wholeNumber(
  MIN_REMINDER_MINUTES,
  MAX_REMINDER_MINUTES,
  "reminder_out_of_range",
).nullable();
const maxPerHour = wholeNumber(1, MAX_MESSAGES_PER_HOUR, "max_per_hour_out_of_range");

/** `config` and `secret` depend on the kind: `parseChannelSettings` checks them. */
const settings = {
  config: z.unknown().optional().meta({ type: "object" }),
  secret: z
    .unknown()
    .optional()
    .meta({ type: ["string", "object", "null"] }),
};

/** A new channel. What isn't given is quiet by default: every event, every routine, no reminders. */
export const createChannelInput = z.strictObject({
  kind: z.enum(channelKinds, problem("channel_kind_unknown")),
  name: nameInput("channel_name_required").optional(),
  key: routineKey.nullable().default(null),
  ...settings,
  is_active: isActive.default(true),
  events: events.default([...alertEvents]),
  routine_ids: routineIds.default([]),
  tags: tags.default([]),
  quiet_hours: quietHours.default(null),
  reminder_minutes: reminderMinutes.default(null),
  language: language.default("en"),
  max_per_hour: maxPerHour.default(DEFAULT_MESSAGES_PER_HOUR),
});

export type CreateChannelInput = z.output<typeof createChannelInput>;

/** A change of a channel: what isn't given stays. The kind can be repeated, not changed. */
export const updateChannelInput = z.strictObject({
  kind: z
    .unknown()
    .optional()
    .meta({ type: "string", enum: [...channelKinds] }),
  name: nameInput("channel_name_required").optional(),
  key: routineKey.nullable().optional(),
  ...settings,
  is_active: isActive.optional(),
  events: events.optional(),
  routine_ids: routineIds.optional(),
  tags: tags.optional(),
  quiet_hours: quietHours.optional(),
  reminder_minutes: reminderMinutes.optional(),
  language: language.optional(),
  max_per_hour: maxPerHour.optional(),
});

export type UpdateChannelInput = z.output<typeof updateChannelInput>;

/** A query of the delivery log, newest first. */
export const deliveryQuery = z.strictObject({
  channel_id: z.uuid(problem("channel_id_invalid")).optional(),
  incident_id: z.uuid(problem("incident_id_invalid")).optional(),
  limit: pageLimit(MAX_PAGE_ROWS, 50),
  cursor: cursorParameter,
});
export type DeliveryQuery = z.infer<typeof deliveryQuery>;
