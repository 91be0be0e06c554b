import type { IncidentRow } from "@/db/queries/incidents/find-incidents";
import { findEmails } from "@/db/queries/users";
import type { IncidentDto } from "@/lib/domain/incidents/incident";
import { toIncidentDto } from "@/lib/domain/incidents/incident-dto";
import type { ServiceContext } from "@/lib/services/context";

/** The email addresses of those who did something to incidents that the user may see. */
export const findActors = (
  { db }: Pick<ServiceContext, "db">,
  ids: readonly (string | null)[],
): Promise<Map<string, string>> => findEmails(db, [...new Set(ids.filter((id) => id !== null))]);

/** Incidents that the user may see, as they go out. */
export async function toIncidentDtos(
  context: Pick<ServiceContext, "db">,
  rows: readonly IncidentRow[],
): Promise<IncidentDto[]> {
  const emails = await findActors(
    context,
    rows.map(({ acknowledgedBy }) => acknowledgedBy),
  );
  return rows.map((row) =>
    toIncidentDto(
      row,
      row.acknowledgedBy === null ? null : (emails.get(row.acknowledgedBy) ?? null),
    ),
  );
}
