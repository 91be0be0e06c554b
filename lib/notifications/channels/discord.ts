import type { AlertMessage } from "@/lib/notifications/alert-message";
import type { ChannelSender } from "@/lib/notifications/channel-sender";
import { resultOf } from "@/lib/notifications/delivery-result";
import { fitText, incidentLines, toLine } from "@/lib/notifications/message-text";
import { sensitiveParts } from "@/lib/notifications/response-excerpt";
import { numberIn } from "@/lib/notifications/response-json";

/**
 * https://discord.com/developers/docs/resources/message#embed-object-embed-limits. All the texts of a
 * message have 6,000 characters at most; these add up to less.
 */
const MAX_TITLE = 256;
const MAX_DESCRIPTION = 4_096;
const MAX_FOOTER = 1_000;
const MAX_LINE = 300;
const MAX_PARAGRAPHS = 1_500;

const colours: Record<AlertMessage["severity"], number> = {
  critical: 0xbc2826,
  warning: 0x9d5e00,
  info: 0x0e6f81,
  resolved: 0x167645,
};

/** What Discord reads as formatting, mention or link within a line; a backslash takes its meaning. */
const escape = (character: string) =>
  /[\\*_~`|<>@[\]#]/.test(character) ? `\\${character}` : character;

/**
 * As one line in which nothing is formatted. An invisible joiner keeps its start from being that of a
 * list, and a URL from being a link.
 */
const plain = (text: string, max: number) =>
  fitText(
    toLine(text)
      .replace(/:(?=\/\/)/g, ":\u2060")
      .replace(/^(?=[-+]|\d+[.)])/, "\u2060"),
    max,
    escape,
  );

const link = (label: string, url: string) => `[${plain(label, 80)}](<${url}>)`;

export function discordBody(message: AlertMessage) {
  const { lines, more } = incidentLines(message);
  const links = [
    link(message.labels.open, message.url),
    ...(message.acknowledgeUrl === null
      ? []
      : [link(message.labels.acknowledge, message.acknowledgeUrl)]),
  ].join(" · ");
  const paragraphs = message.paragraphs.map((text) => plain(text, MAX_PARAGRAPHS));
  const list = [
    ...lines.map(({ name, cause }) => `• ${plain(`${name}: ${cause}`, MAX_LINE)}`),
    ...(more > 0 ? [`+${more}`] : []),
  ];
  const parts: string[] = [];
  let room = MAX_DESCRIPTION - links.length - 2;
  for (const part of [...paragraphs, ...list].filter((text) => text !== "")) {
    if (part.length + 1 > room) break;
    parts.push(part);
    room -= part.length + 1;
  }
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: plain(message.title, MAX_TITLE),
        url: message.url,
        description: [...parts, "", links].join("\n"),
        color: colours[message.severity],
        timestamp: message.at.toISOString(),
        footer: {
          text: fitText(toLine(`${message.workspaceName} · ${message.labels.footer}`), MAX_FOOTER),
        },
      },
    ],
  };
}

/** Discord's webhooks: https://discord.com/developers/docs/resources/webhook#execute-webhook. */
export const discordSender: ChannelSender<"DISCORD"> = {
  kind: "DISCORD",
  send: async (message, { secret }, outbound) => {
    const url = secret ?? "";
    const response = await outbound.request({
      url,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(discordBody(message)),
      sensitive: sensitiveParts(url),
    });
    return resultOf(response, { retryAfterSeconds: numberIn(response.body, "retry_after") });
  },
};
