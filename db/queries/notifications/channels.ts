import { and, asc, count, eq, getTableColumns, isNotNull, sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { lockWorkspaceUsage } from "@/db/queries/workspace-usage";
import { alertMessages, channels } from "@/db/schema";
import type { MessageStatus } from "@/lib/domain/channels/delivery";

/** What is sealed is never read for a member. */
const { sealedSecret: _, ...channelColumns } = getTableColumns(channels);

export type Channel = Omit<typeof channels.$inferSelect, "sealedSecret">;

/** The newest message that was tried. */
export type LastDelivery = {
  channelId: string;
  at: Date;
  status: MessageStatus;
  response: string | null;
};

/** The columns that a member gives. */
export type ChannelValues = Omit<
  Channel,
  "id" | "workspaceId" | "secretRef" | "hasSecret" | "disabledReason" | "createdAt" | "updatedAt"
>;

/** What else a change writes: a secret, sealed, and the name of the secret that it is of. */
type ChannelChange = Partial<ChannelValues> & {
  disabledReason?: null;
  sealedSecret?: string | null;
  secretRef?: string | null;
};

/** The channels of a workspace by name. */
export function findChannels(tx: Transaction, workspaceId: string): Promise<Channel[]> {
  return tx
    .select(channelColumns)
    .from(channels)
    .where(eq(channels.workspaceId, workspaceId))
    .orderBy(asc(channels.name), asc(channels.id));
}

/** Null where the workspace has no such channel. With `lock`, its row is locked until the transaction ends. */
export async function findChannel(
  tx: Transaction,
  workspaceId: string,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<Channel | null> {
  const query = tx
    .select(channelColumns)
    .from(channels)
    .where(and(eq(channels.workspaceId, workspaceId), eq(channels.id, id)));
  const [channel] = await (lock ? query.for("update") : query);
  return channel ?? null;
}

/** The number of channels of a workspace; others that ask wait until the transaction ends. */
export async function countChannels(tx: Transaction, workspaceId: string): Promise<number> {
  await lockWorkspaceUsage(tx, workspaceId);
  const [row] = await tx
    .select({ count: count() })
    .from(channels)
    .where(eq(channels.workspaceId, workspaceId));
  return row?.count ?? 0;
}

/** Inserts a channel without its secret. Returns its id. */
export async function insertChannel(
  tx: Transaction,
  workspaceId: string,
  values: ChannelValues,
): Promise<string> {
  const json = (value: unknown) => sql`${value === null ? null : JSON.stringify(value)}::jsonb`;
  // With named columns: users may not write the others, not even as defaults.
  const [created] = await tx.execute<{ id: string }>(sql`
    insert into ${channels} (
      workspace_id, kind, name, key, config, is_active, events, routine_ids, tags, quiet_hours,
      reminder_minutes, language, max_per_hour
    ) values (
      ${workspaceId}, ${values.kind}, ${values.name}, ${values.key}, ${json(values.config)},
      ${values.isActive}, ${json(values.events)}, ${json(values.routineIds)}, ${json(values.tags)},
      ${json(values.quietHours)}, ${values.reminderMinutes}, ${values.language},
      ${values.maxPerHour}
    ) returning id`);
  if (created === undefined) throw new Error("The database returned no channel.");
  return created.id;
}

/** Changes a channel. `sealedSecret` is left as it is where it isn't given. */
export async function updateChannelValues(
  tx: Transaction,
  workspaceId: string,
  id: string,
  values: ChannelChange,
): Promise<void> {
  await tx
    .update(channels)
    .set({ ...values, updatedAt: sql`now()` })
    .where(and(eq(channels.workspaceId, workspaceId), eq(channels.id, id)));
}

/** The sealed secrets of the channels that have that of another name, over the service connection. */
export async function findSealedByRef(
  db: Database,
  workspaceId: string,
): Promise<{ id: string; sealedSecret: string }[]> {
  const { id, sealedSecret, secretRef } = channels;
  const rows = await db
    .select({ id, sealedSecret })
    .from(channels)
    .where(and(eq(channels.workspaceId, workspaceId), isNotNull(secretRef)));
  return rows.flatMap((row) =>
    row.sealedSecret === null ? [] : [{ id: row.id, sealedSecret: row.sealedSecret }],
  );
}

/** Deletes a channel with what it was sent. False where the workspace has none. */
export async function removeChannel(
  tx: Transaction,
  workspaceId: string,
  id: string,
): Promise<boolean> {
  const removed = await tx
    .delete(channels)
    .where(and(eq(channels.workspaceId, workspaceId), eq(channels.id, id)))
    .returning({ id: channels.id });
  return removed.length > 0;
}

/** The newest message of each channel of a workspace that was tried at least once. */
export async function findLastDeliveries(
  tx: Transaction,
  workspaceId: string,
): Promise<Map<string, LastDelivery>> {
  const rows = await tx.execute<{
    channel_id: string;
    at: string;
    status: MessageStatus;
    response: string | null;
  }>(sql`
    select c.id as channel_id, m.status, m.response,
      to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from ${channels} as c cross join lateral (
      select status, response, coalesce(finished_at, created_at) as at from ${alertMessages} as o
      where o.channel_id = c.id and o.attempt > 0
      order by o.created_at desc limit 1
    ) as m
    where c.workspace_id = ${workspaceId}`);
  return new Map(
    Array.from(rows, ({ channel_id: channelId, at, status, response }) => [
      channelId,
      { channelId, at: new Date(at), status, response },
    ]),
  );
}
