import { IncidentItem } from "@/components/incidents/incident-item";
import type { IncidentDto } from "@/lib/domain/incidents/incident";

/** Incidents to read about, one after the other. */
export function IncidentHistory({
  incidents,
  now,
}: {
  incidents: readonly IncidentDto[];
  now: Date;
}) {
  return (
    <ul className="divide-y overflow-hidden rounded-block border bg-raised">
      {incidents.map((incident) => (
        <IncidentItem key={incident.id} incident={incident} now={now} heading="h3" actions={null} />
      ))}
    </ul>
  );
}
