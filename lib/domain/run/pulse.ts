import { MINUTE_MS } from "@/lib/domain/time-units";

/** How many routines a pulse shows at most. */
export const PULSE_ROWS = 16;

export const PULSE_HOURS = 24;
export const PULSE_COLUMN_MINUTES = 15;
const COLUMN_MS = PULSE_COLUMN_MINUTES * MINUTE_MS;
export const PULSE_COLUMNS = (PULSE_HOURS * 60) / PULSE_COLUMN_MINUTES;

/**
 * Where a pulse of `PULSE_COLUMNS` columns begins whose last one holds `now`. Columns begin on the
 * clock's quarter hours, so that a run stays in its own for as long as it is shown.
 */
export function pulseStart(now: Date): Date {
  const current = Math.floor(now.getTime() / COLUMN_MS);
  return new Date((current + 1 - PULSE_COLUMNS) * COLUMN_MS);
}

/** By how many columns a pulse that begins at `startsAt` is behind one that begins at `otherStartsAt`. */
export function pulseShift(startsAt: string, otherStartsAt: string): number {
  return Math.round((Date.parse(otherStartsAt) - Date.parse(startsAt)) / COLUMN_MS);
}
