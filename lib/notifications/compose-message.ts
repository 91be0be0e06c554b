import {
  DETAILED_INCIDENTS,
  type MessageContent,
} from "@/db/queries/notifications/message-content";
import type { LeasedMessage } from "@/db/queries/notifications/message-leases";
import type { ChannelLanguage } from "@/lib/domain/channels/channel-options";
import { toIncidentDto } from "@/lib/domain/incidents/incident-dto";
import type { AlertTrigger } from "@/lib/domain/incidents/incident-options";
import { zoneOrUtc } from "@/lib/domain/schedule/zoned-time";
import { createAcknowledgeUrl } from "@/lib/notifications/acknowledge-link";
import { exampleData, toAlertData } from "@/lib/notifications/alert-data";
import type { AlertMessage } from "@/lib/notifications/alert-message";
import type { NotificationContext } from "@/lib/notifications/context";
import { causeOfIncident } from "@/lib/notifications/incident-cause";
import { titleOfMessage, type ToldIncident } from "@/lib/notifications/message-title";
import { timeText, translatorOf, type Words } from "@/lib/notifications/message-words";

type Composer = Pick<NotificationContext, "appUrl" | "sealing">;
type Message = Pick<LeasedMessage, "id" | "event" | "groupId" | "createdAt">;

/** Triggers that mean that something doesn't work, beside those that mean that it may soon not. */
const critical: readonly AlertTrigger[] = ["FAILURES", "MISSED"];

const severityOf = (triggers: readonly AlertTrigger[]): "critical" | "warning" =>
  triggers.some((trigger) => critical.includes(trigger)) ? "critical" : "warning";

/** The text about one incident: why, since when, what to do, and what people and the AI said. */
function paragraphsOfOne(
  { row, cause }: ToldIncident,
  { event, language, timezone }: { event: string; language: ChannelLanguage; timezone: string },
  t: Words,
): string[] {
  const time = timeText(row.openedAt, language, timezone);
  const good = row.lastGoodAt && timeText(row.lastGoodAt, language, timezone);
  const since = good === null ? t("sinceOnly", { time }) : t("since", { time, good });
  const summary = row.run?.aiSummary ?? null;
  if (event === "incident.resolved") {
    return [
      t("failed", { count: row.failureCount }),
      ...(row.reopenedCount > 0 ? [t("reopened", { count: row.reopenedCount })] : []),
    ];
  }
  return [
    cause.cause,
    since,
    ...(summary === null ? [] : [t("summary", { text: summary })]),
    t("next", { text: cause.next }),
  ];
}

function paragraphsOf(
  content: MessageContent,
  told: readonly ToldIncident[],
  voice: { event: string; language: ChannelLanguage; timezone: string },
  t: Words,
): string[] {
  const { change, group, total } = content;
  const [first] = told;
  const isResolution = voice.event === "incident.resolved";
  const unresolved = isResolution ? (group?.unresolved ?? 0) : 0;
  return [
    ...(total === 1 && first !== undefined ? paragraphsOfOne(first, voice, t) : []),
    ...(isResolution && change !== null && change.actor !== null
      ? [t("resolvedBy", { who: change.actor })]
      : []),
    ...(change?.note == null ? [] : [t("note", { text: change.note })]),
    ...(unresolved > 0 ? [t("unresolved", { count: unresolved })] : []),
  ];
}

/** The lines of a digest: first how many of each, then the incidents and how they are now. */
function paragraphsOfDigest({ counts, rows, total }: MessageContent, t: Words): string[] {
  const events = ["opened", "acknowledged", "resolved", "reminder"] as const;
  const numbers = events.flatMap((event) => {
    const count = counts[`incident.${event}`] ?? 0;
    return count === 0 ? [] : [t(`digest.${event}`, { count })];
  });
  const shown = rows.slice(0, DETAILED_INCIDENTS);
  const more = Math.max(rows.length, total) - shown.length;
  return [
    numbers.join(", "),
    ...shown.map(({ routineName: routine, state }) =>
      t("digest.line", { routine, state: t(`digest.state.${state}`) }),
    ),
    ...(more > 0 ? [t("more", { count: more })] : []),
  ];
}

const severityOfMessage = (event: string, { rows, group, counts }: MessageContent) => {
  const triggers = rows.map(({ trigger }) => trigger);
  switch (event) {
    case "incident.opened":
    case "incident.reminder":
      return severityOf(triggers);
    case "incident.resolved":
      return (group?.unresolved ?? 0) === 0 ? "resolved" : "info";
    case "digest":
      return (counts["incident.opened"] ?? 0) > 0 ? severityOf(triggers) : "info";
    default:
      return "info";
  }
};

/**
 * A message in the language of its channel, made from what is on record now: the same for each attempt
 * while that doesn't change. Null where everything that it was about has been deleted.
 */
export function composeMessage(
  { appUrl, sealing }: Composer,
  message: Message,
  content: MessageContent,
): AlertMessage | null {
  const { id, event, groupId, createdAt: at } = message;
  const { channel, workspaceName, rows, total } = content;
  const { language } = channel;
  const t = translatorOf("alertMessages", language);
  const timezone = zoneOrUtc(channel.quietHours?.timezone ?? "UTC");
  const base = {
    id,
    event,
    language,
    at,
    groupKey: groupId ?? id,
    severity: severityOfMessage(event, content),
    workspaceName,
    incidents: [],
    total: 0,
    url: `${appUrl}/alerts`,
    acknowledgeUrl: null,
    labels: {
      open: t("labels.open"),
      acknowledge: t("labels.acknowledge"),
      footer: t("labels.footer", { channel: channel.name }),
    },
    data: null,
  } as const;
  if (event === "test") {
    return {
      ...base,
      title: t("test.title"),
      paragraphs: [t("test.text", { workspace: workspaceName }), t("test.action")],
      data: exampleData(channel.workspaceId, at),
    };
  }
  if (rows.length === 0) return null;
  if (event === "digest") {
    return {
      ...base,
      title: t("digest.title", { count: total }),
      paragraphs: paragraphsOfDigest(content, t),
    };
  }
  const told = rows
    .slice(0, DETAILED_INCIDENTS)
    .map((row) => ({ row, cause: causeOfIncident(row, language) }));
  const [first] = told;
  if (first === undefined) return null;
  const urlOf = (incidentId: string) => `${appUrl}/alerts/incidents/${incidentId}`;
  const mayAcknowledge =
    (event === "incident.opened" || event === "incident.reminder") &&
    rows.some(({ state }) => state === "open");
  return {
    ...base,
    title: titleOfMessage(event, first, { content, told, language, timezone, at }),
    paragraphs: paragraphsOf(content, told, { event, language, timezone }, t),
    incidents: told.map(({ row, cause }) => ({
      incident: toIncidentDto(row, row.acknowledgedByEmail),
      cause: cause.cause,
      next: cause.next,
      summary: row.run?.aiSummary ?? null,
      url: urlOf(row.id),
    })),
    total,
    url: total === 1 ? urlOf(first.row.id) : base.url,
    acknowledgeUrl:
      sealing !== null && mayAcknowledge
        ? createAcknowledgeUrl(sealing, { appUrl, messageId: id, at })
        : null,
    data: toAlertData(content, first.row),
  };
}
