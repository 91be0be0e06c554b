/** The choices and limits of incidents and alert policies, apart from the schemas that check them. */

/**
 * What an incident is about. At most one that is not resolved is kept for a routine and trigger.
 * - `FAILURES`: its runs fail; `SLOW`: they take too long; `DEGRADED`: they are degraded
 * - `MISSED`: its slots were missed or abandoned; `CERTIFICATE`: its endpoint's certificate ends soon
 */
export const alertTriggers = ["FAILURES", "SLOW", "DEGRADED", "MISSED", "CERTIFICATE"] as const;
export type AlertTrigger = (typeof alertTriggers)[number];

/** The types of a policy's conditions. */
export const conditionTypes = [
  "consecutive_failures",
  "failures_of_last",
  "failure_rate",
  "slow",
  "degraded",
  "missed",
  "certificate",
] as const;

/** A snoozed incident is open or acknowledged, and quiet until `snoozed_until`. */
export const incidentStates = ["open", "acknowledged", "resolved"] as const;
export type IncidentState = (typeof incidentStates)[number];

/** The entries of an incident's timeline. */
export const incidentEventTypes = [
  "opened",
  "reopened",
  "acknowledged",
  "snoozed",
  "resolved",
  "reminder",
  "note",
] as const;
export type IncidentEventType = (typeof incidentEventTypes)[number];

/** Where a transition came from: the policy, or a person on the page, by the API or by a link in a message. */
export const incidentSources = ["POLICY", "PAGE", "API", "LINK"] as const;
export type IncidentSource = (typeof incidentSources)[number];

/** What channels are told of. An incident that is reopened is `incident.opened` again. */
export const alertEvents = [
  "incident.opened",
  "incident.acknowledged",
  "incident.resolved",
  "incident.reminder",
] as const;
export type AlertEvent = (typeof alertEvents)[number];

export const MAX_COUNTED_RUNS = 100;
export const MAX_RATE_WINDOW_MINUTES = 1_440;
export const MAX_CERTIFICATE_ALERT_DAYS = 60;
export const MAX_COOLDOWN_MINUTES = 1_440;
export const MAX_SNOOZE_MINUTES = 7 * 1_440;
export const MAX_NOTE_CHARACTERS = 1_000;
export const MAX_BACKTEST_DAYS = 30;
