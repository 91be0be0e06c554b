import { DomainError } from "@/lib/domain/errors";
import { MAX_URL_BYTES } from "@/lib/domain/routine/routine-options";
import {
  isForbidden,
  opensAddress,
  opensEndpoint,
  parseAllowList,
  type AllowList,
} from "@/lib/egress/address-policy";
import { endpointOf, hasValidHost, isLocalhostName, type Endpoint } from "@/lib/egress/endpoint";
import { parseIpAddress } from "@/lib/egress/ip-address";
import { judgeOwnHost } from "@/lib/egress/own-hosts";

const messages = {
  control_characters:
    "The URL contains white space, a control character, an invisible character or a backslash. Remove it, or percent-encode it.",
  not_a_url: "This isn't a URL. Write one like https://example.com/health.",
  scheme: "The URL must start with http:// or https://.",
  userinfo:
    "The URL can't contain a user name or password. Attach a secret to the routine instead.",
  too_long: `The URL is longer than ${MAX_URL_BYTES} bytes. Shorten it.`,
  port: "This port can't be called. Use 80, 443, 8080, 8443, or a port from 1024 that no database or other well-known service uses.",
  single_label: "The host must be a full public name, such as example.com.",
  special_use_name: "The host name belongs to a private network. Use a public name.",
  own_host: "The host is OpsPulse itself. Use the URL of another service.",
  forbidden_address:
    "The address isn't public: it is private, local, reserved or metadata. Use a public address, or ask the administrator to allow this one.",
} as const;

export type ForbiddenTargetReason = keyof typeof messages;

/** A URL that may not be called. `reason` is stable; `message` says what to do. */
export class ForbiddenTargetError extends DomainError {
  readonly reason: ForbiddenTargetReason;

  constructor(reason: ForbiddenTargetReason) {
    super("VALIDATION", messages[reason]);
    this.reason = reason;
  }
}

