import { DAY_MINUTES } from "@/lib/domain/time-units";

/** The longest window of maintenance: seven days. */
export const MAX_MAINTENANCE_MINUTES = 7 * DAY_MINUTES;

/** The most windows of a workspace that are not over. */
export const MAX_MAINTENANCE_WINDOWS = 100;

/** The most routines that a window names. */
export const MAX_WINDOW_ROUTINES = 1_000;
