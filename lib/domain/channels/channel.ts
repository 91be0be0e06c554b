import type { ChannelKind, ChannelLanguage } from "@/lib/domain/channels/channel-options";
import type { AlertEvent } from "@/lib/domain/incidents/incident-options";

/** The hours of a day in which a channel only gets what was held when they end. Wall-clock times, `HH:MM`. */
export type QuietHours = { start: string; end: string; timezone: string };

/**
 * What is not secret in the settings of each kind. The secret of a kind, write-only:
 * - `SLACK`, `DISCORD`, `TEAMS`: the URL of the incoming webhook
 * - `TELEGRAM`: the bot's token; `NTFY`: an access token, optional
 * - `PAGERDUTY`: the integration key; `ALERTMANAGER`: a bearer token, or user:password, optional
 * - `WEBHOOK`: the signing key (`whsec_…`); one is made where none is given
 * - `PUSH`: the browser's subscription as JSON; `EMAIL`: none
 */
export type ChannelConfigs = {
  EMAIL: { to: string[] };
  SLACK: Record<string, never>;
  DISCORD: Record<string, never>;
  TEAMS: Record<string, never>;
  TELEGRAM: { server: string; chat_id: string };
  NTFY: { server: string; topic: string };
  PAGERDUTY: { server: string };
  ALERTMANAGER: { url: string };
  WEBHOOK: { url: string };
  PUSH: { device: string };
};

export type ChannelConfig = ChannelConfigs[ChannelKind];

/** A channel as it goes out: never with its secret. Times are RFC 3339 in UTC. */
export type ChannelDto = {
  id: string;
  workspace_id: string;
  kind: ChannelKind;
  name: string;
  /** The caller's own name for it, unique in its workspace. */
  key: string | null;
  config: ChannelConfig;
  has_secret: boolean;
  /** The name of the workspace's secret whose value it has; null where it was given by itself. */
  secret_ref: string | null;
  is_active: boolean;
  /** Why the service turned it off; null where it didn't. */
  disabled_reason: string | null;
  events: AlertEvent[];
  /** The routines that it is for; with no routines and no tags, all of them. */
  routine_ids: string[];
  tags: string[];
  quiet_hours: QuietHours | null;
  /** Minutes between reminders while nobody has acknowledged; null for none. */
  reminder_minutes: number | null;
  language: ChannelLanguage;
  /** More messages than this in an hour are held, and come as one digest. */
  max_per_hour: number;
  created_at: string;
  updated_at: string;
  /** The newest message, in short; null where none was tried. */
  last_delivery: { at: string; status: "SENT" | "FAILED" | "PENDING"; error: string | null } | null;
};

/** `signing_secret` is the key that was made for a webhook without one. It is shown this once. */
export type CreatedChannelDto = ChannelDto & { signing_secret?: string };
