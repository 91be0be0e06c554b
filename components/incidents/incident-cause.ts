import { useTranslations } from "next-intl";
import { useDuration } from "@/components/time/duration";
import type { IncidentDto } from "@/lib/domain/incidents/incident";
import { explainFailure, type FailureExplanation } from "@/lib/domain/run/explain-failure";

/** The part of an incident that its cause follows from. */
type CausedIncident = Pick<
  IncidentDto,
  "trigger" | "condition" | "endpoint_host" | "error_code" | "http_status" | "error_message"
>;

/** Why the runs of an incident fail, by a fixed rule; null where they don't fail. */
export function explainIncident(incident: CausedIncident): FailureExplanation | null {
  const { trigger, error_code, http_status, error_message } = incident;
  if (trigger !== "FAILURES") return null;
  return explainFailure({
    status: "FAIL",
    is_degraded: false,
    error_code,
    http_status,
    error_message,
    duration_ms: null,
  });
}

/** Says the cause of an incident: in a sentence, and as a title of a few words. */
export function useIncidentCause() {
  const t = useTranslations();
  const duration = useDuration();
  const sentence = (incident: CausedIncident): string => {
    const explained = explainIncident(incident);
    if (explained !== null) {
      return t(`failureCauses.${explained.cause}.cause`, explained.params);
    }
    const { condition, trigger, endpoint_host: host } = incident;
    return t(`incidents.triggers.${trigger === "FAILURES" ? "DEGRADED" : trigger}`, {
      host,
      duration: duration(condition.type === "slow" ? condition.duration_ms : null),
      days: condition.type === "certificate" ? condition.days : 0,
    });
  };
  const title = (incident: CausedIncident): string => {
    const explained = explainIncident(incident);
    return explained === null
      ? t(`alertPolicy.names.${incident.condition.type}`)
      : t(`failureCauses.${explained.cause}.title`, explained.params);
  };
  return { sentence, title };
}
