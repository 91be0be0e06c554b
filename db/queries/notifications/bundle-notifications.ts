import { and, asc, count, eq, gt, inArray, isNull, lte, max, ne, sql, type SQL } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { transactionTime } from "@/db/queries/database-now";
import { alertMessages, channels, incidents, notifications } from "@/db/schema";
import {
  groupAndEvent,
  planDelivery,
  type DeliveryPlan,
  type EarlierMessages,
  type PendingNotification,
} from "@/lib/domain/channels/delivery-plan";

/** The most channels and notifications of one transaction. */
const CHANNELS_LIMIT = 50;
const NOTIFICATIONS_LIMIT = 20_000;

const isPending = and(isNull(notifications.messageId), isNull(notifications.skipReason));

type LockedChannel = {
  id: string;
  workspaceId: string;
  isActive: boolean;
  quietHours: (typeof channels.$inferSelect)["quietHours"];
  maxPerHour: number;
  now: Date;
};

/**
 * Locks channels that have something due, so that no two workers count for one channel at once. Those
 * that another worker has are passed over.
 */
function lockChannels(tx: Transaction): Promise<LockedChannel[]> {
  const withDue = tx
    .selectDistinct({ id: notifications.channelId })
    .from(notifications)
    .where(and(isPending, lte(notifications.dueAt, sql`now()`)));
  return tx
    .select({
      id: channels.id,
      workspaceId: channels.workspaceId,
      isActive: channels.isActive,
      quietHours: channels.quietHours,
      maxPerHour: channels.maxPerHour,
      now: transactionTime,
    })
    .from(channels)
    .where(inArray(channels.id, withDue))
    .orderBy(asc(channels.id))
    .limit(CHANNELS_LIMIT)
    .for("no key update", { skipLocked: true });
}

type PendingRow = PendingNotification & { channelId: string };

/** The pending notifications of the channels, locked; of the last channel none where there are too many. */
async function readPending(tx: Transaction, channelIds: readonly string[]): Promise<PendingRow[]> {
  const rows = await tx
    .select({
      id: notifications.id,
      channelId: notifications.channelId,
      incidentId: notifications.incidentId,
      groupId: incidents.groupId,
      event: notifications.event,
      dueAt: notifications.dueAt,
      state: incidents.state,
      snoozedUntil: incidents.snoozedUntil,
    })
    .from(notifications)
    .innerJoin(incidents, eq(incidents.id, notifications.incidentId))
    .where(and(isPending, inArray(notifications.channelId, [...channelIds])))
    .orderBy(asc(notifications.channelId), asc(notifications.id))
    .limit(NOTIFICATIONS_LIMIT)
    .for("update", { of: notifications });
  const last = rows.at(-1)?.channelId;
  const isCut = rows.length === NOTIFICATIONS_LIMIT && rows[0]?.channelId !== last;
  return isCut ? rows.filter(({ channelId }) => channelId !== last) : rows;
}

/** When messages of the last hour were made, by channel. Tests are not counted. */
async function readMade(
  tx: Transaction,
  channelIds: readonly string[],
): Promise<Map<string, Date[]>> {
  const rows = await tx
    .select({ channelId: alertMessages.channelId, createdAt: alertMessages.createdAt })
    .from(alertMessages)
    .where(
      and(
        inArray(alertMessages.channelId, [...channelIds]),
        ne(alertMessages.event, "test"),
        gt(alertMessages.createdAt, sql`now() - interval '1 hour'`),
      ),
    );
  const made = new Map<string, Date[]>(channelIds.map((id) => [id, []]));
  for (const { channelId, createdAt } of rows) made.get(channelId)?.push(createdAt);
  return made;
}

/** Ids as one parameter, however many they are. */
const anyOf = (ids: readonly string[]): SQL => sql`any (${`{${ids.join(",")}}`}::uuid[])`;

