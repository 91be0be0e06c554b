/** The number of times that a request is sent at most. */
export const MAX_TRIES = 5;

/** The longest wait that the server may ask for: a longer one ends the program instead. */
export const LONGEST_WAIT_SECONDS = 90;

const FIRST_WAIT_SECONDS = 0.5;

/** Statuses with which nothing was done, for now. */
export const isForNow = (status: number) => status === 429 || status === 503;

/**
 * The seconds to wait before a further try: what the server asks for (RFC 9110, section 10.2.3), else
 * 0.5, 1, 2 … Null where it asks for too long.
 */
export function waitSeconds(tries: number, retryAfter: string | null, now: Date): number | null {
  const asked = readRetryAfter(retryAfter, now);
  if (asked !== null) return asked <= LONGEST_WAIT_SECONDS ? asked : null;
  return FIRST_WAIT_SECONDS * 2 ** (tries - 1);
}

/** The seconds of a `Retry-After` header, a number or a date; null for none. */
export function readRetryAfter(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now.getTime()) / 1_000));
}
