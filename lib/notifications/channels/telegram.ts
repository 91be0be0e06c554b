import { isLoopbackName, parseHostName } from "@/lib/domain/host-name";
import type { AlertMessage } from "@/lib/notifications/alert-message";
import type { ChannelSender } from "@/lib/notifications/channel-sender";
import { resultOf } from "@/lib/notifications/delivery-result";
import {
  escapeHtml,
  fitText,
  incidentLines,
  severityMarks,
  toLine,
} from "@/lib/notifications/message-text";
import { numberIn } from "@/lib/notifications/response-json";

/** https://core.telegram.org/bots/api#sendmessage: 1 to 4096 characters. Counted with its markup, so stricter. */
const MAX_TEXT = 4_096;
const MAX_TITLE = 400;
const MAX_PARAGRAPH = 1_000;
const MAX_LINE = 300;
const MAX_LABEL = 64;

/**
 * Telegram finds mentions, hashtags, commands, hosts and URLs in any text. An invisible joiner after
 * the character that they turn on keeps them from being found.
 */
const withoutEntities = (text: string) =>
  text
    .replace(/@/g, "@\u2060")
    .replace(/(?<=^|[^\p{L}\p{N}])[#$/](?=[\p{L}\p{N}_])/gu, "$&\u2060")
    .replace(/:(?=\/\/)/g, ":\u2060")
    .replace(/(?<=[\p{L}\p{N}])\.(?=\p{L})/gu, ".\u2060");

const plain = (text: string, max: number) =>
  fitText(withoutEntities(toLine(text)), max, escapeHtml);

/** Telegram refuses buttons to hosts that only this machine or its network knows. */
function isPublicUrl(text: string): boolean {
  const host = parseHostName(URL.parse(text)?.hostname ?? "") ?? "";
  return host.includes(".") && !isLoopbackName(host);
}

function linksOf({ labels, url, acknowledgeUrl }: AlertMessage) {
  return [
    { label: labels.open, url },
    ...(acknowledgeUrl === null ? [] : [{ label: labels.acknowledge, url: acknowledgeUrl }]),
  ];
}

export function telegramBody(message: AlertMessage, chatId: string) {
  const hasButtons = isPublicUrl(message.url);
  const links = linksOf(message);
  const { lines, more } = incidentLines(message);
  const footer = [
    ...(hasButtons
      ? []
      : links.map(
          ({ label, url }) =>
            `${plain(label, MAX_LABEL)}: ${fitText(url, MAX_PARAGRAPH, escapeHtml)}`,
        )),
    `<i>${plain(`${message.workspaceName} · ${message.labels.footer}`, MAX_LINE)}</i>`,
  ];
  const text = [`<b>${severityMarks[message.severity]} ${plain(message.title, MAX_TITLE)}</b>`];
  let room = MAX_TEXT - [...text, ...footer].join("\n").length - 1;
  for (const part of [
    ...message.paragraphs.map((paragraph) => plain(paragraph, MAX_PARAGRAPH)),
    ...lines.map(({ name, cause }) => `• ${plain(`${name}: ${cause}`, MAX_LINE)}`),
    ...(more > 0 ? [`+${more}`] : []),
  ].filter((part) => part !== "")) {
    if (part.length + 1 > room) break;
    text.push(part);
    room -= part.length + 1;
  }
  return {
    chat_id: chatId,
    text: [...text, ...footer].join("\n"),
    parse_mode: "HTML",
    link_preview_options: { is_disabled: true },
    ...(hasButtons && {
      reply_markup: {
        inline_keyboard: [
          links.map(({ label, url }) => ({ text: fitText(toLine(label), MAX_LABEL), url })),
        ],
      },
    }),
  };
}

/** A bot of Telegram: https://core.telegram.org/bots/api#making-requests. */
export const telegramSender: ChannelSender<"TELEGRAM"> = {
  kind: "TELEGRAM",
  send: async (message, { config, secret }, outbound) => {
    const token = secret ?? "";
    const response = await outbound.request({
      url: `${config.server}/bot${token}/sendMessage`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(telegramBody(message, config.chat_id)),
      sensitive: [token, ...token.split(":")],
    });
    return resultOf(response, {
      retryAfterSeconds: numberIn(response.body, "parameters", "retry_after"),
    });
  },
};
