/**
 * The kinds of a routine's events: changes of its schedule, and late results.
 *
 * CREATED, EDITED: the settings of its schedule. PAUSED, RESUMED: by a member, or PAUSED by the
 * scheduler for a schedule that cannot be read, or by an upgrade, see `pauseReasons`. ENDED: by the scheduler, at the end date. FENCED: the
 * result of a run came after its lease was gone, and was not recorded. RELEASED: a claim was given
 * back before its request was sent.
 */
export type RoutineEventKind = ScheduleChangeKind | "FENCED" | "RELEASED";

/** The kinds of events that are changes of a schedule. */
export type ScheduleChangeKind = "CREATED" | "PAUSED" | "RESUMED" | "EDITED" | "ENDED";

/**
 * The reasons for which a claim is given back. PAUSED, EDITED: the routine was, while the claim waited
 * for a place. STOPPED: the tick's budget was spent, or its process is to end.
 */
export const releaseReasons = ["PAUSED", "EDITED", "STOPPED"] as const;
export type ReleaseReason = (typeof releaseReasons)[number];

/**
 * The reasons of a pause that no member made. INVALID_SETTINGS: an upgrade found settings that nothing
 * would accept today, such as headers that may not be set.
 */
export const pauseReasons = ["INVALID_SETTINGS"] as const;
export type PauseReason = (typeof pauseReasons)[number];
