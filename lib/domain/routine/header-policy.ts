/**
 * The headers that a user may put on a request. OpsPulse sets the rest itself: credentials come from a
 * secret by reference, framing from the HTTP client, and the identity of the run from the scheduler.
 */

export const MAX_HEADER_NAME_LENGTH = 256;
export const MAX_HEADER_VALUE_LENGTH = 8_192;
export const MAX_HEADERS = 50;
export const MAX_HEADERS_LENGTH = 16_384;

/** What is wrong with a header, for screens that have their own text for it. */
export type HeaderFault =
  | "credential"
  | "framing"
  | "sender"
  | "method"
  | "metadata"
  | "own"
  | "name_missing"
  | "name_too_long"
  | "name_malformed"
  | "value_too_long"
  | "value_malformed"
  | "value_padded"
  | "repeated"
  | "too_many"
  | "too_long";

type HeaderFamily = {
  fault: HeaderFault;
  /** What is wrong with the header, and what to do: the end of the sentence `The header "X" …`. */
  reason: string;
  names: readonly string[];
  prefixes: readonly string[];
  patterns: readonly RegExp[];
};

/** Names are in the folded form of `foldName`. */
const credentialFamily: HeaderFamily = {
  fault: "credential",
  reason: "carries a credential or an identity. Attach a secret to the routine instead",
  names: ["www-authenticate", "remote-user", "client-cert", "client-cert-chain"],
  prefixes: [
    "cf-access-",
    "ssl-client-",
    "x-amzn-oidc-",
    "x-client-cert",
    "x-goog-authenticated-user",
    "x-identity",
    "x-ms-client-principal",
    "x-remote-",
    "x-ssl-client-",
    "x-webauth-",
  ],
  patterns: [
    /(?:^|-)(?:auth|authentication|authorization|oauth2?)(?:-|$)/,
    /(?:^|-)(?:set)?cookies?2?(?:-|$)/,
    /(?:^|-)(?:bearer|credentials?|csrf|jwt|passphrase|passwd|password|pwd|secrets?|xsrf)(?:-|$)/,
    /(?:access|account|api|app|application|auth|client|functions|license|master|private|secret|service|subscription|user)-?keys?(?:-|$)/,
    /token$/,
    /(?:^|-)(?:j|php)?session(?:-?(?:id|key))?$/,
  ],
};

const otherFamilies: readonly HeaderFamily[] = [
  {
    fault: "framing",
    reason:
      "frames the message or controls the connection. Remove it: OpsPulse sets it where needed",
    names: [
      "accept-encoding",
      "connection",
      "content-length",
      "early-data",
      "expect",
      "host",
      "http2-settings",
      "keep-alive",
      "max-forwards",
      "proxy",
      "te",
      "trailer",
      "trailers",
      "transfer-encoding",
      "upgrade",
    ],
    prefixes: ["proxy-", "sec-websocket-", "x-proxy-"],
    patterns: [],
  },
  {
    fault: "sender",
    reason: "claims another sender, host or path. Remove it: only a proxy may set it",
    names: [
      "cdn-loop",
      "front-end-https",
      "remote-addr",
      "via",
      "x-backend-host",
      "x-host",
      "x-proxyuser-ip",
      "x-real-host",
      "x-rewrite-url",
      "x-scheme",
      "x-url-scheme",
    ],
    prefixes: [
      "cf-",
      "forwarded",
      "x-appengine-",
      "x-arr-",
      "x-azure-",
      "x-envoy-",
      "x-forward",
      "x-middleware-",
      "x-original-",
      "x-originating-",
      "x-vercel-",
    ],
    patterns: [/(?:client|connecting|real|remote|socket|source|user|^|-)-?ip(?:v4|v6)?$/],
  },
  {
    fault: "method",
    reason: "overrides the method. Remove it, and choose the method of the routine instead",
    names: ["x-http-method", "x-method"],
    prefixes: [],
    patterns: [/(?:^|-)override$/],
  },
  {
    fault: "metadata",
    reason: "gives access to a cloud's metadata service. Remove it",
    names: ["metadata", "x-google-metadata-request"],
    prefixes: ["metadata-", "x-aws-ec2-metadata-", "x-metadata-"],
    patterns: [],
  },
  {
    fault: "own",
    reason: "is set by OpsPulse, so that receivers can trust it. Remove it",
    names: ["idempotency-key", "opspulse", "x-idempotency-key", "x-opspulse"],
    prefixes: ["opspulse-", "x-opspulse-"],
    patterns: [],
  },
];

const signatureFamily: HeaderFamily = {
  fault: "own",
  reason: "belongs to signed webhooks, which need a signing key. Remove it",
  names: [],
  prefixes: ["webhook-"],
  patterns: [],
};

/** Headers that neither a user nor the operator may set; an operator's secrets are credentials. */
const forbiddenToUsers = [credentialFamily, ...otherFamilies];
const forbiddenToOperator = [...otherFamilies, signatureFamily];

