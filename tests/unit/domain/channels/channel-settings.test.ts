import { describe, expect, test } from "vitest";
import { channelKinds, type ChannelKind } from "@/lib/domain/channels/channel-options";
import { parseChannelSettings, secretNeed } from "@/lib/domain/channels/channel-settings";

const hook = "https://hooks.example.com/services/T0/B0/abc";
const signingKey = `whsec_${Buffer.alloc(24, 1).toString("base64")}`;
const subscription = {
  endpoint: "https://push.example.com/send/abc",
  keys: { p256dh: "B".repeat(87), auth: "A".repeat(22) },
};

type Input = { config?: unknown; secret?: unknown };

const accepted: [ChannelKind, Input, { config: unknown; secret: unknown }][] = [
  [
    "EMAIL",
    { config: { to: "a@example.com, b@example.com" } },
    { config: { to: ["a@example.com", "b@example.com"] }, secret: null },
  ],
  [
    "EMAIL",
    { config: { to: ["a@example.com", " a@example.com "] } },
    { config: { to: ["a@example.com"] }, secret: null },
  ],
  [
    "EMAIL",
    { config: { address: "a@example.com" }, secret: null },
    { config: { to: ["a@example.com"] }, secret: null },
  ],
  ["SLACK", { secret: hook }, { config: {}, secret: hook }],
  ["SLACK", { config: { url: hook } }, { config: {}, secret: hook }],
  ["DISCORD", { config: { webhook_url: ` ${hook} ` } }, { config: {}, secret: hook }],
  [
    "TEAMS",
    { config: {}, secret: `${hook}?sig=a%2Fb` },
    { config: {}, secret: `${hook}?sig=a%2Fb` },
  ],
  [
    "TELEGRAM",
    { config: { chat_id: -1001 }, secret: "123456:ABC-def_1" },
    {
      config: { server: "https://api.telegram.org", chat_id: "-1001" },
      secret: "123456:ABC-def_1",
    },
  ],
  [
    "TELEGRAM",
    { config: { chat_id: "@alerts", bot_token: "123456:ABC-def_1" } },
    {
      config: { server: "https://api.telegram.org", chat_id: "@alerts" },
      secret: "123456:ABC-def_1",
    },
  ],
  [
    "NTFY",
    { config: { topic: "on-call" } },
    { config: { server: "https://ntfy.sh", topic: "on-call" }, secret: null },
  ],
  [
    "NTFY",
    { config: { server: "https://ntfy.example.com/", topic: "on-call", token: "tk_a" } },
    { config: { server: "https://ntfy.example.com", topic: "on-call" }, secret: "tk_a" },
  ],
  [
    "PAGERDUTY",
    { secret: "0123456789abcdef" },
    { config: { server: "https://events.pagerduty.com" }, secret: "0123456789abcdef" },
  ],
  [
    "ALERTMANAGER",
    { config: { url: "https://am.example.com/api/v2/alerts" } },
    { config: { url: "https://am.example.com" }, secret: null },
  ],
  [
    "WEBHOOK",
    { config: { url: "https://example.com/hook?a=b" } },
    { config: { url: "https://example.com/hook?a=b" }, secret: null },
  ],
  [
    "WEBHOOK",
    { config: { url: "https://example.com/", secret: signingKey } },
    { config: { url: "https://example.com/" }, secret: signingKey },
  ],
  [
    "PUSH",
    { config: { device: "Phone" }, secret: { ...subscription, expirationTime: null } },
    { config: { device: "Phone" }, secret: JSON.stringify(subscription) },
  ],
  [
    "PUSH",
    { config: { subscription: JSON.stringify(subscription) } },
    { config: { device: "Browser" }, secret: JSON.stringify(subscription) },
  ],
  [
    "PUSH",
    { config: { ...subscription, device: "Phone" } },
    { config: { device: "Phone" }, secret: JSON.stringify(subscription) },
  ],
];

test.each(accepted)("%s: %j is taken", (kind, input, settings) => {
  expect(parseChannelSettings(kind, input)).toEqual({ ok: true, settings });
});

