import { DAY_MS, MINUTE_MS } from "@/lib/domain/time-units";
import type { AlertMessage } from "@/lib/notifications/alert-message";
import { authorizationOf } from "@/lib/notifications/authorization";
import type { ChannelSender } from "@/lib/notifications/channel-sender";
import { resultOf } from "@/lib/notifications/delivery-result";
import { fitText, incidentLines, toLine } from "@/lib/notifications/message-text";

const MAX_ANNOTATION = 4_000;

/**
 * Alertmanager takes an alert that isn't sent again for resolved after its own time, five minutes by
 * default, unless the alert says when it ends. A resolution says so earlier.
 */
const FIRING_MS = 30 * DAY_MS;

/** A test and a digest open nothing that would be resolved later. */
const PASSING_MS = 5 * MINUTE_MS;

function endOf({ event, severity, at }: AlertMessage): Date {
  if (event === "incident.resolved" && severity === "resolved") return at;
  const isPassing = event === "test" || event === "digest";
  return new Date(at.getTime() + (isPassing ? PASSING_MS : FIRING_MS));
}

const annotation = (text: string) => fitText(text, MAX_ANNOTATION);

/** Labels say which alert it is, so they are the same from the first message of a group to its last. */
export function alertmanagerBody(message: AlertMessage, workspaceId: string) {
  const { lines, more } = incidentLines(message);
  const starts = message.incidents.map(({ incident }) => Date.parse(incident.opened_at));
  const startsAt = new Date(Math.min(message.at.getTime(), ...starts));
  const description = [
    ...message.paragraphs.map(toLine),
    ...lines.map(({ name, cause }) => `${name}: ${cause}`),
    ...(more > 0 ? [`+${more}`] : []),
  ];
  return [
    {
      labels: { alertname: "OpsPulse", group: toLine(message.groupKey), workspace: workspaceId },
      annotations: {
        summary: annotation(toLine(message.title)),
        description: annotation(description.join("\n")),
        severity: message.severity,
        workspace_name: annotation(toLine(message.workspaceName)),
        ...(message.acknowledgeUrl !== null && { acknowledge_url: message.acknowledgeUrl }),
      },
      startsAt: startsAt.toISOString(),
      endsAt: endOf(message).toISOString(),
      generatorURL: message.url,
    },
  ];
}

/** Prometheus Alertmanager, API v2: https://prometheus.io/docs/alerting/latest/alerts_api/. */
export const alertmanagerSender: ChannelSender<"ALERTMANAGER"> = {
  kind: "ALERTMANAGER",
  send: async (message, { config, secret, workspaceId }, outbound) => {
    const response = await outbound.request({
      url: `${config.url}/api/v2/alerts`,
      headers: { "content-type": "application/json", ...authorizationOf(secret) },
      body: JSON.stringify(alertmanagerBody(message, workspaceId)),
      sensitive: secret === null ? [] : [secret, ...secret.split(":")],
    });
    return resultOf(response);
  },
};
