import type net from "node:net";
import { errorDetails } from "@/lib/domain/run/error-details";
import {
  isForbidden,
  opensAddress,
  opensEndpoint,
  type AllowList,
} from "@/lib/egress/address-policy";
import { dialAddresses, type Dial } from "@/lib/egress/dial-addresses";
import { EgressError } from "@/lib/egress/egress-error";
import { endpointAt, endpointOf, type Endpoint } from "@/lib/egress/endpoint";
import { parseIpAddress, type IpAddress } from "@/lib/egress/ip-address";
import { judgeOwnHost } from "@/lib/egress/own-hosts";
import type { RequestScope } from "@/lib/egress/request-scope";
import type { Authorities } from "@/lib/egress/tls/authorities";
import { secureSocket } from "@/lib/egress/tls/secure-socket";

export type ConnectionPolicy = {
  /**
   * All addresses of a host name. Called once for each socket, and never for a literal. It should
   * reject before `timeoutMs` have passed: then the request still ends with an error of DNS.
   */
  resolve: (hostname: string, timeoutMs: number) => Promise<readonly string[]>;
  allow: AllowList;
  ownHosts?: readonly string[];
  /** Trusted beside the public ones. Default: none. */
  authorities?: Authorities;
  /** Replaces the TCP dial. It gets judged addresses only. */
  connect?: Dial;
};

const errorCode = (error: unknown) =>
  error instanceof Error && "code" in error ? String(error.code) : "";

/** What a look-up may take of the time that is left, so that it fails before the whole request does. */
const LOOKUP_SHARE = 0.9;

const { DNS: dns } = errorDetails;

/** What happened to the look-up of a host, and what to do. */
const dnsAdvice: Readonly<Record<string, string>> = {
  ENOTFOUND: `${dns.NOT_FOUND}. Check its spelling and its DNS records`,
  ETIMEOUT: `${dns.TIMEOUT}. Check its DNS servers; the next run asks again`,
  EBUSY: `${dns.BUSY}. Check the other hosts that this workspace calls`,
};

const explainDnsError = (hostname: string, error: unknown) => {
  const advice = dnsAdvice[errorCode(error)];
  return advice === undefined
    ? `DNS did not resolve the host ${hostname}. Check its DNS servers; the next run asks again.`
    : `The host ${hostname} ${advice}.`;
};

/** The addresses of an endpoint, parsed; null stands for what the resolver gave and is no address. */
async function resolveAddresses(
  { hostname, address }: Endpoint,
  policy: ConnectionPolicy,
  scope: RequestScope,
): Promise<readonly (IpAddress | null)[]> {
  if (address !== null) return [address];
  scope.enter("looking up the host");
  let resolved: readonly string[];
  try {
    resolved = await policy.resolve(hostname, LOOKUP_SHARE * scope.remainingMs());
  } catch (error) {
    throw new EgressError("DNS", explainDnsError(hostname, error), { cause: error });
  }
  if (resolved.length === 0) {
    throw new EgressError(
      "DNS",
      `The host ${hostname} ${dns.NO_ADDRESS}. Add an A or AAAA record.`,
    );
  }
  return resolved.map(parseIpAddress);
}

/** An opened address must not lead back to the app itself under another name. */
function isDiallable(address: IpAddress, endpoint: Endpoint, policy: ConnectionPolicy): boolean {
  const { allow, ownHosts = [] } = policy;
  const dialled = endpointAt(address, endpoint.port);
  const own = judgeOwnHost(ownHosts, dialled);
  if (own === "closed" || (isForbidden(address) && !opensAddress(allow, address, endpoint))) {
    return false;
  }
  return own === null || opensEndpoint(allow, endpoint) || opensEndpoint(allow, dialled);
}

/**
 * All the addresses, where each may be dialled. What is not an IP literal never may, whatever the
 * allow list says, so no name can reach the dial.
 * @throws {EgressError} `FORBIDDEN_TARGET`, also where only one of them may not be dialled.
 */
function judgeAddresses(
  addresses: readonly (IpAddress | null)[],
  endpoint: Endpoint,
  policy: ConnectionPolicy,
): IpAddress[] {
  return addresses.map((address) => {
    if (address !== null && isDiallable(address, endpoint, policy)) return address;
    throw new EgressError(
      "FORBIDDEN_TARGET",
      `The host ${endpoint.hostname} ${errorDetails.FORBIDDEN_TARGET.ADDRESS}: private, local, reserved or metadata. Use a host with public addresses only.`,
    );
  });
}

/**
 * Opens the one socket of one request: judges the literal, or resolves the name once and judges
 * **every** address, dials only what was judged, and speaks TLS where the URL says `https:`.
 * An address is parsed once, and what is dialled is the text of the number that was judged.
 * Nothing after the dial looks the name up again, so a name cannot be rebound in between.
 * Every socket belongs to `scope`, which closes it.
 * @throws {EgressError} `DNS`, `FORBIDDEN_TARGET`, `CONNECT` or `TLS`.
 */
export async function openConnection(
  url: URL,
  policy: ConnectionPolicy,
  scope: RequestScope,
): Promise<net.Socket> {
  const endpoint = endpointOf(url);
  const addresses = await resolveAddresses(endpoint, policy, scope);
  const judged = judgeAddresses(addresses, endpoint, policy);
  scope.enter("connecting");
  const socket = await dialAddresses(judged, endpoint, policy.connect, scope);
  if (url.protocol !== "https:") return socket;
  scope.enter("negotiating TLS");
  const secured = await secureSocket(socket, endpoint, policy.authorities ?? [], scope);
  const certificateExpiresAt = secured.getPeerX509Certificate()?.validToDate ?? null;
  if (scope.peer !== null) scope.peer = { ...scope.peer, certificateExpiresAt };
  return secured;
}
