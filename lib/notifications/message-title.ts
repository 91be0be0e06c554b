import type { AlertedRow, MessageContent } from "@/db/queries/notifications/message-content";
import type { ChannelLanguage } from "@/lib/domain/channels/channel-options";
import { SECOND_MS } from "@/lib/domain/time-units";
import type { IncidentCause } from "@/lib/notifications/incident-cause";
import {
  dayText,
  durationText,
  spanText,
  timeText,
  translatorOf,
  type Words,
} from "@/lib/notifications/message-words";

/** The incidents of a message with their causes, the first of which speaks for all. */
export type ToldIncident = { row: AlertedRow; cause: IncidentCause };

type TitleInput = {
  content: MessageContent;
  told: readonly ToldIncident[];
  language: ChannelLanguage;
  timezone: string;
  at: Date;
};

/** "Payments fails: api.example.com responded with 503 (2 times in a row)". */
function titleOfOpened({ row, cause }: ToldIncident, input: TitleInput, t: Words): string {
  const { condition, routineName: routine, endpointHost: host, failureCount: count } = row;
  const { language, timezone } = input;
  const { reason } = cause;
  switch (condition.type) {
    case "consecutive_failures":
      return count > 0
        ? t("opened.FAILURES_TIMES", { routine, reason, count })
        : t("opened.FAILURES", { routine, reason });
    case "failures_of_last":
      return t("opened.FAILURES_OF", {
        routine,
        reason,
        count: Math.max(condition.failures, Math.min(count, condition.runs)),
        runs: condition.runs,
      });
    case "failure_rate":
      return t("opened.FAILURES_RATE", { routine, reason, percent: condition.percent });
    case "slow": {
      const duration = durationText(condition.duration_ms, language);
      return t("opened.SLOW", { routine, duration, count: Math.max(1, count) });
    }
    case "degraded":
      return t("opened.DEGRADED", { routine, count: Math.max(1, count) });
    case "missed":
      return t("opened.MISSED", { routine, count: Math.max(1, count) });
    case "certificate": {
      const ends = row.run?.certificateExpiresAt ?? null;
      return ends === null
        ? t("opened.CERTIFICATE_SOON", { routine, host })
        : t("opened.CERTIFICATE", { routine, host, date: dayText(ends, language, timezone) });
    }
  }
}

/** The one value that all have, or null. */
function common<Value>(values: readonly Value[]): Value | null {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : null;
}

/** "12 routines on api.example.com fail: TLS certificate expired". */
function titleOfGroup({ content, told }: TitleInput, t: Words): string {
  const { rows, total: count, group } = content;
  const trigger = common(rows.map((row) => row.trigger)) ?? "MIXED";
  const host = common(rows.map(({ endpointHost }) => endpointHost));
  const isMore = (group?.earlier ?? 0) > 0;
  const title =
    host === null
      ? t(isMore ? `moreOf.${trigger}` : `group.${trigger}`, { count })
      : t(isMore ? `moreOf.${trigger}_ON` : `group.${trigger}_ON`, { count, host });
  const reason = trigger === "FAILURES" ? common(told.map(({ cause }) => cause.reason)) : null;
  return reason === null ? title : t("withReason", { title, reason });
}

function titleOfAcknowledged({ content }: TitleInput, first: AlertedRow, t: Words): string {
  const { total: count } = content;
  const { routineName: routine, acknowledgedByEmail: who } = first;
  if (who === null) {
    return count > 1 ? t("acknowledged.many", { count }) : t("acknowledged.one", { routine });
  }
  return count > 1
    ? t("acknowledged.manyBy", { count, who })
    : t("acknowledged.oneBy", { routine, who });
}

function titleOfResolved({ content, language, at }: TitleInput, first: AlertedRow, t: Words) {
  const { rows, total: count, group } = content;
  if (count <= 1) {
    const spanMs = (first.resolvedAt ?? at).getTime() - first.openedAt.getTime();
    const values = {
      routine: first.routineName,
      duration: spanText(Math.max(spanMs, SECOND_MS), language),
    };
    return first.trigger === "FAILURES"
      ? t("resolved.one", values)
      : t("resolved.oneOther", values);
  }
  const host = common(rows.map(({ endpointHost }) => endpointHost));
  if ((group?.unresolved ?? 0) === 0) {
    return host === null ? t("resolved.all", { count }) : t("resolved.allOn", { count, host });
  }
  const total = Math.max(group?.incidentCount ?? count, count);
  return host === null
    ? t("resolved.some", { count, total })
    : t("resolved.someOn", { count, total, host });
}

function titleOfReminder(input: TitleInput, first: AlertedRow, t: Words): string {
  const { content, language, timezone } = input;
  const { rows, total: count } = content;
  if (count <= 1) {
    const values = {
      routine: first.routineName,
      time: timeText(first.openedAt, language, timezone),
    };
    return first.trigger === "FAILURES"
      ? t("reminder.one", values)
      : t("reminder.oneOther", values);
  }
  const host = common(rows.map(({ endpointHost }) => endpointHost));
  return host === null ? t("reminder.many", { count }) : t("reminder.manyOn", { count, host });
}

/** The one line of a message about incidents, of which `told` has at least one. */
export function titleOfMessage(
  event: "incident.opened" | "incident.acknowledged" | "incident.resolved" | "incident.reminder",
  first: ToldIncident,
  input: TitleInput,
): string {
  const t = translatorOf("alertMessages", input.language);
  switch (event) {
    case "incident.opened": {
      if (input.content.total > 1) return titleOfGroup(input, t);
      const title = titleOfOpened(first, input, t);
      return first.row.reopenedCount > 0 ? t("again", { title }) : title;
    }
    case "incident.acknowledged":
      return titleOfAcknowledged(input, first.row, t);
    case "incident.resolved":
      return titleOfResolved(input, first.row, t);
    case "incident.reminder":
      return titleOfReminder(input, first.row, t);
  }
}