const refused: [ChannelKind, Input, string, string][] = [
  ["EMAIL", {}, "config.to", "channel_recipients_required"],
  ["EMAIL", { config: { to: [] } }, "config.to", "channel_recipients_required"],
  ["EMAIL", { config: { to: ["nobody"] } }, "config.to.0", "channel_recipient_invalid"],
  [
    "EMAIL",
    { config: { to: ["a@example.com\r\nBcc: b@example.com"] } },
    "config.to.0",
    "channel_recipient_invalid",
  ],
  [
    "EMAIL",
    { config: { to: Array.from({ length: 21 }, (_, index) => `a${index}@example.com`) } },
    "config.to",
    "channel_recipients_too_many",
  ],
  ["EMAIL", { config: { to: "a@example.com" }, secret: "x" }, "secret", "channel_secret_not_used"],
  ["EMAIL", { config: { to: "a@example.com", cc: "b@example.com" } }, "config.cc", "field_unknown"],
  ["EMAIL", { config: "a@example.com" }, "config", "channel_config_not_an_object"],
  ["SLACK", {}, "secret", "channel_webhook_url_invalid"],
  ["SLACK", { secret: "hooks.slack.com/services" }, "secret", "channel_webhook_url_invalid"],
  [
    "SLACK",
    { secret: "https://user:password@example.com/" },
    "secret",
    "channel_webhook_url_invalid",
  ],
  ["SLACK", { secret: "file:///etc/passwd" }, "secret", "channel_webhook_url_invalid"],
  ["TELEGRAM", { config: {}, secret: "123456:ABC" }, "config.chat_id", "channel_chat_invalid"],
  [
    "TELEGRAM",
    { config: { chat_id: 1 }, secret: "../../x/y/z" },
    "secret",
    "channel_bot_token_invalid",
  ],
  ["NTFY", { config: { topic: "a/b" } }, "config.topic", "channel_topic_invalid"],
  [
    "NTFY",
    { config: { topic: "a" }, secret: "a\r\nX-Header: b" },
    "secret",
    "channel_token_invalid",
  ],
  ["PAGERDUTY", {}, "secret", "channel_integration_key_invalid"],
  ["ALERTMANAGER", {}, "config.url", "channel_url_invalid"],
  ["WEBHOOK", { config: { url: "javascript:alert(1)" } }, "config.url", "channel_url_invalid"],
  [
    "WEBHOOK",
    { config: { url: hook }, secret: "whsec_short" },
    "secret",
    "channel_signing_key_invalid",
  ],
  ["PUSH", {}, "secret", "channel_subscription_invalid"],
  [
    "PUSH",
    { secret: { endpoint: "https://push.example.com", keys: {} } },
    "secret.keys.p256dh",
    "channel_subscription_invalid",
  ],
  [
    "PUSH",
    { config: { device: "x".repeat(101) }, secret: subscription },
    "config.device",
    "channel_device_invalid",
  ],
];

test.each(refused)("%s: %j is a problem of %s: %s", (kind, input, path, code) => {
  const result = parseChannelSettings(kind, input);

  expect(result).toMatchObject({ ok: false });
  expect(result.ok ? [] : result.problems).toContainEqual(expect.objectContaining({ path, code }));
});

describe("a secret", () => {
  test("isn't asked for again where the channel has one", () => {
    expect(parseChannelSettings("SLACK", { config: {} }, { hasSecret: true })).toEqual({
      ok: true,
      settings: { config: {}, secret: null },
    });
  });

  test("is never in the config, wherever it came", () => {
    for (const [kind, input] of accepted) {
      const result = parseChannelSettings(kind, input);
      const { config, secret } = result.ok ? result.settings : { config: null, secret: null };
      if (secret !== null) expect(JSON.stringify(config)).not.toContain(secret);
    }
  });

  test("is needed, possible or none by kind", () => {
    expect(Object.fromEntries(channelKinds.map((kind) => [kind, secretNeed(kind)]))).toEqual({
      EMAIL: "none",
      SLACK: "required",
      DISCORD: "required",
      TEAMS: "required",
      TELEGRAM: "required",
      NTFY: "optional",
      PAGERDUTY: "required",
      ALERTMANAGER: "optional",
      WEBHOOK: "optional",
      PUSH: "required",
    });
  });
});
