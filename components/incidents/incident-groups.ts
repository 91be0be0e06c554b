import type { IncidentDto } from "@/lib/domain/incidents/incident";

export type IncidentGroup = {
  id: string;
  /** The host of all of them; null where they have several. */
  host: string | null;
  /** In the order of the list that they come from. */
  incidents: readonly [IncidentDto, ...IncidentDto[]];
};

/** The incidents by their group, in the order in which the groups first appear. */
export function toGroups(incidents: readonly IncidentDto[]): IncidentGroup[] {
  const groups = new Map<string, [IncidentDto, ...IncidentDto[]]>();
  for (const incident of incidents) {
    const group = groups.get(incident.group_id);
    if (group === undefined) groups.set(incident.group_id, [incident]);
    else group.push(incident);
  }
  return Array.from(groups, ([id, members]) => {
    const [{ endpoint_host: host }] = members;
    return {
      id,
      host: members.every((member) => member.endpoint_host === host) ? host : null,
      incidents: members,
    };
  });
}
