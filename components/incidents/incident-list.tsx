import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useIncidentCause } from "@/components/incidents/incident-cause";
import { toGroups } from "@/components/incidents/incident-groups";
import { IncidentItem } from "@/components/incidents/incident-item";
import type { IncidentDto } from "@/lib/domain/incidents/incident";

type IncidentListProps = {
  incidents: readonly IncidentDto[];
  now: Date;
  /** The buttons of one incident. */
  renderActions: (incident: IncidentDto) => ReactNode;
  /** The button for all incidents of a group that nobody has acknowledged; they are two or more. */
  renderGroupAction: (ids: readonly string[]) => ReactNode;
};

/** Incidents as sentences; those of one cause are under one heading. */
export function IncidentList({
  incidents,
  now,
  renderActions,
  renderGroupAction,
}: IncidentListProps) {
  const t = useTranslations("incidents");
  const { title } = useIncidentCause();
  const item = (incident: IncidentDto, heading: "h3" | "h4") => (
    <IncidentItem
      key={incident.id}
      incident={incident}
      now={now}
      heading={heading}
      actions={renderActions(incident)}
    />
  );
  return (
    <ul className="divide-y overflow-hidden rounded-block border bg-raised">
      {toGroups(incidents).map(({ id, host, incidents: members }) => {
        const [first] = members;
        if (members.length === 1) return item(first, "h3");
        const open = members.filter(({ state }) => state === "open");
        const words = { count: members.length, cause: title(first) };
        return (
          <li key={id}>
            <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b bg-sunken px-4 py-2.5">
              <h3 className="min-w-0 font-medium [overflow-wrap:anywhere]">
                {host === null ? t("groupAcrossTitle", words) : t("groupTitle", { ...words, host })}
              </h3>
              {open.length > 1 && renderGroupAction(open.map((incident) => incident.id))}
            </div>
            <ul className="divide-y">{members.map((incident) => item(incident, "h4"))}</ul>
          </li>
        );
      })}
    </ul>
  );
}
