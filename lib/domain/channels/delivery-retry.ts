import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";

/** Hours after which a message that no attempt could deliver is given up. */
export const DELIVERY_HOURS = 24;

/** The waits after the first attempts; after those, the last one again and again. */
const WAITS_MS = [
  SECOND_MS,
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
] as const;

/** A wait is longer by up to this share, so that messages that failed together come back apart. */
const JITTER = 0.2;

/**
 * Milliseconds from a failed attempt to the next: never less than the service asks for.
 * @param attempt the number of the attempt that failed, from 1.
 * @param random at least 0 and less than 1.
 */
export function retryWaitMs(
  attempt: number,
  { retryAfterSeconds, random }: { retryAfterSeconds: number | null; random: number },
): number {
  const index = Math.min(Math.max(attempt, 1), WAITS_MS.length) - 1;
  const backoffMs = WAITS_MS[index] ?? HOUR_MS;
  const askedMs = Math.max(0, retryAfterSeconds ?? 0) * SECOND_MS;
  return Math.round(Math.max(backoffMs, askedMs) * (1 + JITTER * random));
}
