/** The choices and limits of channels, apart from the schemas that check them. */

export const channelKinds = [
  "EMAIL",
  "SLACK",
  "DISCORD",
  "TEAMS",
  "TELEGRAM",
  "NTFY",
  "PAGERDUTY",
  "ALERTMANAGER",
  "WEBHOOK",
  "PUSH",
] as const;
export type ChannelKind = (typeof channelKinds)[number];

export const channelLanguages = ["en", "pt-BR"] as const;
export type ChannelLanguage = (typeof channelLanguages)[number];

export const MAX_CHANNELS = 50;
export const MAX_CHANNEL_ROUTINES = 1_000;
export const MAX_CHANNEL_TAGS = 50;
export const MAX_CHANNEL_RECIPIENTS = 20;
export const MAX_CHANNEL_SECRET_CHARACTERS = 4_096;
export const MAX_MESSAGES_PER_HOUR = 1_000;
export const DEFAULT_MESSAGES_PER_HOUR = 30;
export const MIN_REMINDER_MINUTES = 5;
export const MAX_REMINDER_MINUTES = 7 * 1_440;

/** Seconds from the first incident of a group to its first message, so that a herd comes as one. */
export const GROUPING_SECONDS = 3;