/** Characters that the WHATWG parser strips or reads as something else, or that a reader cannot see. */
const MISLEADING_CHARACTERS = /[\\\p{Cc}\p{White_Space}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/u;

/**
 * Names that public DNS does not resolve, with all names below them. Reserved: RFC 6761, 6762
 * (with appendix G), 7686, 8375, 9476, and `internal` by ICANN. The rest are in common private use
 * and not delegated.
 */
const SPECIAL_USE_SUFFIXES = new Set([
  ...["localhost", "local", "test", "invalid", "example", "onion", "alt", "arpa", "internal"],
  ...["intranet", "private", "corp", "home", "lan", "mail", "localdomain", "domain", "workgroup"],
  ...["router", "priv", "svc", "consul", "docker"],
]);

/** Metadata services of clouds that have a public name. The others are under `internal`. */
const METADATA_NAMES = new Set([
  "metadata.goog",
  "metadata.tencentyun.com",
  "metadata.packet.net",
  "metadata.platformequinix.com",
]);

const LOW_PORTS = new Set([80, 443]);

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/**
 * Ports from 1024 that belong to services which a stray HTTP request can harm or open: the bad ports
 * of the fetch standard, and databases, queues, cluster control, remote access and proxies, many of
 * which read HTTP as their own commands or respond to it without a password. The ports that
 * applications listen on (3000, 5000, 8000, 8888, 9000 …) and those that systems hand out from 32768
 * upwards stay open.
 */
const DENIED_PORTS = new Set([
  ...[1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6566, 6679, 6697, 10080],
  ...range(6665, 6669),
  ...[1433, 1434, 1521, 3050, 3306, 5432, 5433, 5984, 6379, 6380, 7687, 9042, 9160, 9200, 9300],
  ...[11211, 26257, 28015, ...range(27017, 27019)],
  ...[1883, 2181, 4222, 4369, 5671, 5672, 8883, 9092, 15672, 25672, 61613, 61616],
  ...[2375, 2376, 2377, 2379, 2380, 6443, 8500, 10250, 10255, 10257, 10259, ...range(8300, 8302)],
  ...[1080, 1099, 3128, 3389, 5985, 5986, 7001, 8009, ...range(5900, 5910), ...range(6000, 6063)],
]);

const isPortOpen = (port: number) =>
  LOW_PORTS.has(port) || (port >= 1024 && !DENIED_PORTS.has(port));

const loopbackAddresses = ["127.0.0.1", "::1"]
  .map(parseIpAddress)
  .filter((address) => address !== null);

function findNameProblem(hostname: string): ForbiddenTargetReason | null {
  const labels = hostname.split(".");
  if (labels.length === 1) return "single_label";
  return SPECIAL_USE_SUFFIXES.has(labels.at(-1) ?? "") || METADATA_NAMES.has(hostname)
    ? "special_use_name"
    : null;
}

/** RFC 6761, section 6.3: `localhost` is loopback, so what opens loopback opens the name. */
const opensLocalhost = (allow: AllowList, endpoint: Endpoint) =>
  isLocalhostName(endpoint.hostname) &&
  loopbackAddresses.some((address) => opensAddress(allow, address, endpoint));

function findHostProblem(
  endpoint: Endpoint,
  allow: AllowList,
  ownHosts: readonly string[],
): ForbiddenTargetReason | null {
  const { hostname, address, port } = endpoint;
  const own = judgeOwnHost(ownHosts, endpoint);
  if (own === "closed") return "own_host";
  if (opensEndpoint(allow, endpoint)) return null;
  if (own === "reserved") return "own_host";
  if (address !== null) {
    if (isForbidden(address) && !opensAddress(allow, address, endpoint)) return "forbidden_address";
  } else if (!opensLocalhost(allow, endpoint)) {
    const reason = findNameProblem(hostname);
    if (reason !== null) return reason;
  }
  return isPortOpen(port) ? null : "port";
}

/**
 * Parses the URL of a request to a user's endpoint, and refuses what may not be called. The parser
 * is that of the WHATWG, which brings every spelling of an address into one form before it is
 * judged; a trailing dot of the host is dropped. A name that passes must still be judged by the
 * addresses that it resolves to, each time a socket is opened.
 *
 * @param options.allow exceptions: a `host:port` entry opens the name, the address and the port
 * that it names; a block opens its addresses, and `localhost` where it holds loopback.
 * @param options.ownHosts the app's own hosts, as `judgeOwnHost` takes them.
 * @throws {ForbiddenTargetError}
 */
export function parseTargetUrl(
  input: string,
  options: { allow?: AllowList; ownHosts?: readonly string[] } = {},
): URL {
  if (Buffer.byteLength(input) > MAX_URL_BYTES) throw new ForbiddenTargetError("too_long");
  if (MISLEADING_CHARACTERS.test(input)) throw new ForbiddenTargetError("control_characters");
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(input)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "http" && scheme !== "https") {
    throw new ForbiddenTargetError("scheme");
  }
  const authority = /^https?:\/\/([^/?#]+)/i.exec(input)?.[1];
  if (authority === undefined) throw new ForbiddenTargetError("not_a_url");
  if (authority.includes("@")) throw new ForbiddenTargetError("userinfo");
  const url = URL.parse(input);
  if (url === null) throw new ForbiddenTargetError("not_a_url");
  const endpoint = endpointOf(url);
  if (!hasValidHost(endpoint)) throw new ForbiddenTargetError("not_a_url");
  if (url.hostname.endsWith(".")) url.hostname = endpoint.hostname;
  const reason = findHostProblem(
    endpoint,
    options.allow ?? parseAllowList(""),
    options.ownHosts ?? [],
  );
  if (reason !== null) throw new ForbiddenTargetError(reason);
  if (url.href.length > MAX_URL_BYTES) throw new ForbiddenTargetError("too_long");
  return url;
}
