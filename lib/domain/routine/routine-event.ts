/**
 * What a routine's event log holds: what its schedule was changed to, and late results.
 *
 * CREATED, EDITED: the settings of its schedule. PAUSED, RESUMED: by a member, or PAUSED by the
 * scheduler for a schedule that cannot be read. ENDED: by the scheduler, at the end date. FENCED: the
 * result of a run came after its lease was gone, and was refused.
 */
export const routineEventKinds = [
  "CREATED",
  "PAUSED",
  "RESUMED",
  "EDITED",
  "ENDED",
  "FENCED",
] as const;
export type RoutineEventKind = (typeof routineEventKinds)[number];
