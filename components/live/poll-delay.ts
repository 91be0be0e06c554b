import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

/** Milliseconds between two requests of a page on which something happens. */
const POLL_MS = 2 * SECOND_MS;

const SLOWEST_POLL_MS = 30 * SECOND_MS;

/** A page asks less often by this share of the time in which nothing happened on it. */
const QUIET_SHARE = 0.1;

/** A page without a sign of its reader for this long asks nothing. */
export const AWAY_MS = 10 * MINUTE_MS;

/** What a page knows when it plans its next request, in milliseconds. */
export type PollFacts = {
  /** Since the page was opened, changed, or was used for something. */
  quietMs: number;
  /** Until a change is expected; null where none is. */
  expectedMs: number | null;
  /** Requests in a row that failed. */
  failures: number;
};

/**
 * Milliseconds until the next request: 2 seconds while something happens, then a tenth of the time
 * since anything did, up to half a minute; and when a change is expected. A quiet page asks 38 times
 * in its first five minutes and twice a minute from then on, instead of 30 times a minute.
 */
export function pollDelayMs({ quietMs, expectedMs, failures }: PollFacts): number {
  if (failures > 0) return Math.min(SLOWEST_POLL_MS, POLL_MS * 2 ** failures);
  const delayMs = Math.min(SLOWEST_POLL_MS, Math.max(POLL_MS, QUIET_SHARE * quietMs));
  return Math.min(delayMs, Math.max(POLL_MS, expectedMs ?? Infinity));
}
