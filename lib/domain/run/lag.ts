/** Lags in milliseconds; 0 where nothing was measured. */
export type LagSummary = { p50: number; p99: number; max: number };

/** The nearest-rank percentile of ascending values, or 0 of none. */
function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0;
}

/** Median, 99th percentile and maximum of a set of lags. */
export function summarizeLag(lagsMs: readonly number[]): LagSummary {
  const ascending = [...lagsMs].sort((a, b) => a - b);
  return {
    p50: percentile(ascending, 0.5),
    p99: percentile(ascending, 0.99),
    max: ascending.at(-1) ?? 0,
  };
}
