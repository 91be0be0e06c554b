import net from "node:net";
import tls from "node:tls";
import { errorDetails } from "@/lib/domain/run/error-details";
import {
  isForbidden,
  opensAddress,
  opensEndpoint,
  type AllowList,
} from "@/lib/egress/address-policy";
import { EgressError } from "@/lib/egress/egress-error";
import { endpointAt, endpointOf, type Endpoint } from "@/lib/egress/endpoint";
import { formatIpAddress, parseIpAddress, type IpAddress } from "@/lib/egress/ip-address";
import { judgeOwnHost } from "@/lib/egress/own-hosts";
import type { RequestScope } from "@/lib/egress/request-scope";

/** The addresses of a host that are tried before the connection counts as failed. */
const MAX_ADDRESSES = 3;

/** Starts a TCP connection to an IP literal that was judged; the socket is still connecting. */
type Dial = (target: { address: string; port: number }) => net.Socket;

export type ConnectionPolicy = {
  /**
   * All addresses of a host name. Called once for each socket, and never for a literal. It should
   * reject before `timeoutMs` have passed: then the request still ends with an error of DNS.
   */
  resolve: (hostname: string, timeoutMs: number) => Promise<readonly string[]>;
  allow: AllowList;
  ownHosts?: readonly string[];
  /** Replaces the TCP dial. It gets judged addresses only. */
  connect?: Dial;
};

const dialTcp: Dial = ({ address, port }) =>
  net.connect({ host: address, port, noDelay: true, autoSelectFamily: false });

const errorCode = (error: unknown) =>
  error instanceof Error && "code" in error ? String(error.code) : "";

/** What a look-up may take of the time that is left, so that it fails before the whole request does. */
const LOOKUP_SHARE = 0.9;

const { DNS: dns, TLS: certificate } = errorDetails;

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

/** @param timeoutMs null where only the deadline of the whole request counts. */
function dial(
  target: { address: string; port: number },
  timeoutMs: number | null,
  policy: ConnectionPolicy,
  scope: RequestScope,
): Promise<net.Socket> {
  const socket = scope.add((policy.connect ?? dialTcp)(target));
  return new Promise((resolve, reject) => {
    const timer =
      timeoutMs === null
        ? undefined
        : setTimeout(() => {
            socket.destroy();
          }, timeoutMs);
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
    socket.once("close", () => {
      clearTimeout(timer);
      reject(socket.errored ?? new Error("The socket was closed."));
    });
  });
}

async function dialFirst(
  addresses: readonly IpAddress[],
  endpoint: Endpoint,
  policy: ConnectionPolicy,
  scope: RequestScope,
): Promise<net.Socket> {
  const candidates = addresses.slice(0, MAX_ADDRESSES);
  let lastError: unknown;
  for (const [index, candidate] of candidates.entries()) {
    scope.assertOpen();
    const address = formatIpAddress(candidate);
    scope.peer = { address, certificateExpiresAt: null };
    const left = candidates.length - index;
    const shareMs = left === 1 ? null : scope.remainingMs() / left;
    try {
      return await dial({ address, port: endpoint.port }, shareMs, policy, scope);
    } catch (error) {
      lastError = error;
    }
  }
  throw new EgressError(
    "CONNECT",
    errorCode(lastError) === "ECONNREFUSED"
      ? `${endpoint.hostname} ${errorDetails.CONNECT.REFUSED} on port ${endpoint.port}. Check that the service is running and that the port is right.`
      : `${endpoint.hostname} could not be reached on port ${endpoint.port}. Check that the service is up and that its firewall lets requests in.`,
    { cause: lastError },
  );
}

const tlsAdvice: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: `${certificate.EXPIRED}. Renew it`,
  CERT_NOT_YET_VALID: `${certificate.NOT_YET_VALID}. Check its dates`,
  DEPTH_ZERO_SELF_SIGNED_CERT: `${certificate.SELF_SIGNED}. Use one of a public authority`,
  SELF_SIGNED_CERT_IN_CHAIN: `${certificate.SELF_SIGNED}. Use one of a public authority`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `${certificate.UNTRUSTED}. Serve the whole chain of a public authority`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `${certificate.UNTRUSTED}. Serve the whole chain of a public authority`,
  ERR_TLS_CERT_ALTNAME_INVALID: `${certificate.OTHER_HOST}. Check the URL, or add the host to the certificate`,
};

/** Verifies the certificate for the host of the URL, whatever the environment and the headers say. */
function secure(
  socket: net.Socket,
  { hostname, address }: Endpoint,
  scope: RequestScope,
): Promise<tls.TLSSocket> {
  const secured = scope.add(
    tls.connect({
      socket,
      host: hostname,
      // RFC 6066, section 3: literal addresses are not permitted as server names.
      ...(address === null && { servername: hostname }),
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: true,
    }),
  );
  return new Promise((resolve, reject) => {
    secured.once("secureConnect", () => {
      resolve(secured);
    });
    secured.once("close", () => {
      const advice =
        tlsAdvice[errorCode(secured.errored)] ??
        "the TLS handshake failed. Check that the port speaks HTTPS";
      reject(
        new EgressError("TLS", `${hostname} could not be trusted: ${advice}.`, {
          cause: secured.errored,
        }),
      );
    });
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
  const socket = await dialFirst(judged, endpoint, policy, scope);
  if (url.protocol !== "https:") return socket;
  scope.enter("negotiating TLS");
  const secured = await secure(socket, endpoint, scope);
  const certificateExpiresAt = secured.getPeerX509Certificate()?.validToDate ?? null;
  if (scope.peer !== null) scope.peer = { ...scope.peer, certificateExpiresAt };
  return secured;
}
