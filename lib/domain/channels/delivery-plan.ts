import type { QuietHours } from "@/lib/domain/channels/channel";
import { GROUPING_SECONDS } from "@/lib/domain/channels/channel-options";
import type { MessageEvent, SkipReason } from "@/lib/domain/channels/delivery";
import { quietUntil } from "@/lib/domain/channels/quiet-hours";
import type { AlertEvent } from "@/lib/domain/incidents/incident-options";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

/**
 * Decides which messages a channel gets now. Notifications of one group and event are one message. A
 * group's first message goes out at once, the next after two minutes, each later one after ten. Of more
 * messages than the hour has room for, those that don't fit are one digest, or wait until there is room.
 */

/** The pauses after the messages of a group: after the first, and after each later one. */
const FIRST_PAUSE_MS = 2 * MINUTE_MS;
const LATER_PAUSE_MS = 10 * MINUTE_MS;

/** A notification that no message has carried yet, with the state of its incident now. */
export type PendingNotification = {
  id: number;
  incidentId: string;
  groupId: string;
  event: AlertEvent;
  /** When it may be bundled. */
  dueAt: Date;
  state: "open" | "acknowledged" | "resolved";
  snoozedUntil: Date | null;
};

/** The messages that a channel was sent about one group, of one event. */
export type EarlierMessages = { count: number; newestAt: Date };

export type PlannedChannel = {
  isActive: boolean;
  quietHours: QuietHours | null;
  maxPerHour: number;
  /** When the messages of the last hour were made, in any order. */
  madeAt: readonly Date[];
  /** By `groupAndEvent`. */
  earlier: ReadonlyMap<string, EarlierMessages>;
  /** The groups that have incidents that are not resolved. */
  unresolvedGroups: ReadonlySet<string>;
};

/** A message to make. A digest has no group. */
type PlannedMessage = {
  groupId: string | null;
  event: MessageEvent;
  notificationIds: number[];
};

/** Each notification that is due is in exactly one of the three; one that is not may be in none. */
export type DeliveryPlan = {
  messages: PlannedMessage[];
  skipped: { id: number; reason: SkipReason }[];
  /** Always to a time after now. */
  postponed: { id: number; dueAt: Date }[];
};

/** The key of `PlannedChannel.earlier`. */
export const groupAndEvent = (groupId: string, event: MessageEvent): string =>
  `${groupId} ${event}`;

/**
 * The notifications of one incident without those that something later made pointless. What an incident
 * did between two messages is said by the newer one; what began and ended unseen is not said at all.
 * @param pending in the order in which they were made.
 */
function keepNewest(pending: readonly PendingNotification[]): Set<PendingNotification> {
  let opened = null as PendingNotification | null;
  let other = null as PendingNotification | null;
  let wasToldOpen = false;
  for (const notification of pending) {
    switch (notification.event) {
      case "incident.opened":
        opened = notification;
        other = null;
        break;
      case "incident.resolved":
        // Without an opening that waits, its reader knows the incident as open.
        wasToldOpen ||= opened === null;
        opened = null;
        other = wasToldOpen ? notification : null;
        break;
      case "incident.acknowledged":
      case "incident.reminder":
        // The message that it was opened says who has it.
        if (opened === null) other = notification;
        break;
    }
  }
  return new Set([opened, other].filter((kept) => kept !== null));
}

