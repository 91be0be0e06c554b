import { wordsOf } from "@/lib/domain/word-list";

/**
 * The headers that a user may put on a request. OpsPulse sets the rest itself: credentials come from a
 * secret by reference, framing from the HTTP client, and the identity of the run from the scheduler.
 */

export const MAX_HEADER_NAME_LENGTH = 256;
export const MAX_HEADER_VALUE_LENGTH = 8_192;
export const MAX_HEADERS = 50;
/** Of all headers as they are sent: `name: value` and a line end. */
export const MAX_HEADERS_LENGTH = 16_384;
export const HEADER_FRAMING_LENGTH = ": \r\n".length;

/** What is wrong with a header, for screens that have their own text for it. */
type HeaderFault =
  | FamilyFault
  | `name_${"missing" | "too_long" | "malformed"}`
  | `value_${"too_long" | "malformed" | "padded"}`
  | "repeated"
  | "too_many"
  | "too_long";

type FamilyFault = "credential" | "framing" | "sender" | "method" | "metadata" | "own";

type HeaderFamily = {
  fault: FamilyFault;
  /** What is wrong with the header, and what to do: the end of the sentence `The header "X" …`. */
  reason: string;
  /** Names in the folded form of `foldName`. One that ends in `*` stands for all that begin so. */
  names: readonly string[];
  patterns?: readonly RegExp[];
};

const credentialFamily: HeaderFamily = {
  fault: "credential",
  reason: "carries a credential or an identity. Attach a secret to the routine instead",
  names: wordsOf(`
    www-authenticate remote-user client-cert client-cert-chain cf-access-* ssl-client-* x-amzn-oidc-*
    x-client-cert* x-goog-authenticated-user* x-identity* x-ms-client-principal* x-remote-*
    x-ssl-client-* x-webauth-*`),
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
    names: wordsOf(`
      accept-encoding connection content-length early-data expect host http2-settings keep-alive
      max-forwards proxy te trailer trailers transfer-encoding upgrade proxy-* sec-websocket-* x-proxy-*`),
  },
  {
    fault: "sender",
    reason: "claims another sender, host or path. Remove it: only a proxy may set it",
    names: wordsOf(`
      cdn-loop front-end-https remote-addr via x-backend-host x-host x-proxyuser-ip x-real-host
      x-rewrite-url x-scheme x-url-scheme cf-* forwarded* x-appengine-* x-arr-* x-azure-* x-envoy-*
      x-forward* x-middleware-* x-original-* x-originating-* x-vercel-*`),
    patterns: [/(?:client|connecting|real|remote|socket|source|user|^|-)-?ip(?:v4|v6)?$/],
  },
  {
    fault: "method",
    reason: "overrides the method. Remove it, and choose the method of the routine instead",
    names: ["x-http-method", "x-method"],
    patterns: [/(?:^|-)override$/],
  },
  {
    fault: "metadata",
    reason: "gives access to a cloud's metadata service. Remove it",
    names: wordsOf(
      "metadata x-google-metadata-request metadata-* x-aws-ec2-metadata-* x-metadata-*",
    ),
  },
  {
    fault: "own",
    reason: "is set by OpsPulse, so that receivers can trust it. Remove it",
    names: wordsOf("idempotency-key opspulse x-idempotency-key x-opspulse opspulse-* x-opspulse-*"),
  },
];

const signatureFamily: HeaderFamily = {
  fault: "own",
  reason: "belongs to signed webhooks, which need a signing key. Remove it",
  names: ["webhook-*"],
};

/** Headers that neither a user nor the operator may set; an operator's secrets are credentials. */
const forbiddenToUsers = [credentialFamily, ...otherFamilies];
const forbiddenToOperator = [...otherFamilies, signatureFamily];

/**
 * The form in which servers compare names that they hand on as variables: CGI (RFC 3875, section
 * 4.1.18) folds case and reads `-` as `_`, and some servers do the same with every other sign.
 */
const foldName = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "-");

const isNamed = (folded: string, name: string) =>
  name.endsWith("*") ? folded.startsWith(name.slice(0, -1)) : folded === name;

