/**
 * The upper bounds in ms by which the lags of scheduled runs are counted, each included; one more count
 * is of what is above. They are in the database and in metrics, so a change needs a new column.
 */
export const lagBoundsMs = [
  100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 3_600_000,
] as const;

/** The number of lags up to each bound and above the one before it; the last is above all. */
export function countLags(lagsMs: readonly number[]): number[] {
  const counts = new Array<number>(lagBoundsMs.length + 1).fill(0);
  for (const lagMs of lagsMs) {
    const index = lagBoundsMs.findIndex((bound) => lagMs <= bound);
    const place = index === -1 ? lagBoundsMs.length : index;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

/**
 * The lag in ms that `share` of the runs don't exceed, or null of none. Within its interval lags are
 * taken to be spread evenly, as Prometheus' `histogram_quantile` does; it is never above `maxMs`.
 */
export function lagQuantile(
  counts: readonly number[],
  share: number,
  maxMs: number,
): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = share * total;
  let below = 0;
  for (const [index, count] of counts.entries()) {
    if (count > 0 && below + count >= rank) {
      const from = lagBoundsMs[index - 1] ?? 0;
      const to = Math.min(maxMs, lagBoundsMs[index] ?? maxMs);
      return Math.round(Math.min(maxMs, from + ((to - from) * (rank - below)) / count));
    }
    below += count;
  }
  return maxMs;
}