/** Earlier messages about the groups, by channel, group and event. */
async function readEarlier(
  tx: Transaction,
  channelIds: readonly string[],
  groupIds: readonly string[],
): Promise<Map<string, Map<string, EarlierMessages>>> {
  const { channelId, groupId, event, createdAt } = alertMessages;
  const rows = await tx
    .select({ channelId, groupId, event, count: count(), newestAt: max(createdAt) })
    .from(alertMessages)
    .where(
      and(sql`${groupId} = ${anyOf(groupIds)}`, inArray(alertMessages.channelId, [...channelIds])),
    )
    .groupBy(channelId, groupId, event);
  const earlier = new Map<string, Map<string, EarlierMessages>>();
  for (const row of rows) {
    if (row.groupId === null || row.newestAt === null) continue;
    const ofChannel = earlier.get(row.channelId) ?? new Map<string, EarlierMessages>();
    ofChannel.set(groupAndEvent(row.groupId, row.event), {
      count: row.count,
      newestAt: row.newestAt,
    });
    earlier.set(row.channelId, ofChannel);
  }
  return earlier;
}

async function readUnresolved(tx: Transaction, groupIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .selectDistinct({ groupId: incidents.groupId })
    .from(incidents)
    .where(and(sql`${incidents.groupId} = ${anyOf(groupIds)}`, ne(incidents.state, "resolved")));
  return new Set(rows.map(({ groupId }) => groupId));
}

/** Writes the plan of a channel. Its messages are a millisecond apart, so that their order is known. */
async function writePlan(
  tx: Transaction,
  channel: LockedChannel,
  { messages, skipped, postponed }: DeliveryPlan,
): Promise<void> {
  if (messages.length > 0) {
    const rows = messages.map(({ groupId, event, notificationIds }, index) => ({
      id: crypto.randomUUID(),
      workspaceId: channel.workspaceId,
      channelId: channel.id,
      groupId,
      event,
      dueAt: channel.now,
      createdAt: new Date(channel.now.getTime() + index),
      notificationIds,
    }));
    await tx.insert(alertMessages).values(rows.map(({ notificationIds: _, ...row }) => row));
    const carried = rows.flatMap(({ id, notificationIds }) =>
      notificationIds.map((notification) => ({ id: notification, message_id: id })),
    );
    await tx.execute(sql`
      update ${notifications} as n set message_id = c.message_id
      from json_to_recordset(${JSON.stringify(carried)}::json) as c(id bigint, message_id uuid)
      where n.id = c.id`);
  }
  if (skipped.length > 0) {
    await tx.execute(sql`
      update ${notifications} as n set skip_reason = c.reason
      from json_to_recordset(${JSON.stringify(skipped)}::json) as c(id bigint, reason text)
      where n.id = c.id`);
  }
  if (postponed.length > 0) {
    const moves = postponed.map(({ id, dueAt }) => ({ id, due_at: dueAt.toISOString() }));
    await tx.execute(sql`
      update ${notifications} as n set due_at = c.due_at
      from json_to_recordset(${JSON.stringify(moves)}::json) as c(id bigint, due_at timestamptz)
      where n.id = c.id`);
  }
}

export type BundleReport = { messages: number; skipped: number; postponed: number };

/**
 * Ends notifications that are due, in one transaction: with the message that carries them, with the
 * reason why none does, or with a later time. Any number of workers may do it at once. Nothing is sent.
 * The report is all zero where nothing was due.
 */
export function bundleNotifications(db: Database): Promise<BundleReport> {
  return db.transaction(async (tx) => {
    const report: BundleReport = { messages: 0, skipped: 0, postponed: 0 };
    const locked = await lockChannels(tx);
    if (locked.length === 0) return report;
    const channelIds = locked.map(({ id }) => id);
    const pending = await readPending(tx, channelIds);
    const groupIds = [...new Set(pending.map(({ groupId }) => groupId))];
    const made = await readMade(tx, channelIds);
    const earlier = await readEarlier(tx, channelIds, groupIds);
    const unresolvedGroups = await readUnresolved(tx, groupIds);
    for (const channel of locked) {
      const plan = planDelivery(
        pending.filter(({ channelId }) => channelId === channel.id),
        {
          ...channel,
          madeAt: made.get(channel.id) ?? [],
          earlier: earlier.get(channel.id) ?? new Map(),
          unresolvedGroups,
        },
        channel.now,
      );
      await writePlan(tx, channel, plan);
      report.messages += plan.messages.length;
      report.skipped += plan.skipped.length;
      report.postponed += plan.postponed.length;
    }
    return report;
  });
}
