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
import { sensitiveParts } from "@/lib/notifications/response-excerpt";

/** https://docs.slack.dev/reference/block-kit/blocks: of a header, a section, a button, an actions block. */
const MAX_HEADER = 150;
const MAX_SECTION = 3_000;
const MAX_BUTTON = 75;

/** What stands in a notification. Slack cuts at 40,000; https://docs.slack.dev/reference/methods/chat.postMessage. */
const MAX_FALLBACK = 1_000;

/** `&`, `<` and `>` are Slack's only control characters. */
const escape = (character: string) => (character === '"' ? character : escapeHtml(character));

/** Text in which Slack looks for no formatting, no links, no mentions and no emoji. */
const plain = (text: string, max: number) => ({
  type: "plain_text",
  text: fitText(text, max, escape),
  emoji: false,
});

const button = (text: string, url: string, id: string) => ({
  type: "button",
  text: plain(toLine(text), MAX_BUTTON),
  url,
  action_id: id,
});

export function slackBody(message: AlertMessage) {
  const title = `${severityMarks[message.severity]} ${toLine(message.title)}`;
  const paragraphs = message.paragraphs.map(toLine).filter((line) => line !== "");
  const { lines, more } = incidentLines(message);
  const list = [
    ...lines.map(({ name, cause }) => `• ${name}: ${cause}`),
    ...(more > 0 ? [`+${more}`] : []),
  ];
  const sections = [paragraphs.join("\n"), list.join("\n")].filter((text) => text !== "");
  return {
    text: fitText(title, MAX_FALLBACK, escape),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: "header", text: plain(title, MAX_HEADER) },
      ...sections.map((text) => ({ type: "section", text: plain(text, MAX_SECTION) })),
      {
        type: "actions",
        elements: [
          button(message.labels.open, message.url, "open"),
          ...(message.acknowledgeUrl === null
            ? []
            : [button(message.labels.acknowledge, message.acknowledgeUrl, "acknowledge")]),
        ],
      },
      {
        type: "context",
        elements: [
          plain(toLine(`${message.workspaceName} · ${message.labels.footer}`), MAX_SECTION),
        ],
      },
    ],
  };
}

/** Slack's incoming webhooks: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks. */
export const slackSender: ChannelSender<"SLACK"> = {
  kind: "SLACK",
  send: async (message, { secret }, outbound) => {
    const url = secret ?? "";
    const response = await outbound.request({
      url,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(slackBody(message)),
      sensitive: sensitiveParts(url),
    });
    return resultOf(response);
  },
};
