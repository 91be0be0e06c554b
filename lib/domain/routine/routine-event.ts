/**
 * The kinds of a routine's events: changes of its schedule, and late results.
 *
 * CREATED, EDITED: the settings of its schedule. PAUSED, RESUMED: by a member, or PAUSED by the
 * scheduler for a schedule that cannot be read. ENDED: by the scheduler, at the end date. FENCED: the
 * result of a run came after its lease was gone, and was not recorded.
 */
export type RoutineEventKind = "CREATED" | "PAUSED" | "RESUMED" | "EDITED" | "ENDED" | "FENCED";
