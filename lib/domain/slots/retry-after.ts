import { DAY_SECONDS, SECOND_MS } from "@/lib/domain/time-units";

/** More than a day is no answer for a run that is to follow soon. */
const LONGEST_SECONDS = DAY_SECONDS;

/**
 * Seconds that a `Retry-After` header asks for (RFC 9110, section 10.2.3: seconds, or a date), at
 * most a day; null where it says nothing that can be read, or a time that has passed.
 */
export function parseRetryAfter(value: string, now: Date): number | null {
  const text = value.trim();
  const seconds = /^\d{1,9}$/.test(text)
    ? Number(text)
    : Math.ceil((Date.parse(text) - now.getTime()) / SECOND_MS);
  return seconds > 0 ? Math.min(seconds, LONGEST_SECONDS) : null;
}
