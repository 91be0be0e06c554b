import { and, desc, eq, exists, inArray, lt, or, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { Keyset } from "@/db/queries/routines";
import { alertMessages, channels, notifications } from "@/db/schema";
import type { DeliveryQuery } from "@/lib/domain/channels/channel-input";

/** The most incidents that are named of one message. */
const INCIDENTS_LIMIT = 100;

const deliveryColumns = {
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
  createdAt: alertMessages.createdAt,
  finishedAt: alertMessages.finishedAt,
};

type DeliveryRow = Pick<
  typeof alertMessages.$inferSelect,
  Exclude<keyof typeof deliveryColumns, "channelName" | "channelKind">
> & {
  channelName: string;
  channelKind: (typeof channels.$inferSelect)["kind"];
};

export type Delivery = DeliveryRow & { incidentIds: string[] };

async function addIncidents(tx: Transaction, rows: readonly DeliveryRow[]): Promise<Delivery[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const named = await tx
    .select({
      messageId: notifications.messageId,
      ids: sql<string[]>`to_json((array_agg(distinct ${notifications.incidentId}))[1:${sql.raw(
        String(INCIDENTS_LIMIT),
      )}])`,
    })
    .from(notifications)
    .where(inArray(notifications.messageId, ids))
    .groupBy(notifications.messageId);
  const incidentIds = new Map(named.map((row) => [row.messageId, row.ids]));
  return rows.map((row) => ({ ...row, incidentIds: incidentIds.get(row.id) ?? [] }));
}

const selectDeliveries = (tx: Transaction) =>
  tx
    .select(deliveryColumns)
    .from(alertMessages)
    .innerJoin(channels, eq(channels.id, alertMessages.channelId));

/** Up to `limit` messages of a workspace, newest first, before `after`. */
export async function findDeliveries(
  tx: Transaction,
  workspaceId: string,
  options: Omit<DeliveryQuery, "cursor"> & { after?: Keyset | undefined },
): Promise<Delivery[]> {
  const { channel_id, incident_id, after, limit } = options;
  const afterAt = after && new Date(after.value);
  const ofIncident = (incidentId: string) =>
    exists(
      tx
        .select({ one: sql`1` })
        .from(notifications)
        .where(
          and(
            eq(notifications.messageId, alertMessages.id),
            eq(notifications.incidentId, incidentId),
          ),
        ),
    );
  const rows = await selectDeliveries(tx)
    .where(
      and(
        eq(alertMessages.workspaceId, workspaceId),
        channel_id === undefined ? undefined : eq(alertMessages.channelId, channel_id),
        incident_id === undefined ? undefined : ofIncident(incident_id),
        after === undefined || afterAt === undefined
          ? undefined
          : or(
              lt(alertMessages.createdAt, afterAt),
              and(eq(alertMessages.createdAt, afterAt), lt(alertMessages.id, after.id)),
            ),
      ),
    )
    .orderBy(desc(alertMessages.createdAt), desc(alertMessages.id))
    .limit(limit);
  return addIncidents(tx, rows);
}

/** A message of the log, or null where the workspace has no such message. */
export async function findDelivery(
  tx: Transaction,
  workspaceId: string,
  id: string,
): Promise<Delivery | null> {
  const rows = await selectDeliveries(tx).where(
    and(eq(alertMessages.workspaceId, workspaceId), eq(alertMessages.id, id)),
  );
  const [delivery] = await addIncidents(tx, rows);
  return delivery ?? null;
}
