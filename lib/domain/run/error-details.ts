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
    RESET: "reset the connection while it was made",
    TIMED_OUT: "did not accept the connection in time",
    NO_ROUTE: "no route leads to its address",
    NO_NETWORK: "its network can't be reached from this instance",
    NO_IPV6: "it has only IPv6 addresses, which this instance can't reach",
    NOT_PERMITTED: "this instance may not open the connection",
    NO_SOCKET: "this instance has no free socket",
  },
  TLS: {
    EXPIRED: "its certificate has expired",
    CHAIN_EXPIRED: "a certificate of its chain has expired",
    NOT_YET_VALID: "its certificate is not valid yet",
    CHAIN_NOT_YET_VALID: "a certificate of its chain is not valid yet",
    SELF_SIGNED: "its certificate is self-signed",
    INCOMPLETE_CHAIN: "its chain of certificates is incomplete",
    PRIVATE_AUTHORITY: "its certificate comes from a private authority",
    NO_AUTHORITY: "the issuer of its certificate is no certificate authority",
    UNTRUSTED: "its certificate is not trusted",
    WRONG_PURPOSE: "its certificate is not meant for servers",
    WEAK_KEY: "a certificate with a weak key",
    WEAK_SIGNATURE: "a signature that is too weak",
    OTHER_HOST: "its certificate is for another host",
    NO_NAME: "its certificate names no host",
    NAME_REFUSED: "serves no site of this name",
    VERSION: "speaks no TLS version that OpsPulse accepts",
    CIPHER: "has no cipher or other setting in common with OpsPulse",
    MORE_SECURITY: "asks for stronger security than it was offered",
    WEAK_DH: "offers a Diffie-Hellman (DH) key that is too small",
    OLD_RENEGOTIATION: "does not support secure renegotiation",
    CLIENT_CERTIFICATE: "asks for a client certificate",
    ACCESS_DENIED: "denied access in the TLS handshake",
    HTTP2_ONLY: "does not offer HTTP/1.1",
    NOT_TLS: "sent something that is not TLS",
    CLOSED: "the connection during the TLS handshake",
    ALERT: "with the TLS alert",
    HANDSHAKE: "the TLS handshake failed",
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

/**
 * The detail that the message of an error says; null where it says none. The first words count: what
 * follows may quote the endpoint.
 */
export function findErrorDetail(code: string, message: string | null): ErrorDetail | null {
  if (message === null) return null;
  let first: { at: number; detail: ErrorDetail } | null = null;
  for (const known of details) {
    const at = known.code === code ? message.indexOf(known.words) : -1;
    if (at !== -1 && (first === null || at < first.at)) first = { at, detail: known.detail };
  }
  return first?.detail ?? null;
}
