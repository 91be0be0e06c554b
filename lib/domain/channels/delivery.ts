import type { ChannelKind } from "@/lib/domain/channels/channel-options";
import { alertEvents } from "@/lib/domain/incidents/incident-options";

export const messageEvents = [...alertEvents, "test", "digest"] as const;
export type MessageEvent = (typeof messageEvents)[number];

/** PENDING until it was accepted by the channel, or given up. */
export const messageStatuses = ["PENDING", "SENT", "FAILED"] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/**
 * Why a transition was not told to a channel.
 * - `MAINTENANCE`: it happened during maintenance; `SNOOZED`: while the incident was snoozed
 * - `SUPERSEDED`: what it would have said was over before it was sent (an incident that opened and was
 *   resolved while the message was held), or it waited in a backup that was restored
 * - `CHANNEL_OFF`: the channel was turned off before it was sent
 */
export const skipReasons = ["MAINTENANCE", "SNOOZED", "SUPERSEDED", "CHANNEL_OFF"] as const;
export type SkipReason = (typeof skipReasons)[number];

/** A message of the delivery log. Times are RFC 3339 in UTC. */
export type DeliveryDto = {
  id: string;
  channel_id: string;
  channel_name: string;
  channel_kind: ChannelKind;
  event: MessageEvent;
  status: MessageStatus;
  title: string | null;
  attempt: number;
  /** When the next attempt begins; null where it ended. */
  next_attempt_at: string | null;
  response_status: number | null;
  response: string | null;
  incident_ids: string[];
  created_at: string;
  finished_at: string | null;
};
