import { useId, type ReactNode } from "react";
import { useIncidentCause } from "@/components/incidents/incident-cause";
import { IncidentLine } from "@/components/incidents/incident-line";
import { IncidentGlyph } from "@/components/incidents/incident-state";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";
import type { IncidentDto } from "@/lib/domain/incidents/incident";

type IncidentItemProps = {
  incident: IncidentDto;
  now: Date;
  /** The level of the routine's name. */
  heading: "h3" | "h4";
  /** The buttons that act on it; null for a reader who may not. */
  actions: ReactNode;
};

const edges = {
  FAILURES: "border-l-failed",
  SLOW: "border-l-degraded",
  DEGRADED: "border-l-degraded",
  MISSED: "border-l-missed",
  CERTIFICATE: "border-l-degraded",
};

/** An incident as a sentence, with the way to its routine, its newest run and its timeline. */
export function IncidentItem({ incident, now, heading: Heading, actions }: IncidentItemProps) {
  const { sentence } = useIncidentCause();
  const id = useId();
  return (
    <li
      aria-labelledby={id}
      className={cn(
        "grid gap-x-6 gap-y-3 border-l-2 px-4 py-3 lg:grid-cols-[minmax(0,1fr)_auto]",
        incident.state === "open" ? edges[incident.trigger] : "border-l-line",
      )}
    >
      <div className="min-w-0">
        <Heading className="flex items-center gap-1.5 font-medium">
          <IncidentGlyph incident={incident} />
          <Link
            id={id}
            href={`/routines/${incident.routine_id}`}
            className="min-h-6 truncate leading-6 hover:underline"
          >
            {incident.routine_name}
          </Link>
        </Heading>
        <p className="mt-0.5 max-w-3xl [overflow-wrap:anywhere]">
          <Link href={`/alerts/incidents/${incident.id}`} className="hover:underline">
            {sentence(incident)}
          </Link>
        </p>
        <IncidentLine incident={incident} now={now} />
      </div>
      {actions && <div className="lg:max-w-md lg:justify-self-end">{actions}</div>}
    </li>
  );
}
