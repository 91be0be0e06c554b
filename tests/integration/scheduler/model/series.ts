/**
 * Slots by counting, one after the other: the model's own arithmetic, slow and plain, so that it does
 * not share a mistake with the project's. Times are milliseconds since 1970.
 */
export const MINUTE_MS = 60_000;

/** An interval, or a cron expression that matches the multiples of so many minutes of the day. */
export type Series = { kind: "interval" | "cron"; minutes: number };

export function following(series: Series, slot: number): number {
  const step = series.minutes * MINUTE_MS;
  return series.kind === "interval" ? slot + step : Math.floor(slot / step) * step + step;
}

/** The slot that a routine starts with: the next minute, or the next match, strictly after now. */
export function starting(series: Series, now: number): number {
  return following(
    { ...series, minutes: series.kind === "interval" ? 1 : series.minutes },
    floor(now),
  );
}

const floor = (now: number) => Math.floor(now / MINUTE_MS) * MINUTE_MS;

/** The slots from `first` up to and including `last`. */
export function slotsUpTo(series: Series, first: number, last: number): number[] {
  const slots: number[] = [];
  for (let slot = first; slot <= last; slot = following(series, slot)) slots.push(slot);
  return slots;
}

export function isSameSeries(a: Series, b: Series): boolean {
  return a.kind === b.kind && a.minutes === b.minutes;
}

/** The series as a user writes it. */
export function scheduleInput(series: Series) {
  return series.kind === "interval"
    ? { interval_minutes: series.minutes }
    : { cron_expression: `*/${series.minutes} * * * *` };
}
