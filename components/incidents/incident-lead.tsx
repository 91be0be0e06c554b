import { useTranslations } from "next-intl";
import { IncidentLine } from "@/components/incidents/incident-line";
import { IncidentGlyph } from "@/components/incidents/incident-state";
import type { IncidentDto } from "@/lib/domain/incidents/incident";

/** The state of an incident, and the line about it. */
export function IncidentLead({ incident, now }: { incident: IncidentDto; now: Date }) {
  const t = useTranslations("incidents.state");
  return (
    <>
      <p className="flex items-center gap-1.5 font-medium text-ink">
        <IncidentGlyph incident={incident} />
        {t(incident.state)}
      </p>
      <IncidentLine incident={incident} now={now} isOwnPage />
    </>
  );
}
