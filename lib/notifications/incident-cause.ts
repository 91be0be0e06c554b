import type { AlertedRow, AlertedRun } from "@/db/queries/notifications/message-content";
import type { ChannelLanguage } from "@/lib/domain/channels/channel-options";
import type { AlertTrigger } from "@/lib/domain/incidents/incident-options";
import type { ExplainedPart, ExplainedRun } from "@/lib/domain/run/explain-failure";
import { explainFailureText } from "@/lib/notifications/failure-text";
import { translatorOf } from "@/lib/notifications/message-words";

/** Why an incident is open: `reason` in a few words, the others as whole sentences. */
export type IncidentCause = { reason: string; cause: string; next: string };

const parts: Partial<Record<AlertTrigger, ExplainedPart>> = {
  SLOW: "duration",
  CERTIFICATE: "certificate",
};

const toExplained = (run: AlertedRun): ExplainedRun => ({
  status: run.status,
  is_degraded: run.isDegraded,
  http_status: run.httpStatus,
  error_code: run.errorCode,
  error_message: run.errorMessage,
  duration_ms: run.durationMs,
  broken_rules: run.brokenRules ?? [],
  certificate_expires_at: run.certificateExpiresAt?.toISOString() ?? null,
});

/** The newest bad run, from what the incident has kept of it where the run itself is gone. */
function badRunOf(row: AlertedRow): ExplainedRun | null {
  if (row.run !== null && row.trigger !== "MISSED") return toExplained(row.run);
  if (row.trigger === "MISSED") {
    const status = row.errorCode === "ABANDONED" ? "ABANDONED" : "MISSED";
    return { ...keptOf(row), status };
  }
  return row.errorCode === null ? null : { ...keptOf(row), status: "FAIL" };
}

const keptOf = (row: AlertedRow) => ({
  is_degraded: false,
  http_status: row.httpStatus,
  error_code: row.errorCode,
  error_message: row.errorMessage,
  duration_ms: null,
});

/** The cause of an incident by the fixed rules, in words; of a response by its status, with the host. */
export function causeOfIncident(row: AlertedRow, language: ChannelLanguage): IncidentCause {
  const t = translatorOf("alertMessages", language);
  const run = badRunOf(row);
  const text = run && explainFailureText(language, run, parts[row.trigger] ?? "outcome");
  if (text === null) return { reason: t("unknown"), cause: t("unknown"), next: t("unknownNext") };
  const { title, cause, next } = text;
  const { httpStatus: status, endpointHost: host } = row;
  const hasStatus =
    row.trigger === "FAILURES" && row.errorCode === "HTTP_STATUS" && status !== null;
  const reason = hasStatus ? t("responded", { host, status: String(status) }) : title;
  return { reason, cause, next };
}
