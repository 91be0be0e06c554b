/**
 * The reasons for a failed run. The codes are stored, filtered by and translated, so their meaning
 * never changes.
 * - `TIMEOUT`: the deadline passed before the last byte
 * - `DNS`, `CONNECT`, `TLS`: the step that failed before a request was sent
 * - `FORBIDDEN_TARGET`: the egress policy forbids the endpoint or one of the headers
 * - `HTTP_STATUS`: a response other than 2xx, redirects that are not followed included
 * - `ASSERTION`: the response breaks a success rule
 * - `TOO_LARGE`: more header or body bytes than are read
 * - `PROTOCOL`: the response is not HTTP/1.1, or is cut short
 * - `REDIRECT`: a redirect that may not be followed
 * - `SECRET_UNAVAILABLE`: the secret is unknown, or may not be sent there
 * - `ABANDONED`: the worker disappeared; `INTERNAL`: a defect of OpsPulse itself
 */
export const runErrorCodes = [
  "TIMEOUT",
  "DNS",
  "CONNECT",
  "TLS",
  "FORBIDDEN_TARGET",
  "HTTP_STATUS",
  "ASSERTION",
  "TOO_LARGE",
  "PROTOCOL",
  "REDIRECT",
  "SECRET_UNAVAILABLE",
  "ABANDONED",
  "INTERNAL",
] as const;

export type RunErrorCode = (typeof runErrorCodes)[number];
