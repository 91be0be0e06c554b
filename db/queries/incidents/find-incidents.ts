import { and, asc, desc, eq, getTableColumns, inArray, lt, ne, or, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { Keyset } from "@/db/queries/routines";
import {
  alertMessages,
  channels,
  incidentEvents,
  incidents,
  notifications,
  routines,
} from "@/db/schema";
import type { IncidentState } from "@/lib/domain/incidents/incident-options";

/** A stored incident with the name of its routine. */
export type IncidentRow = typeof incidents.$inferSelect & { routineName: string };

const selectIncidents = (tx: Transaction) =>
  tx
    .select({ ...getTableColumns(incidents), routineName: routines.name })
    .from(incidents)
    .innerJoin(
      routines,
      and(eq(routines.workspaceId, incidents.workspaceId), eq(routines.id, incidents.routineId)),
    );

const newestFirst = [desc(incidents.openedAt), desc(incidents.id)];

/** Up to `limit` incidents in these states, newest first, ties broken by id, after the keyset. */
export function findIncidents(
  tx: Transaction,
  workspaceId: string,
  options: {
    states: readonly IncidentState[];
    routineId: string | undefined;
    after: Keyset | undefined;
    limit: number;
  },
): Promise<IncidentRow[]> {
  const { states, routineId, after, limit } = options;
  const afterAt = after && new Date(after.value);
  return selectIncidents(tx)
    .where(
      and(
        eq(incidents.workspaceId, workspaceId),
        inArray(incidents.state, [...states]),
        routineId === undefined ? undefined : eq(incidents.routineId, routineId),
        after === undefined || afterAt === undefined
          ? undefined
          : or(
              lt(incidents.openedAt, afterAt),
              and(eq(incidents.openedAt, afterAt), lt(incidents.id, after.id)),
            ),
      ),
    )
    .orderBy(...newestFirst)
    .limit(limit);
}

/** The incident, or null where the workspace has no such incident. */
export async function findIncident(
  tx: Transaction,
  workspaceId: string,
  id: string,
): Promise<IncidentRow | null> {
  const [incident] = await selectIncidents(tx).where(
    and(eq(incidents.workspaceId, workspaceId), eq(incidents.id, id)),
  );
  return incident ?? null;
}

/** The other incidents of a group, newest first. */
export function findGroupIncidents(
  tx: Transaction,
  { workspaceId, groupId, id }: IncidentRow,
  limit: number,
): Promise<IncidentRow[]> {
  return selectIncidents(tx)
    .where(
      and(
        eq(incidents.workspaceId, workspaceId),
        eq(incidents.groupId, groupId),
        ne(incidents.id, id),
      ),
    )
    .orderBy(...newestFirst)
    .limit(limit);
}

export type IncidentEventRow = typeof incidentEvents.$inferSelect;

/** The newest entries of an incident's timeline, oldest first. */
export async function findIncidentEvents(
  tx: Transaction,
  { workspaceId, id }: Pick<IncidentRow, "workspaceId" | "id">,
  limit: number,
): Promise<IncidentEventRow[]> {
  const newest = await tx
    .select()
    .from(incidentEvents)
    .where(and(eq(incidentEvents.workspaceId, workspaceId), eq(incidentEvents.incidentId, id)))
    .orderBy(desc(incidentEvents.id))
    .limit(limit);
  return newest.reverse();
}

const messageIncidents = sql<string[]>`(
  select coalesce(json_agg(distinct told.incident_id), '[]')
  from ${notifications} as told
  where told.message_id = ${alertMessages.id} and told.workspace_id = ${alertMessages.workspaceId}
)`;

/** The messages about an incident with their channels, newest first. */
export function findIncidentMessages(
  tx: Transaction,
  { workspaceId, id }: Pick<IncidentRow, "workspaceId" | "id">,
  limit: number,
) {
  const carried = tx
    .select({ id: notifications.messageId })
    .from(notifications)
    .where(and(eq(notifications.workspaceId, workspaceId), eq(notifications.incidentId, id)));
  return tx
    .select({
      id: alertMessages.id,
      channelId: alertMessages.channelId,
      channelName: channels.name,
      channelKind: channels.kind,
      event: alertMessages.event,
      status: alertMessages.status,
      title: alertMessages.title,
      attempt: alertMessages.attempt,
      dueAt: alertMessages.dueAt,
      responseStatus: alertMessages.responseStatus,
      response: alertMessages.response,
      incidentIds: messageIncidents,
      createdAt: alertMessages.createdAt,
      finishedAt: alertMessages.finishedAt,
    })
    .from(alertMessages)
    .innerJoin(
      channels,
      and(
        eq(channels.workspaceId, alertMessages.workspaceId),
        eq(channels.id, alertMessages.channelId),
      ),
    )
    .where(and(eq(alertMessages.workspaceId, workspaceId), inArray(alertMessages.id, carried)))
    .orderBy(desc(alertMessages.createdAt), asc(alertMessages.id))
    .limit(limit);
}

/** The number of incidents of a workspace that are open, and that are acknowledged. */
export async function countUnresolvedIncidents(
  tx: Transaction,
  workspaceId: string,
): Promise<{ open: number; acknowledged: number }> {
  const counted = await tx
    .select({ state: incidents.state, count: sql<number>`count(*)::int` })
    .from(incidents)
    .where(and(eq(incidents.workspaceId, workspaceId), ne(incidents.state, "resolved")))
    .groupBy(incidents.state);
  const count = (state: IncidentState) => counted.find((row) => row.state === state)?.count ?? 0;
  return { open: count("open"), acknowledged: count("acknowledged") };
}
