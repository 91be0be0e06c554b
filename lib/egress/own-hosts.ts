import { hostname, networkInterfaces } from "node:os";
import { splitDatabaseUrl } from "@/lib/domain/database-servers";
import { endpointOf, isLocalhostName, isSameHost, type Endpoint } from "@/lib/egress/endpoint";
import {
  blockContains,
  isSameAddress,
  parseAddressBlock,
  parseIpAddress,
  type IpAddress,
} from "@/lib/egress/ip-address";

/** Addresses come and go with networks and containers. */
const INTERFACES_AGE_MS = 10_000;

const loopbackBlocks = ["127.0.0.0/8", "0.0.0.0", "::1", "::"]
  .map(parseAddressBlock)
  .filter((block) => block !== null);

let interfaces: { readAtMs: number; addresses: readonly IpAddress[] } | undefined;

/** The addresses of this machine's interfaces. */
function readInterfaces(): readonly IpAddress[] {
  const nowMs = performance.now();
  if (interfaces === undefined || nowMs - interfaces.readAtMs > INTERFACES_AGE_MS) {
    const addresses = Object.values(networkInterfaces())
      .flat()
      .map((entry) => parseIpAddress(entry?.address ?? ""))
      .filter((address) => address !== null);
    interfaces = { readAtMs: nowMs, addresses };
  }
  return interfaces.addresses;
}

/** Whether an endpoint is on this machine, under any of its names and addresses. */
function isThisMachine({ hostname: name, address }: Endpoint): boolean {
  if (address === null) return isLocalhostName(name) || name === hostname().toLowerCase();
  return (
    loopbackBlocks.some((block) => blockContains(block, address)) ||
    readInterfaces().some((own) => isSameAddress(own, address))
  );
}

type OwnHost = { endpoint: Endpoint; hasPort: boolean };

const parsed = new WeakMap<readonly string[], readonly OwnHost[]>();

function parseOwnHosts(entries: readonly string[]): readonly OwnHost[] {
  const known = parsed.get(entries);
  if (known !== undefined) return known;
  const hosts = entries.flatMap((entry) => {
    const url = URL.parse(`http://${entry}`);
    if (url === null) return [];
    return [{ endpoint: endpointOf(url), hasPort: /:[0-9]+$/.test(entry) }];
  });
  parsed.set(entries, hosts);
  return hosts;
}

/**
 * How far an endpoint, or an address that it resolved to, is closed as the app's own: `"closed"` by an
 * entry `host:port`, which no exception opens; `"reserved"` by an entry `host`, whose other ports an
 * exception `host:port` opens; null for what is somebody else's. All names and addresses of this
 * machine are one host.
 */
export function judgeOwnHost(
  entries: readonly string[],
  endpoint: Endpoint,
): "closed" | "reserved" | null {
  const matching = parseOwnHosts(entries).filter(
    ({ endpoint: own, hasPort }) =>
      (!hasPort || own.port === endpoint.port) &&
      (isSameHost(own, endpoint) || (isThisMachine(own) && isThisMachine(endpoint))),
  );
  if (matching.some(({ hasPort }) => hasPort)) return "closed";
  return matching.length > 0 ? "reserved" : null;
}

const defaultPorts: Readonly<Record<string, number>> = {
  "http:": 80,
  "https:": 443,
  "postgres:": 5432,
  "postgresql:": 5432,
};

const withPort = ({ hostname: name, protocol, port }: URL) =>
  `${name}:${port === "" ? (defaultPorts[protocol] ?? 0) : port}`;

/**
 * The entries for an instance: the port that it listens on, the servers of its database, and the hosts of the app
 * and of the auth server at every port, as a proxy in front of them may listen on others. On this
 * machine only their own ports are theirs: people's own services are there too.
 */
export function listOwnHosts(instance: {
  appUrl: string;
  authUrl: string;
  databaseUrl: string;
  port: number | undefined;
}): readonly string[] {
  const { appUrl, authUrl, databaseUrl, port } = instance;
  const served = [appUrl, authUrl]
    .map((url) => new URL(url))
    .flatMap((url) => {
      if (isThisMachine(endpointOf(url))) return [withPort(url)];
      const ports = [80, 443, ...(port === undefined ? [] : [port])];
      return [url.hostname, withPort(url), ...ports.map((own) => `${url.hostname}:${own}`)];
    });
  const listening = port === undefined ? [] : [`localhost:${port}`];
  const databases = splitDatabaseUrl(databaseUrl).map((url) => withPort(new URL(url)));
  return [...listening, ...served, ...databases];
}
