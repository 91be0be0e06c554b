import { z } from "zod";
import type { ChannelConfigs } from "@/lib/domain/channels/channel";
import {
  MAX_CHANNEL_RECIPIENTS,
  MAX_CHANNEL_SECRET_CHARACTERS,
  type ChannelKind,
} from "@/lib/domain/channels/channel-options";
import type { FieldProblem } from "@/lib/domain/errors";
import { problem, toFieldProblems, type ProblemCode } from "@/lib/domain/field-problems";

const MAX_URL_CHARACTERS = 2_048;
const MAX_DEVICE_CHARACTERS = 100;

/** Of RFC 5321 (section 4.5.3.1.3), less the angle brackets. */
const MAX_ADDRESS_CHARACTERS = 254;

/** A URL with a host and no credentials. Whether it may be called is judged where it is called. */
function isUrl(text: string): boolean {
  const url = /^https?:\/\/[^\s\\]+$/i.test(text) ? URL.parse(text) : null;
  return url !== null && url.username === "" && url.password === "" && url.hash === "";
}

const url = (code: ProblemCode) =>
  z
    .string(problem(code))
    .trim()
    .max(MAX_URL_CHARACTERS, problem(code))
    .refine(isUrl, problem(code));

/** The address of a server, below which a service's own paths are. */
const serverUrl = (fallback: string) =>
  url("channel_url_invalid")
    .refine((text) => !text.includes("?"), problem("channel_url_invalid"))
    .transform((text) => text.replace(/\/+$/, ""))
    .default(fallback);

const printable = (code: ProblemCode, pattern: RegExp) =>
  z
    .string(problem(code))
    .trim()
    .max(MAX_CHANNEL_SECRET_CHARACTERS, problem(code))
    .regex(pattern, problem(code));

const recipient = z
  .string(problem("channel_recipient_invalid"))
  .trim()
  .max(MAX_ADDRESS_CHARACTERS, problem("channel_recipient_invalid"))
  .pipe(z.email(problem("channel_recipient_invalid")));

/** A list of addresses, or a text with commas, semicolons or white space between them. */
const recipients = z
  .preprocess(
    (value) => (typeof value === "string" ? value.split(/[\s,;]+/).filter(Boolean) : value),
    z
      .array(recipient, problem("channel_recipients_required"))
      .min(1, problem("channel_recipients_required"))
      .max(MAX_CHANNEL_RECIPIENTS, problem("channel_recipients_too_many")),
  )
  .transform((addresses) => [...new Set(addresses)]);

/** Standard Webhooks 1.0, "Signature scheme": 24 to 64 bytes in Base64. */
function isSigningKey(text: string): boolean {
  const base64 = /^whsec_([A-Za-z0-9+/]+)={0,2}$/.exec(text)?.[1] ?? "";
  const bytes = Math.floor((base64.length * 3) / 4);
  return bytes >= 24 && bytes <= 64 && base64.length % 4 !== 1;
}

/** The `PushSubscription` of the Push API as JSON, reduced to what is used. */
const subscription = z
  .preprocess(
    (value) => {
      if (typeof value !== "string") return value;
      try {
        return JSON.parse(value) as unknown;
      } catch {
        return value;
      }
    },
    z.object(
      {
        endpoint: url("channel_subscription_invalid"),
        keys: z.object(
          {
            // RFC 8291: an uncompressed point of P-256 (65 bytes) and 16 bytes, in Base64 for URLs.
            p256dh: z
              .string(problem("channel_subscription_invalid"))
              .regex(/^[\w-]{87}=?$/, problem("channel_subscription_invalid")),
            auth: z
              .string(problem("channel_subscription_invalid"))
              .regex(/^[\w-]{22}={0,2}$/, problem("channel_subscription_invalid")),
          },
          problem("channel_subscription_invalid"),
        ),
      },
      problem("channel_subscription_invalid"),
    ),
  )
  .transform((parsed) => JSON.stringify(parsed));

const webhookUrl = {
  schema: url("channel_webhook_url_invalid"),
  isRequired: true,
  alsoIn: ["url", "webhook_url"],
};

const accessToken = {
  schema: printable("channel_token_invalid", /^[!-~]+$/),
  isRequired: false,
  alsoIn: ["token"],
};

type KindSettings<Config> = {
  config: z.ZodType<Config>;
  /** Other names of a field, and the field. */
  aliases?: Readonly<Record<string, string>>;
  /** Null for a kind that has no secret. */
  secret: {
    schema: z.ZodType<string>;
    isRequired: boolean;
    /** Fields of `config` in which it may come, too; there it is never kept. */
    alsoIn: readonly string[];
    /** Fields of `config` that make it up together. */
    parts?: readonly string[];
  } | null;
};