const findFamily = (families: readonly HeaderFamily[], name: string) => {
  const folded = foldName(name);
  return families.find(
    ({ names, patterns = [] }) =>
      names.some((name) => isNamed(folded, name)) ||
      patterns.some((pattern) => pattern.test(folded)),
  );
};

/**
 * One regular expression for the names that a user may not set, in the folded form. It uses what
 * JavaScript and PostgreSQL read alike: the database refuses the same names.
 */
export const forbiddenNamePattern = forbiddenToUsers
  .flatMap(({ names, patterns = [] }) => [
    ...names.map((name) => (name.endsWith("*") ? `^${name.slice(0, -1)}` : `^${name}$`)),
    ...patterns.map(({ source }) => source),
  ])
  .join("|");

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const MALFORMED_NAME = "has a name that HTTP doesn't allow. Use letters, digits and hyphens only.";

/** The name in quotes, cut short, with control characters escaped. */
const quote = (name: string) => JSON.stringify(name.length > 64 ? `${name.slice(0, 64)}…` : name);

type HeaderProblem = { name: string; fault: HeaderFault; reason: string };

function findHeaderProblem(name: string, value: string): HeaderProblem | null {
  const found = (fault: HeaderFault, predicate: string): HeaderProblem => ({
    name,
    fault,
    reason: `The header ${quote(name)} ${predicate}`,
  });
  if (name === "") {
    return {
      name,
      fault: "name_missing",
      reason: "A header has no name. Give it one, or remove it.",
    };
  }
  if (name.length > MAX_HEADER_NAME_LENGTH) {
    const limit = `${MAX_HEADER_NAME_LENGTH} characters`;
    return found("name_too_long", `has a name of more than ${limit}. Shorten it.`);
  }
  if (!TOKEN.test(name)) return found("name_malformed", MALFORMED_NAME);
  const family = findFamily(forbiddenToUsers, name);
  if (family !== undefined) return found(family.fault, `may not be set: it ${family.reason}.`);
  if (value.length > MAX_HEADER_VALUE_LENGTH) {
    const limit = `${MAX_HEADER_VALUE_LENGTH} characters`;
    return found("value_too_long", `has a value of more than ${limit}. Shorten it.`);
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
  const found = findHeaderProblem(name, value);
  return found === null ? { ok: true } : { ok: false, reason: found.reason };
}

/**
 * Why the operator may not send a secret in this header, or null. Credential headers are allowed; other
 * headers that a user may not set are not. It is the end of the sentence `The header …`, and never
 * holds the name: a secret may stand there by mistake.
 */
export function findOperatorHeaderProblem(name: string): string | null {
  if (name.length > MAX_HEADER_NAME_LENGTH || !TOKEN.test(name)) {
    return MALFORMED_NAME;
  }
  const family = findFamily(forbiddenToOperator, name);
  return family === undefined ? null : `may not be set: it ${family.reason}.`;
}

/**
 * Every problem of a set of headers: of each header, names that differ only by case, and the limits
 * on all of them together (at most 50, and 16 KB as they are sent), for which `name` is empty.
 */
export function checkHeaders(headers: Readonly<Record<string, string>>): HeaderProblem[] {
  const entries = Object.entries(headers);
  const seen = new Set<string>();
  const problems = entries.flatMap(([name, value]): HeaderProblem[] => {
    const isRepeated = seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    const reason = `The header ${quote(name)} appears twice: names ignore case. Keep one.`;
    const repeated = isRepeated ? { name, fault: "repeated" as const, reason } : null;
    return [findHeaderProblem(name, value), repeated].filter((problem) => problem !== null);
  });
  if (entries.length > MAX_HEADERS) {
    const reason = `There are ${entries.length} headers. Keep at most ${MAX_HEADERS}.`;
    problems.push({ name: "", fault: "too_many", reason });
  }
  const size = ([name, value]: [string, string]) =>
    name.length + value.length + HEADER_FRAMING_LENGTH;
  const length = entries.reduce((sum, entry) => sum + size(entry), 0);
  if (length > MAX_HEADERS_LENGTH) {
    const reason = `The headers add up to ${length} bytes. Keep them to at most ${MAX_HEADERS_LENGTH}.`;
    problems.push({ name: "", fault: "too_long", reason });
  }
  return problems;
}
