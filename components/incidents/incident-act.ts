import type { ActionResult } from "@/lib/domain/action-result";

/** What a person may do with an incident. */
export const incidentActs = ["acknowledge", "snooze", "resolve", "note"] as const;
type IncidentAct = (typeof incidentActs)[number];

/** Until when an incident can be snoozed by a button. */
export const snoozes = ["1h", "4h", "tomorrow"] as const;
export type Snooze = (typeof snoozes)[number];

/** The last thing that was tried, and its result. */
export type IncidentActState = { act: IncidentAct; result: ActionResult<unknown> } | null;

export type IncidentAction = (state: IncidentActState, form: FormData) => Promise<IncidentActState>;
