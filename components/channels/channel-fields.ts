import type { ChannelKind } from "@/lib/domain/channels/channel-options";

/** The fields of kinds that are not secret. */
type ConfigField = "to" | "chat_id" | "topic" | "server" | "url";

type ShownField = {
  name: ConfigField;
  /** The key of its hint among the texts of fields. */
  hint:
    | "toHint"
    | "chat_idHint"
    | "topicHint"
    | "serverHint"
    | "pagerdutyServerHint"
    | "urlHint"
    | "alertmanagerUrlHint";
  /** What an empty field means. */
  placeholder?: string;
  isRequired?: boolean;
};

/** The kinds that are filled in; a device is added by its browser. */
export type TypedKind = Exclude<ChannelKind, "PUSH">;

type KindFields = { config: readonly ShownField[]; secret: "none" | "optional" | "required" };

const server = (placeholder: string): ShownField => ({
  name: "server",
  hint: "serverHint",
  placeholder,
});

/** The fields of each kind, in the order in which its form shows them. */
export const kindFields: Record<TypedKind, KindFields> = {
  EMAIL: {
    config: [{ name: "to", hint: "toHint", placeholder: "ops@example.com", isRequired: true }],
    secret: "none",
  },
  SLACK: { config: [], secret: "required" },
  DISCORD: { config: [], secret: "required" },
  TEAMS: { config: [], secret: "required" },
  TELEGRAM: {
    config: [
      { name: "chat_id", hint: "chat_idHint", isRequired: true },
      server("https://api.telegram.org"),
    ],
    secret: "required",
  },
  NTFY: {
    config: [{ name: "topic", hint: "topicHint", isRequired: true }, server("https://ntfy.sh")],
    secret: "optional",
  },
  PAGERDUTY: {
    config: [{ ...server("https://events.pagerduty.com"), hint: "pagerdutyServerHint" }],
    secret: "required",
  },
  ALERTMANAGER: {
    config: [
      {
        name: "url",
        hint: "alertmanagerUrlHint",
        placeholder: "https://alertmanager.example.com",
        isRequired: true,
      },
    ],
    secret: "optional",
  },
  WEBHOOK: {
    config: [
      {
        name: "url",
        hint: "urlHint",
        placeholder: "https://example.com/hooks/opspulse",
        isRequired: true,
      },
    ],
    secret: "optional",
  },
};

export const isTypedKind = (kind: ChannelKind): kind is TypedKind => kind !== "PUSH";
