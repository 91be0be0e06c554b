import type { AlertMessage } from "@/lib/notifications/alert-message";
import type { ChannelSender } from "@/lib/notifications/channel-sender";
import { resultOf } from "@/lib/notifications/delivery-result";
import { fitText, toLine } from "@/lib/notifications/message-text";

/** https://developer.pagerduty.com/docs/send-alert-event. */
const MAX_SUMMARY = 1_024;
const MAX_DEDUP_KEY = 255;
const MAX_SOURCE = 255;
const MAX_DETAIL = 1_000;

const severities: Record<AlertMessage["severity"], string> = {
  critical: "critical",
  warning: "warning",
  info: "info",
  resolved: "info",
};

/** An alert stands for a group of incidents: it is over when the whole group is. */
function actionOf({ event, severity }: AlertMessage): "trigger" | "acknowledge" | "resolve" {
  if (event === "incident.acknowledged") return "acknowledge";
  return event === "incident.resolved" && severity === "resolved" ? "resolve" : "trigger";
}

const detail = (text: string) => fitText(toLine(text), MAX_DETAIL);

export function pagerDutyBody(message: AlertMessage, routingKey: string) {
  const hosts = [...new Set(message.incidents.map(({ incident }) => incident.endpoint_host))];
  return {
    routing_key: routingKey,
    event_action: actionOf(message),
    dedup_key: fitText(message.groupKey, MAX_DEDUP_KEY),
    client: "OpsPulse",
    client_url: message.url,
    links: [
      { href: message.url, text: toLine(message.labels.open) },
      ...(message.acknowledgeUrl === null
        ? []
        : [{ href: message.acknowledgeUrl, text: toLine(message.labels.acknowledge) }]),
    ],
    payload: {
      summary: fitText(toLine(message.title), MAX_SUMMARY),
      source: fitText(
        toLine((hosts.length === 1 ? hosts[0] : null) ?? message.workspaceName),
        MAX_SOURCE,
      ),
      severity: severities[message.severity],
      timestamp: message.at.toISOString(),
      custom_details: {
        workspace: detail(message.workspaceName),
        text: message.paragraphs.map(detail),
        incidents: message.incidents.map(({ incident, cause, next, url }) => ({
          routine: detail(incident.routine_name),
          cause: detail(cause),
          next: detail(next),
          url,
        })),
        total: message.total,
      },
    },
  };
}

/** PagerDuty's Events API v2: https://developer.pagerduty.com/docs/events-api-v2-overview. */
export const pagerDutySender: ChannelSender<"PAGERDUTY"> = {
  kind: "PAGERDUTY",
  send: async (message, { config, secret }, outbound) => {
    const key = secret ?? "";
    const response = await outbound.request({
      url: `${config.server}/v2/enqueue`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(pagerDutyBody(message, key)),
      sensitive: [key],
    });
    return resultOf(response);
  },
};