const kinds: { [Kind in ChannelKind]: KindSettings<ChannelConfigs[Kind]> } = {
  EMAIL: {
    config: z.strictObject({ to: recipients }),
    aliases: { email: "to", address: "to", addresses: "to", recipients: "to" },
    secret: null,
  },
  SLACK: { config: z.strictObject({}), secret: webhookUrl },
  DISCORD: { config: z.strictObject({}), secret: webhookUrl },
  TEAMS: { config: z.strictObject({}), secret: webhookUrl },
  TELEGRAM: {
    config: z.strictObject({
      server: serverUrl("https://api.telegram.org"),
      chat_id: z
        .union([z.int(), z.string().trim()], problem("channel_chat_invalid"))
        .transform(String)
        .refine((id) => /^(?:-?\d{1,20}|@\w{5,32})$/.test(id), problem("channel_chat_invalid")),
    }),
    aliases: { chat: "chat_id" },
    secret: {
      schema: printable("channel_bot_token_invalid", /^[\w:-]{8,256}$/),
      isRequired: true,
      alsoIn: ["token", "bot_token"],
    },
  },
  NTFY: {
    config: z.strictObject({
      server: serverUrl("https://ntfy.sh"),
      topic: z
        .string(problem("channel_topic_invalid"))
        .trim()
        .regex(/^[\w-]{1,64}$/, problem("channel_topic_invalid")),
    }),
    aliases: { url: "server" },
    secret: accessToken,
  },
  PAGERDUTY: {
    config: z.strictObject({ server: serverUrl("https://events.pagerduty.com") }),
    aliases: { url: "server" },
    secret: {
      schema: printable("channel_integration_key_invalid", /^[\w-]{8,256}$/),
      isRequired: true,
      alsoIn: ["routing_key", "integration_key"],
    },
  },
  ALERTMANAGER: {
    config: z.strictObject({
      url: url("channel_url_invalid")
        .refine((text) => !text.includes("?"), problem("channel_url_invalid"))
        .transform((text) => text.replace(/\/+$/, "").replace(/\/api\/v2(?:\/alerts)?$/, "")),
    }),
    aliases: { server: "url" },
    secret: accessToken,
  },
  WEBHOOK: {
    config: z.strictObject({ url: url("channel_url_invalid") }),
    secret: {
      schema: printable("channel_signing_key_invalid", /^[!-~]+$/).refine(
        isSigningKey,
        problem("channel_signing_key_invalid"),
      ),
      isRequired: false,
      alsoIn: ["secret", "signing_secret"],
    },
  },
  PUSH: {
    config: z.strictObject({
      device: z
        .string(problem("channel_device_invalid"))
        .trim()
        .min(1, problem("channel_device_invalid"))
        .max(MAX_DEVICE_CHARACTERS, problem("channel_device_invalid"))
        .default("Browser"),
    }),
    secret: {
      schema: subscription,
      isRequired: true,
      alsoIn: ["subscription"],
      parts: ["endpoint", "keys", "expirationTime"],
    },
  },
};

/** The schema of a kind's config, of which nothing is secret. */
export const configSchema = (kind: ChannelKind): z.ZodType => kinds[kind].config;

/** Whether a kind has a secret, and whether it needs one. */
export const secretNeed = (kind: ChannelKind): "none" | "optional" | "required" => {
  const { secret } = kinds[kind];
  if (secret === null) return "none";
  return secret.isRequired ? "required" : "optional";
};

type ParsedSettings<Kind extends ChannelKind = ChannelKind> = {
  /** Nothing in it is secret. */
  config: ChannelConfigs[Kind];
  /** Null where none was given. */
  secret: string | null;
};

export type SettingsResult<Kind extends ChannelKind = ChannelKind> =
  { ok: true; settings: ParsedSettings<Kind> } | { ok: false; problems: readonly FieldProblem[] };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The config under its own names, and the secret, wherever it was given. */
function sortFields(kind: ChannelKind, config: Record<string, unknown>, secret: unknown) {
  const { aliases = {}, secret: secretSettings } = kinds[kind];
  const { alsoIn = [], parts = [] } = secretSettings ?? {};
  const nameOf = (name: string) => (Object.hasOwn(aliases, name) ? aliases[name] : null) ?? name;
  const given = Object.entries(config);
  const composed = given.filter(([name]) => parts.includes(name));
  const found = [
    secret,
    ...given.filter(([name]) => alsoIn.includes(name)).map(([, value]) => value),
    ...(composed.length > 0 ? [Object.fromEntries(composed)] : []),
  ];
  return {
    config: Object.fromEntries(
      given
        .filter(([name]) => !alsoIn.includes(name) && !parts.includes(name))
        .map(([name, value]) => [nameOf(name), value]),
    ),
    secret: found.find((value) => value !== undefined && value !== null && value !== "") ?? null,
  };
}

/**
 * Parses the settings of a channel as they come in, and parts what is secret from what is not.
 * @param input.config an object, or nothing where the kind needs none; unknown fields are problems.
 * @param hasSecret whether the channel has one already, so that none need be given.
 */
export function parseChannelSettings<Kind extends ChannelKind>(
  kind: Kind,
  input: { config?: unknown; secret?: unknown },
  { hasSecret = false }: { hasSecret?: boolean } = {},
): SettingsResult<Kind> {
  const settings: KindSettings<ChannelConfigs[Kind]> = kinds[kind];
  const given = input.config ?? {};
  const fields = sortFields(kind, isRecord(given) ? given : {}, input.secret);
  const isSecretNeeded = fields.secret !== null || (settings.secret?.isRequired && !hasSecret);
  const schema = z.object({
    config: isRecord(given)
      ? settings.config
      : z.custom<ChannelConfigs[Kind]>(() => false, problem("channel_config_not_an_object")),
    secret: isSecretNeeded
      ? (settings.secret?.schema ?? z.null(problem("channel_secret_not_used")))
      : z.null(),
  });
  const parsed = schema.safeParse(fields);
  return parsed.success
    ? { ok: true, settings: { config: parsed.data.config, secret: parsed.data.secret } }
    : { ok: false, problems: toFieldProblems(parsed.error) };
}
