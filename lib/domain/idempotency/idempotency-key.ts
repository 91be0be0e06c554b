/** The most characters of an idempotency key. */
const MAX_KEY_CHARACTERS = 255;

/** A string of RFC 9651, section 3.3.3: printable ASCII in quotes, with `\"` and `\\` for the two that mean something. */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/** What clients write without quotes: visible characters that neither quote nor divide. */
const BARE = /^[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]+$/;

/**
 * The key in an `Idempotency-Key` header of draft-ietf-httpapi-idempotency-key-header: a string in quotes,
 * or the same without them, of 1 to 255 characters. Null for anything else.
 */
export function readIdempotencyKey(header: string): string | null {
  const text = header.trim();
  const quoted = QUOTED.exec(text)?.[1]?.replace(/\\(["\\])/g, "$1");
  const key = quoted ?? (BARE.test(text) ? text : "");
  return key.length >= 1 && key.length <= MAX_KEY_CHARACTERS ? key : null;
}

/** How long the response of a request is kept for its repetitions. */
export const KEPT_HOURS = 24;

/** A workspace keeps the newest of its records where it has more, by number or by what they hold. */
export const MAX_WORKSPACE_RECORDS = 20_000;
export const MAX_WORKSPACE_BYTES = 67_108_864;

/** The most bytes of a response that is kept. */
export const MAX_KEPT_BYTES = 524_288;

/**
 * How long a request may be under way. One that is younger isn't carried out a second time; the longest
 * request of the API takes half of it.
 */
export const UNDER_WAY_SECONDS = 120;