/** Why a notification that is the newest of its incident is not told; null where it is. */
function reasonToSkip(
  { event, state, snoozedUntil }: PendingNotification,
  now: Date,
): SkipReason | null {
  if (event === "incident.resolved") return null;
  if (state === "resolved") return "SUPERSEDED";
  if (event === "incident.acknowledged") return null;
  if (event === "incident.reminder" && state === "acknowledged") return "SUPERSEDED";
  return snoozedUntil !== null && snoozedUntil > now ? "SNOOZED" : null;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** When a group may have its next message of an event; null where it may have it now. */
function nextAllowedAt(
  { groupId, event }: PendingNotification,
  channel: PlannedChannel,
): Date | null {
  const earlier = channel.earlier.get(groupAndEvent(groupId, event));
  const isPaced =
    event === "incident.opened" ||
    (event === "incident.resolved" && channel.unresolvedGroups.has(groupId));
  if (!isPaced || earlier === undefined) return null;
  const pauseMs = earlier.count > 1 ? LATER_PAUSE_MS : FIRST_PAUSE_MS;
  return new Date(earlier.newestAt.getTime() + pauseMs);
}

type Bucket = PendingNotification[];

const firstDueMs = (bucket: Bucket) => Math.min(...bucket.map(({ dueAt }) => dueAt.getTime()));

const toMessage = (bucket: Bucket): PlannedMessage[] =>
  bucket.slice(0, 1).map(({ groupId, event }) => ({
    groupId,
    event,
    notificationIds: bucket.map(({ id }) => id),
  }));

/**
 * The messages for what is due, by the rules above. Quiet hours hold everything until they end; a channel
 * that is off gets nothing.
 * @param pending all notifications of the channel that have neither a message nor a reason, in the order
 *   in which they were made.
 */
export function planDelivery(
  pending: readonly PendingNotification[],
  channel: PlannedChannel,
  now: Date,
): DeliveryPlan {
  const plan: DeliveryPlan = { messages: [], skipped: [], postponed: [] };
  if (!channel.isActive) {
    for (const { id } of pending) plan.skipped.push({ id, reason: "CHANNEL_OFF" });
    return plan;
  }
  const kept: PendingNotification[] = [];
  for (const ofIncident of groupBy(pending, ({ incidentId }) => incidentId)) {
    const newest = keepNewest(ofIncident);
    for (const notification of ofIncident) {
      const reason = newest.has(notification) ? reasonToSkip(notification, now) : "SUPERSEDED";
      if (reason === null) kept.push(notification);
      else plan.skipped.push({ id: notification.id, reason });
    }
  }
  const postpone = (bucket: Bucket, until: Date) => {
    for (const { id, dueAt } of bucket) {
      if (dueAt < until) plan.postponed.push({ id, dueAt: until });
    }
  };
  const quietEnd = quietUntil(channel.quietHours, now);
  if (quietEnd !== null) {
    postpone(kept, quietEnd);
    return plan;
  }
  const ready: Bucket[] = [];
  const settledMs = now.getTime() + GROUPING_SECONDS * SECOND_MS;
  for (const bucket of groupBy(kept, ({ groupId, event }) => groupAndEvent(groupId, event))) {
    const [first] = bucket;
    if (first === undefined || firstDueMs(bucket) > now.getTime()) continue;
    const allowedAt = nextAllowedAt(first, channel);
    if (allowedAt !== null && allowedAt > now) postpone(bucket, allowedAt);
    else ready.push(bucket.filter(({ dueAt }) => dueAt.getTime() <= settledMs));
  }
  ready.sort((a, b) => firstDueMs(a) - firstDueMs(b));
  const hourAgoMs = now.getTime() - HOUR_MS;
  const madeMs = channel.madeAt.map((at) => at.getTime()).filter((atMs) => atMs > hourAgoMs);
  const room = channel.maxPerHour - madeMs.length;
  if (ready.length <= room) {
    plan.messages = ready.flatMap(toMessage);
  } else if (room <= 0) {
    madeMs.sort((a, b) => a - b);
    const freeAt = new Date((madeMs.at(-channel.maxPerHour) ?? now.getTime()) + HOUR_MS);
    for (const bucket of ready) postpone(bucket, freeAt);
  } else {
    const held = ready.slice(room - 1).flat();
    plan.messages = [
      ...ready.slice(0, room - 1).flatMap(toMessage),
      { groupId: null, event: "digest", notificationIds: held.map(({ id }) => id) },
    ];
  }
  return plan;
}
