import { z } from "zod";

/** What each service takes, written down from its own documentation: the tests hold every payload to it. */

/** At most so many bytes of UTF-8 as JSON. */
const jsonBytes = (max: number) => (value: unknown) =>
  Buffer.byteLength(JSON.stringify(value)) <= max;

const httpUrl = z.url({ protocol: /^https?$/ });

/** One line: no control character ever reaches a service. */
const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u);

const lines = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\n]*(?:\n[^\p{Cc}\n]*)*$/u);

const slackText = (max: number) =>
  z.strictObject({
    type: z.literal("plain_text"),
    text: lines(max),
    emoji: z.literal(false),
  });

/** https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/block-kit/block-elements/button-element */
export const slackSchema = z.strictObject({
  text: line(40_000),
  mrkdwn: z.literal(false),
  unfurl_links: z.literal(false),
  unfurl_media: z.literal(false),
  blocks: z
    .array(
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("header"), text: slackText(150) }),
        z.strictObject({ type: z.literal("section"), text: slackText(3_000) }),
        z.strictObject({
          type: z.literal("actions"),
          elements: z
            .array(
              z.strictObject({
                type: z.literal("button"),
                text: slackText(75),
                url: httpUrl.max(3_000),
                action_id: z.string().max(255),
              }),
            )
            .min(1)
            .max(25),
        }),
        z.strictObject({
          type: z.literal("context"),
          elements: z.array(slackText(3_000)).min(1).max(10),
        }),
      ]),
    )
    .min(1)
    .max(50),
});

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
export const discordSchema = z
  .strictObject({
    allowed_mentions: z.strictObject({ parse: z.array(z.never()) }),
    embeds: z
      .array(
        z.strictObject({
          title: line(256),
          url: httpUrl,
          description: lines(4_096),
          color: z.int().min(0).max(0xff_ff_ff),
          timestamp: z.iso.datetime(),
          footer: z.strictObject({ text: line(2_048) }),
        }),
      )
      .min(1)
      .max(10),
  })
  .refine(
    ({ embeds }) =>
      embeds.reduce(
        (sum, embed) =>
          sum + embed.title.length + embed.description.length + embed.footer.text.length,
        0,
      ) <= 6_000,
  );

const cardText = z.strictObject({
  type: z.literal("RichTextBlock"),
  inlines: z
    .array(
      z.strictObject({
        type: z.literal("TextRun"),
        text: line(28_000),
        weight: z.enum(["lighter", "default", "bolder"]).optional(),
        size: z.enum(["small", "default", "medium", "large", "extraLarge"]).optional(),
        color: z.enum(["default", "accent", "good", "warning", "attention"]).optional(),
        isSubtle: z.boolean().optional(),
      }),
    )
    .length(1),
});

/**
 * https://adaptivecards.io/explorer (RichTextBlock since 1.2) in the envelope of
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using;
 * 28 KB by https://learn.microsoft.com/connectors/teams.
 */
export const teamsSchema = z
  .strictObject({
    type: z.literal("message"),
    attachments: z
      .array(
        z.strictObject({
          contentType: z.literal("application/vnd.microsoft.card.adaptive"),
          contentUrl: z.null(),
          content: z.strictObject({
            $schema: z.literal("http://adaptivecards.io/schemas/adaptive-card.json"),
            type: z.literal("AdaptiveCard"),
            version: z.enum(["1.4", "1.5"]),
            msteams: z.strictObject({ width: z.literal("Full") }),
            fallbackText: line(28_000),
            body: z.array(cardText).min(1),
            actions: z
              .array(
                z.strictObject({
                  type: z.literal("Action.OpenUrl"),
                  title: line(80),
                  url: httpUrl,
                }),
              )
              .max(6),
          }),
        }),
      )
      .length(1),
  })
  .refine(jsonBytes(28_000));

const telegramButton = z.strictObject({ text: line(64), url: httpUrl });

/** https://core.telegram.org/bots/api#sendmessage */
export const telegramSchema = z.strictObject({
  chat_id: z.string().min(1),
  text: lines(4_096),
  parse_mode: z.literal("HTML"),
  link_preview_options: z.strictObject({ is_disabled: z.literal(true) }),
  reply_markup: z
    .strictObject({ inline_keyboard: z.array(z.array(telegramButton).min(1).max(8)) })
    .optional(),
});

/** https://docs.ntfy.sh/publish/#publish-as-json and https://docs.ntfy.sh/publish/#limitations */
export const ntfySchema = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  title: line(250),
  message: lines(4_096).refine((text) => Buffer.byteLength(text) <= 4_096),
  priority: z.int().min(1).max(5),
  tags: z.array(z.string()).max(5),
  click: httpUrl,
  actions: z
    .array(z.strictObject({ action: z.literal("view"), label: line(60), url: httpUrl }))
    .max(3),
});

/** https://developer.pagerduty.com/docs/send-alert-event; 512 KB by https://developer.pagerduty.com/docs/events-api-v2-overview */
export const pagerDutySchema = z
  .strictObject({
    routing_key: z.string().min(1),
    event_action: z.enum(["trigger", "acknowledge", "resolve"]),
    dedup_key: line(255),
    client: z.string(),
    client_url: httpUrl,
    links: z.array(z.strictObject({ href: httpUrl, text: line(255) })),
    payload: z.strictObject({
      summary: line(1_024),
      source: line(255),
      severity: z.enum(["critical", "error", "warning", "info"]),
      timestamp: z.iso.datetime(),
      custom_details: z.record(z.string(), z.unknown()),
    }),
  })
  .refine(jsonBytes(512_000));

/** https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml, `postableAlerts` */
export const alertmanagerSchema = z
  .array(
    z
      .strictObject({
        labels: z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.string().min(1)),
        annotations: z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.string()),
        startsAt: z.iso.datetime(),
        endsAt: z.iso.datetime(),
        generatorURL: httpUrl,
      })
      .refine(({ startsAt, endsAt }) => startsAt <= endsAt),
  )
  .length(1);

/** RFC 8291, section 4: 3,993 bytes before they are encrypted. */
export const pushSchema = z
  .strictObject({ title: line(240), body: z.string(), url: httpUrl, tag: z.string() })
  .refine(jsonBytes(3_993));