/**
 * The form in which servers compare names that they hand on as variables: CGI (RFC 3875, section
 * 4.1.18) folds case and reads `-` as `_`, and some servers do the same with every other sign.
 */
const foldName = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "-");

const isInFamily = (folded: string, { names, prefixes, patterns }: HeaderFamily) =>
  names.includes(folded) ||
  prefixes.some((prefix) => folded.startsWith(prefix)) ||
  patterns.some((pattern) => pattern.test(folded));

const findFamily = (families: readonly HeaderFamily[], name: string) => {
  const folded = foldName(name);
  return families.find((family) => isInFamily(folded, family));
};

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** The name in quotes, cut short, with control characters escaped. */
const quote = (name: string) => JSON.stringify(name.length > 64 ? `${name.slice(0, 64)}…` : name);

type FoundFault = { fault: HeaderFault; reason: string };

function findFault(name: string, value: string): FoundFault | null {
  if (name === "") {
    return { fault: "name_missing", reason: "A header has no name. Give it one, or remove it." };
  }
  const found = (fault: HeaderFault, predicate: string): FoundFault => ({
    fault,
    reason: `The header ${quote(name)} ${predicate}`,
  });
  if (name.length > MAX_HEADER_NAME_LENGTH) {
    return found(
      "name_too_long",
      `has a name of more than ${MAX_HEADER_NAME_LENGTH} characters. Shorten it.`,
    );
  }
  if (!TOKEN.test(name)) {
    return found(
      "name_malformed",
      "has a name that HTTP doesn't allow. Use letters, digits and hyphens only.",
    );
  }
  const family = findFamily(forbiddenToUsers, name);
  if (family !== undefined) {
    return found(family.fault, `may not be set: it ${family.reason}.`);
  }
  if (value.length > MAX_HEADER_VALUE_LENGTH) {
    return found(
      "value_too_long",
      `has a value of more than ${MAX_HEADER_VALUE_LENGTH} characters. Shorten it.`,
    );
  }
  // RFC 9110, section 5.5: field-value without obs-text.
  if (!/^[\t\x20-\x7e]*$/.test(value)) {
    return found(
      "value_malformed",
      "has a value with line breaks, control or non-ASCII characters. Remove or encode them.",
    );
  }
  return /^[\t ]|[\t ]$/.test(value)
    ? found("value_padded", "has a value that starts or ends with white space. Remove it.")
    : null;
}

/**
 * Checks that a user may set this header. Names are compared with case folded and `_` read as `-`.
 * `reason` is an English sentence that names the header and says what to do; it never holds the value.
 */
export function checkHeader(
  name: string,
  value: string,
): { ok: true } | { ok: false; reason: string } {
  const found = findFault(name, value);
  return found === null ? { ok: true } : { ok: false, reason: found.reason };
}

/**
 * Why the operator may not send a secret in this header, or null. Credential headers are allowed; other
 * headers that a user may not set are not. It is the end of the sentence `The header …`, and never
 * holds the name: a secret may stand there by mistake.
 */
export function findOperatorHeaderProblem(name: string): string | null {
  if (name.length > MAX_HEADER_NAME_LENGTH || !TOKEN.test(name)) {
    return "has a name that HTTP doesn't allow. Use letters, digits and hyphens only.";
  }
  const family = findFamily(forbiddenToOperator, name);
  return family === undefined ? null : `may not be set: it ${family.reason}.`;
}

/**
 * Every problem of a set of headers: of each header, names that differ only by case, and the limits
 * on all of them together (at most 50, and 16 KB as they are sent), for which `name` is empty.
 */
export function checkHeaders(
  headers: Readonly<Record<string, string>>,
): { name: string; fault: HeaderFault; reason: string }[] {
  const entries = Object.entries(headers);
  const problems: { name: string; fault: HeaderFault; reason: string }[] = [];
  const seen = new Set<string>();
  for (const [name, value] of entries) {
    const found = findFault(name, value);
    if (found !== null) {
      problems.push({ name, ...found });
    }
    if (seen.has(name.toLowerCase())) {
      problems.push({
        name,
        fault: "repeated",
        reason: `The header ${quote(name)} appears twice: names ignore case. Keep one.`,
      });
    }
    seen.add(name.toLowerCase());
  }
  if (entries.length > MAX_HEADERS) {
    problems.push({
      name: "",
      fault: "too_many",
      reason: `There are ${entries.length} headers. Keep at most ${MAX_HEADERS}.`,
    });
  }
  const length = entries.reduce(
    (sum, [name, value]) => sum + name.length + value.length + ": \r\n".length,
    0,
  );
  if (length > MAX_HEADERS_LENGTH) {
    problems.push({
      name: "",
      fault: "too_long",
      reason: `The headers add up to ${length} bytes. Keep them to at most ${MAX_HEADERS_LENGTH}.`,
    });
  }
  return problems;
}
