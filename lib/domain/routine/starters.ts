import type { RoutineLimits } from "@/lib/domain/routine/routine-options";

/** What people begin with: each fills in the form of a new routine, as `?starter=` in its address. */
export const routineStarters = ["watch", "morning", "paste"] as const;
export type RoutineStarter = (typeof routineStarters)[number];

const WATCH_MINUTES = 5;

/** How often a page is watched: as often as the instance allows, where that is less often. */
export const watchMinutes = ({ minIntervalMinutes }: RoutineLimits): number =>
  Math.max(WATCH_MINUTES, minIntervalMinutes);

/** The starter that a parameter of an address names; null for anything else. */
export const findStarter = (name: unknown): RoutineStarter | null =>
  routineStarters.find((known) => known === name) ?? null;
