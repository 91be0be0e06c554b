import { eq, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { alertMessages, incidentEvents, incidents, notifications } from "@/db/schema";
import type { IncidentState } from "@/lib/domain/incidents/incident-options";

export type LinkedMessage = Pick<
  typeof alertMessages.$inferSelect,
  "id" | "workspaceId" | "channelId" | "groupId" | "event" | "createdAt"
>;

/** A message by its id, over the service connection; null where it was deleted. */
export async function findLinkedMessage(db: Database, id: string): Promise<LinkedMessage | null> {
  const { workspaceId, channelId, groupId, event, createdAt } = alertMessages;
  const [message] = await db
    .select({ id: alertMessages.id, workspaceId, channelId, groupId, event, createdAt })
    .from(alertMessages)
    .where(eq(alertMessages.id, id));
  return message ?? null;
}

export type LinkedIncident = {
  id: string;
  state: IncidentState;
  /** It was resolved since the message: what is open now is something that the message doesn't know. */
  isOver: boolean;
};

/** The incidents that a message is about, over the service connection. */
export function findLinkedIncidents(db: Database, messageId: string): Promise<LinkedIncident[]> {
  // A reminder has no transition of its own.
  const isOver = sql<boolean>`exists (
    select 1 from ${incidentEvents} as e
    where e.incident_id = ${incidents}.id and e.type = 'resolved' and case
      when ${notifications}.transition < 0 then e.at > ${alertMessages}.created_at
      else e.transition > ${notifications}.transition end
  )`;
  return db
    .selectDistinct({ id: incidents.id, state: incidents.state, isOver })
    .from(notifications)
    .innerJoin(incidents, eq(incidents.id, notifications.incidentId))
    .innerJoin(alertMessages, eq(alertMessages.id, notifications.messageId))
    .where(eq(notifications.messageId, messageId));
}
