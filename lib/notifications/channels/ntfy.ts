import type { AlertMessage } from "@/lib/notifications/alert-message";
import { authorizationOf } from "@/lib/notifications/authorization";
import type { ChannelSender } from "@/lib/notifications/channel-sender";
import { resultOf } from "@/lib/notifications/delivery-result";
import { fitBytes, fitText, incidentLines, toLine } from "@/lib/notifications/message-text";

/** https://docs.ntfy.sh/publish/#limitations: a longer message becomes an attachment. */
const MAX_MESSAGE_BYTES = 4_096;
const MAX_TITLE = 250;
const MAX_LABEL = 60;

const looks: Record<AlertMessage["severity"], { priority: number; tags: string[] }> = {
  critical: { priority: 5, tags: ["rotating_light"] },
  warning: { priority: 4, tags: ["warning"] },
  info: { priority: 3, tags: ["information_source"] },
  resolved: { priority: 3, tags: ["white_check_mark"] },
};

const view = (label: string, url: string) => ({
  action: "view",
  label: fitText(toLine(label), MAX_LABEL),
  url,
});

export function ntfyBody(message: AlertMessage, topic: string) {
  const { lines, more } = incidentLines(message);
  const text = [
    ...message.paragraphs.map(toLine),
    ...lines.map(({ name, cause }) => `• ${name}: ${cause}`),
    ...(more > 0 ? [`+${more}`] : []),
    toLine(`${message.workspaceName} · ${message.labels.footer}`),
  ];
  return {
    topic,
    title: fitText(toLine(message.title), MAX_TITLE),
    message: fitBytes(text.filter((line) => line !== "").join("\n"), MAX_MESSAGE_BYTES),
    ...looks[message.severity],
    click: message.url,
    actions: [
      view(message.labels.open, message.url),
      ...(message.acknowledgeUrl === null
        ? []
        : [view(message.labels.acknowledge, message.acknowledgeUrl)]),
    ],
  };
}

/** A topic of ntfy, published as JSON: https://docs.ntfy.sh/publish/#publish-as-json. */
export const ntfySender: ChannelSender<"NTFY"> = {
  kind: "NTFY",
  send: async (message, { config, secret }, outbound) => {
    const response = await outbound.request({
      url: `${config.server}/`,
      headers: { "content-type": "application/json", ...authorizationOf(secret) },
      body: JSON.stringify(ntfyBody(message, config.topic)),
      // On a public server a topic is as good as a password.
      sensitive: [config.topic, ...(secret === null ? [] : [secret])],
    });
    return resultOf(response);
  },
};
