import type { ChannelKind, ChannelLanguage } from "@/lib/domain/channels/channel-options";
import type { IncidentDto } from "@/lib/domain/incidents/incident";
import type { AlertEvent } from "@/lib/domain/incidents/incident-options";
import type { RunDto } from "@/lib/domain/run/run";

/** The body of a generic webhook. `incident` is the first of those that the message is about. */
export type AlertData = {
  incident: IncidentDto;
  routines: { id: string; name: string; endpoint_url: string; tags: string[] }[];
  run: Pick<
    RunDto,
    | "id"
    | "status"
    | "http_status"
    | "duration_ms"
    | "error_code"
    | "error_message"
    | "scheduled_for"
    | "started_at"
    | "finished_at"
  > | null;
};

/** An incident in a message, in words of the channel's language. */
export type AlertedIncident = {
  incident: IncidentDto;
  /** "api.example.com responded with 503", in words. */
  cause: string;
  /** What to do next, in words; by a fixed rule. */
  next: string;
  /** The AI's summary, where there is one. */
  summary: string | null;
  url: string;
};

/**
 * What is to be told, in the words of the channel's language and free of any channel's format. It is made
 * once; every attempt to deliver it is the same.
 */
export type AlertMessage = {
  /** One for all attempts: the idempotency key where a channel has one. */
  id: string;
  event: AlertEvent | "test" | "digest";
  language: ChannelLanguage;
  at: Date;
  /** One for all messages about a group of incidents: thread, dedup key, replaced notification. */
  groupKey: string;
  /** One line: "12 routines on api.example.com fail: TLS certificate expired". */
  title: string;
  /** The text under it, plain, without markup; one paragraph a line. */
  paragraphs: readonly string[];
  severity: "critical" | "warning" | "info" | "resolved";
  workspaceName: string;
  /** At most ten; `total` counts all. Empty for a test and a digest. */
  incidents: readonly AlertedIncident[];
  total: number;
  /** Where the message leads to. */
  url: string;
  /** The page that asks to confirm an acknowledgement; null where there is nothing to acknowledge. */
  acknowledgeUrl: string | null;
  labels: { open: string; acknowledge: string; footer: string };
  /** The wire body of generic webhooks. Null for a digest; a test has an example. */
  data: AlertData | null;
};

/** The result of one attempt. */
export type DeliveryResult = {
  ok: boolean;
  /** A later attempt may succeed. */
  mayRetry: boolean;
  /** The wait that the service asks for. */
  retryAfterSeconds: number | null;
  /** HTTP or SMTP status; null where there was no response. */
  status: number | null;
  /** The start of the real response, or what went wrong, secrets masked; at most 500 characters. */
  response: string | null;
  /** The address of the channel is gone for good (a push subscription that ended): turn it off. */
  isGone?: boolean;
};

/** The settings of one channel, its secret in the clear, as a sender gets them. */
export type ChannelSettings<Kind extends ChannelKind = ChannelKind> = {
  kind: Kind;
  workspaceId: string;
  config: Record<string, unknown>;
  secret: string | null;
};
