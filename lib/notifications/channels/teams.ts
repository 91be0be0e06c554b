import type { AlertMessage } from "@/lib/notifications/alert-message";
import type { ChannelSender } from "@/lib/notifications/channel-sender";
import { resultOf } from "@/lib/notifications/delivery-result";
import { fitText, incidentLines, severityMarks, toLine } from "@/lib/notifications/message-text";
import { sensitiveParts } from "@/lib/notifications/response-excerpt";

/**
 * A message has 28 KB at most; https://learn.microsoft.com/connectors/teams. With ten incidents these add
 * up to less, also where each character is three bytes.
 */
const MAX_TITLE = 300;
const MAX_PARAGRAPHS = 3_000;
const MAX_LINE = 400;
const MAX_LABEL = 80;

const colours: Record<AlertMessage["severity"], string> = {
  critical: "attention",
  warning: "warning",
  info: "accent",
  resolved: "good",
};

/** Cards compute what stands between two braces; an invisible joiner parts them. */
const plain = (text: string, max: number) =>
  fitText(toLine(text), max).replace(/\{(?=\{)/g, "{\u2060");

/** Runs of text, in which a card looks for no Markdown: that is why it has no `TextBlock`. */
const textOf = (text: string, max: number, style: Record<string, unknown> = {}) => ({
  type: "RichTextBlock",
  inlines: [{ type: "TextRun", text: plain(text, max), ...style }],
});

const openUrl = (title: string, url: string) => ({
  type: "Action.OpenUrl",
  title: plain(title, MAX_LABEL),
  url,
});

export function teamsBody(message: AlertMessage) {
  const { lines, more } = incidentLines(message);
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          msteams: { width: "Full" },
          fallbackText: plain(message.title, MAX_TITLE),
          body: [
            textOf(`${severityMarks[message.severity]} ${message.title}`, MAX_TITLE, {
              weight: "bolder",
              size: "medium",
              color: colours[message.severity],
            }),
            ...message.paragraphs
              .filter((text) => toLine(text) !== "")
              .map((text) => textOf(text, MAX_PARAGRAPHS / message.paragraphs.length)),
            ...lines.map(({ name, cause }) => textOf(`• ${name}: ${cause}`, MAX_LINE)),
            ...(more > 0 ? [textOf(`+${more}`, MAX_LINE)] : []),
            textOf(`${message.workspaceName} · ${message.labels.footer}`, MAX_LINE, {
              isSubtle: true,
              size: "small",
            }),
          ],
          actions: [
            openUrl(message.labels.open, message.url),
            ...(message.acknowledgeUrl === null
              ? []
              : [openUrl(message.labels.acknowledge, message.acknowledgeUrl)]),
          ],
        },
      },
    ],
  };
}

/**
 * A workflow of Microsoft Teams that posts a card when a webhook request is received:
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook.
 */
export const teamsSender: ChannelSender<"TEAMS"> = {
  kind: "TEAMS",
  send: async (message, { secret }, outbound) => {
    const url = secret ?? "";
    const response = await outbound.request({
      url,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(teamsBody(message)),
      sensitive: sensitiveParts(url),
    });
    return resultOf(response);
  },
};
