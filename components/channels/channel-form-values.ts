import { isTypedKind, kindFields } from "@/components/channels/channel-fields";
import type { ActionFailure } from "@/lib/domain/action-result";
import type { ChannelDto } from "@/lib/domain/channels/channel";
import {
  channelLanguages,
  DEFAULT_MESSAGES_PER_HOUR,
  type ChannelKind,
} from "@/lib/domain/channels/channel-options";
import type { FieldProblem } from "@/lib/domain/errors";
import { alertEvents } from "@/lib/domain/incidents/incident-options";

/** The fields of the form, exactly as they were typed. */
export type ChannelFormValues = {
  name: string;
  /** Of the fields that are not secret, by name. */
  config: Record<string, string>;
  events: string[];
  routine_ids: string[];
  tags: string;
  quiet_start: string;
  quiet_end: string;
  quiet_timezone: string;
  reminder_minutes: string;
  language: string;
  max_per_hour: string;
};

export type ChannelFormState = {
  values: ChannelFormValues;
  failure: ActionFailure | null;
  isSaved: boolean;
  /** A new channel whose signing key was made, which is shown this once. */
  made: { id: string; signingSecret: string } | null;
};

/** What a form of a new channel holds, for a reader of this language. */
export function freshChannel(name: string, locale: string): ChannelFormValues {
  return {
    name,
    config: {},
    events: [...alertEvents],
    routine_ids: [],
    tags: "",
    quiet_start: "",
    quiet_end: "",
    quiet_timezone: "",
    reminder_minutes: "",
    language: channelLanguages.find((language) => language === locale) ?? "en",
    max_per_hour: String(DEFAULT_MESSAGES_PER_HOUR),
  };
}

export function showChannel(channel: ChannelDto): ChannelFormValues {
  const { quiet_hours: quiet } = channel;
  return {
    name: channel.name,
    config: Object.fromEntries(
      Object.entries(channel.config).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(", ") : String(value),
      ]),
    ),
    events: channel.events,
    routine_ids: channel.routine_ids,
    tags: channel.tags.join(", "),
    quiet_start: quiet?.start ?? "",
    quiet_end: quiet?.end ?? "",
    quiet_timezone: quiet?.timezone ?? "",
    reminder_minutes: channel.reminder_minutes === null ? "" : String(channel.reminder_minutes),
    language: channel.language,
    max_per_hour: String(channel.max_per_hour),
  };
}

/** Whether a channel has a setting that a new one hasn't. */
export function hasChangedOptions(values: ChannelFormValues): boolean {
  const fresh = freshChannel("", values.language);
  return (
    values.events.length !== fresh.events.length ||
    values.routine_ids.length > 0 ||
    (["tags", "quiet_start", "quiet_end", "reminder_minutes", "max_per_hour"] as const).some(
      (name) => values[name] !== fresh[name],
    )
  );
}

const readText = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

const readTexts = (form: FormData, name: string): string[] =>
  form.getAll(name).filter((value) => typeof value === "string");

export function readChannelForm(form: FormData, kind: ChannelKind): ChannelFormValues {
  const config = isTypedKind(kind) ? kindFields[kind].config : [];
  return {
    name: readText(form, "name"),
    config: Object.fromEntries(config.map(({ name }) => [name, readText(form, `config.${name}`)])),
    events: readTexts(form, "events"),
    routine_ids: readTexts(form, "routine_ids"),
    tags: readText(form, "tags"),
    quiet_start: readText(form, "quiet_start"),
    quiet_end: readText(form, "quiet_end"),
    quiet_timezone: readText(form, "quiet_timezone"),
    reminder_minutes: readText(form, "reminder_minutes"),
    language: readText(form, "language"),
    max_per_hour: readText(form, "max_per_hour"),
  };
}

const words = (text: string) =>
  text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

/**
 * The settings in a form, as a verb takes them. An empty secret and an empty field of the kind are left
 * out: the one that is saved stays, or the default holds.
 */
export function toChannelInput(kind: ChannelKind, values: ChannelFormValues, secret: string) {
  const { quiet_start: start, quiet_end: end, quiet_timezone: timezone } = values;
  const config = Object.entries(values.config).filter(([, value]) => value.trim() !== "");
  return {
    name: values.name,
    ...(isTypedKind(kind) && { config: Object.fromEntries(config) }),
    ...(secret !== "" && { secret }),
    events: values.events,
    routine_ids: values.routine_ids,
    tags: words(values.tags),
    quiet_hours: start === "" && end === "" ? null : { start, end, timezone },
    reminder_minutes:
      values.reminder_minutes.trim() === "" ? null : Number(values.reminder_minutes),
    language: values.language,
    max_per_hour: values.max_per_hour.trim() === "" ? NaN : Number(values.max_per_hour),
  };
}

const optionPlaces: Readonly<Record<string, string>> = {
  "quiet_hours.start": "quiet_start",
  "quiet_hours.end": "quiet_end",
  "quiet_hours.timezone": "quiet_timezone",
  quiet_hours: "quiet_start",
};

/** The name of the field that a problem belongs to. */
export function placeOfProblem({ path }: FieldProblem): string {
  const known = optionPlaces[path];
  if (known !== undefined) return known;
  const parts = path.split(".");
  return parts[0] === "config" ? parts.slice(0, 2).join(".") : (parts[0] ?? "");
}
