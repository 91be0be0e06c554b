/**
 * The details of an error that its code leaves open, each with the words that its message says it in. The
 * message is what is stored, so the details of old runs are read from it too: words may be added to,
 * and never changed.
 */
export const errorDetails = {
  TIMEOUT: {
    DNS: "looking up the host",
    CONNECT: "connecting",
    TLS: "negotiating TLS",
    WAITING: "waiting for the response",
    READING: "reading the response",
  },
  DNS: {
    NOT_FOUND: "does not exist in DNS",
    NO_ADDRESS: "has no address in DNS",
    TIMEOUT: "got no response from DNS in time",
    BUSY: "was not looked up in time, because too many look-ups were waiting for DNS",
  },
  CONNECT: {
    REFUSED: "refused the connection",
  },
  TLS: {
    EXPIRED: "its certificate has expired",
    NOT_YET_VALID: "its certificate is not valid yet",
    SELF_SIGNED: "its certificate is self-signed",
    UNTRUSTED: "its certificate is not trusted",
    OTHER_HOST: "its certificate is for another host",
  },
  REDIRECT: {
    SECRET: "a request with a secret is not sent on",
    TOO_MANY: "redirects more than",
    NOT_ENCRYPTED: "which is not encrypted",
    NO_LOCATION: "without a usable Location header",
  },
  FORBIDDEN_TARGET: {
    ADDRESS: "has an address that may not be called",
  },
  TOO_LARGE: {
    HEADERS: "bytes of headers",
  },
  PROTOCOL: {
    NOTHING: "closed the connection without a response",
    CUT: "response was cut short",
    FIELD: "has a malformed header",
    LENGTHS: "has conflicting lengths",
    LENGTH: "has a malformed Content-Length",
    CODING: "has a Transfer-Encoding that can't be read",
    CHUNK: "has a malformed chunk",
    STATUS_LINE: "has a malformed status line",
    VERSION: "is in another version of HTTP",
    SWITCH: "switched protocols, which it wasn't asked to",
    INTERIM: "interim responses and no final one",
    SSH: "speaks SSH, not HTTP",
    MAIL: "speaks a protocol of mail or files, not HTTP",
    TLS: "speaks TLS on this port, not plain HTTP",
    HTTP2: "speaks HTTP/2 only",
    NOT_HTTP: "doesn't speak HTTP",
  },
} as const;

type Details = typeof errorDetails;

/** An error code whose details are known. */
type DetailedCode = keyof Details;

/** A code with one of its details, such as `TLS_EXPIRED`. */
export type ErrorDetail = {
  [Code in DetailedCode]: `${Code}_${keyof Details[Code] & string}`;
}[DetailedCode];

const details: readonly { code: DetailedCode; detail: ErrorDetail; words: string }[] =
  Object.entries(errorDetails).flatMap(([code, ofCode]) =>
    Object.entries(ofCode).map(([name, words]) => ({
      code: code as DetailedCode,
      detail: `${code}_${name}` as ErrorDetail,
      words,
    })),
  );

export const errorDetailNames: readonly ErrorDetail[] = details.map(({ detail }) => detail);

/** The detail that the message of an error says; null where it says none. */
export function findErrorDetail(code: string, message: string | null): ErrorDetail | null {
  if (message === null) return null;
  return (
    details.find((known) => known.code === code && message.includes(known.words))?.detail ?? null
  );
}
