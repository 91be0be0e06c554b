const MINUTE_MS = 60_000;

export const PULSE_HOURS = 24;
export const PULSE_COLUMN_MINUTES = 15;
export const PULSE_COLUMNS = (PULSE_HOURS * 60) / PULSE_COLUMN_MINUTES;

/**
 * Where a pulse of `PULSE_COLUMNS` columns begins whose last one holds `now`. Columns begin on the
 * clock's quarter hours, so that a run stays in its own for as long as it is shown.
 */
export function pulseStart(now: Date): Date {
  const columnMs = PULSE_COLUMN_MINUTES * MINUTE_MS;
  const current = Math.floor(now.getTime() / columnMs);
  return new Date((current + 1 - PULSE_COLUMNS) * columnMs);
}
