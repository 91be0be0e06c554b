import { useTranslations } from "next-intl";
import { explainIncident, useIncidentCause } from "@/components/incidents/incident-cause";
import { Card } from "@/components/ui/card";
import type { IncidentDto } from "@/lib/domain/incidents/incident";

/** The cause of an incident and what to do next, by a fixed rule, with the error's own words. */
export function IncidentReason({ incident }: { incident: IncidentDto }) {
  const t = useTranslations();
  const { sentence } = useIncidentCause();
  const explained = explainIncident(incident);
  return (
    <Card>
      <p className="max-w-3xl">{sentence(incident)}</p>
      {explained !== null && (
        <p className="mt-2 max-w-3xl text-ink-soft">
          {t(`failureCauses.${explained.cause}.next`, explained.params)}
        </p>
      )}
      {incident.error_message !== null && (
        <pre className="mt-3 max-h-60 overflow-auto rounded-control bg-sunken px-3 py-2 font-mono text-sm whitespace-pre-wrap text-ink-soft">
          {incident.error_message}
        </pre>
      )}
    </Card>
  );
}
