import {
  endpointAt,
  endpointOf,
  hasValidHost,
  isSameHost,
  type Endpoint,
} from "@/lib/egress/endpoint";
import {
  blockContains,
  lastIpv4,
  parseAddressBlock,
  parseIpAddress,
  type AddressBlock,
  type IpAddress,
} from "@/lib/egress/ip-address";

/**
 * IPv4 that may not be dialled: every block that the IANA IPv4 Special-Purpose Address Registry
 * does not call globally reachable, multicast, and the cloud hosts' own services on public addresses.
 *
 * `192.0.0.0/24` is forbidden whole. The registry calls two anycast addresses in it reachable
 * (192.0.0.9 of RFC 7723, 192.0.0.10 of RFC 8155), but they lead to the nearest NAT or TURN server:
 * to the network that OpsPulse itself runs in.
 */
export const forbiddenIpv4Blocks = [
  ["0.0.0.0/8", "This network", "RFC 791"],
  ["10.0.0.0/8", "Private-Use", "RFC 1918"],
  ["100.64.0.0/10", "Shared Address Space; Alibaba metadata at 100.100.100.200", "RFC 6598"],
  ["127.0.0.0/8", "Loopback", "RFC 1122"],
  ["169.254.0.0/16", "Link Local; cloud metadata at 169.254.169.254", "RFC 3927"],
  ["172.16.0.0/12", "Private-Use", "RFC 1918"],
  ["192.0.0.0/24", "IETF Protocol Assignments; Oracle metadata at 192.0.0.192", "RFC 6890"],
  ["192.0.2.0/24", "Documentation (TEST-NET-1)", "RFC 5737"],
  ["192.88.99.0/24", "Deprecated (6to4 Relay Anycast)", "RFC 7526"],
  ["192.168.0.0/16", "Private-Use", "RFC 1918"],
  ["198.18.0.0/15", "Benchmarking", "RFC 2544"],
  ["198.51.100.0/24", "Documentation (TEST-NET-2)", "RFC 5737"],
  ["203.0.113.0/24", "Documentation (TEST-NET-3)", "RFC 5737"],
  ["224.0.0.0/4", "Multicast", "RFC 5771"],
  ["240.0.0.0/4", "Reserved, with Limited Broadcast at 255.255.255.255", "RFC 1112"],
  ["168.63.129.16/32", "Azure wire server", "Azure Virtual Network documentation"],
] as const;

/**
 * The special blocks inside `2000::/3`, from the IANA IPv6 Special-Purpose Address Registry.
 * What lies outside `2000::/3` needs no row: it is refused by default.
 */
export const forbiddenIpv6Blocks = [
  ["2001::/23", "IETF Protocol Assignments: Teredo, ORCHID, benchmarking", "RFC 2928"],
  ["2001:db8::/32", "Documentation", "RFC 3849"],
  ["2002::/16", "6to4: holds an IPv4 address, and is deprecated by RFC 7526", "RFC 3056"],
  ["3fff::/20", "Documentation", "RFC 9637"],
] as const;

function block(text: string): AddressBlock {
  const parsed = parseAddressBlock(text);
  if (parsed === null) throw new Error(`"${text}" is not a CIDR block`);
  return parsed;
}

const forbiddenBlocks = [...forbiddenIpv4Blocks, ...forbiddenIpv6Blocks].map(([cidr]) =>
  block(cidr),
);
const globalUnicast = block("2000::/3");
const nat64WellKnownPrefix = block("64:ff9b::/96");

/** ISATAP (RFC 5214, section 6.1): an interface identifier `[02]00:5efe` before an IPv4 address. */
const isIsatap = (address: IpAddress) => ((address.value >> 32n) & 0xfdff_ffffn) === 0x0000_5efen;

/**
 * Whether an address may not be dialled.
 *
 * IPv4 is judged by the registry. IPv6 is refused by default: only `2000::/3` less its special
 * blocks passes. IPv4 inside IPv6 is judged as IPv4 where it is IPv4-mapped or behind the well-known
 * NAT64 prefix (RFC 6052), which DNS64 returns; every other embedding is refused
 * (IPv4-compatible, IPv4-translated, local-use NAT64, 6to4, Teredo, ISATAP).
 */
export function isForbidden(address: IpAddress): boolean {
  if (blockContains(nat64WellKnownPrefix, address)) return isForbidden(lastIpv4(address));
  return (
    (address.family === 6 && (!blockContains(globalUnicast, address) || isIsatap(address))) ||
    forbiddenBlocks.some((forbidden) => blockContains(forbidden, address))
  );
}

/**
 * `isForbidden` of an address as text. Anything that is not exactly one IP literal is forbidden:
 * names, brackets, zone ids, octal, hexadecimal and short forms.
 */
export function isForbiddenAddress(ip: string): boolean {
  const address = parseIpAddress(ip);
  return address === null || isForbidden(address);
}

/** The exceptions of `EGRESS_ALLOW`. */
export type AllowList = {
  readonly blocks: readonly AddressBlock[];
  readonly endpoints: readonly Endpoint[];
};

function parseEndpoint(entry: string): Endpoint | null {
  const hasShape = /^(?:\[[^\]]+\]|[^:[\]/@?#\\%]+):[1-9][0-9]{0,4}$/.test(entry);
  const url = hasShape ? URL.parse(`http://${entry}`) : null;
  if (url === null) return null;
  const endpoint = endpointOf(url);
  return hasValidHost(endpoint) ? endpoint : null;
}

/**
 * Parses a list of exceptions, separated by commas or white space: CIDR blocks, addresses, and
 * `host:port` (IPv6 as `[address]:port`).
 * @throws {Error} that names the first entry that is none of these.
 */
export function parseAllowList(text: string): AllowList {
  const blocks: AddressBlock[] = [];
  const endpoints: Endpoint[] = [];
  for (const entry of text.split(/[\s,]+/).filter((part) => part !== "")) {
    const parsedBlock = parseAddressBlock(entry);
    const endpoint = parsedBlock === null ? parseEndpoint(entry) : null;
    if (parsedBlock !== null) {
      blocks.push(parsedBlock);
    } else if (endpoint !== null) {
      endpoints.push(endpoint);
    } else {
      throw new Error(
        `"${entry}" is not an exception: use a CIDR block such as 10.0.0.0/8, an address, or host:port such as app.internal:8080.`,
      );
    }
  }
  return { blocks, endpoints };
}

/** Whether a `host:port` entry names this endpoint. Such an entry opens its name and its port too. */
export function opensEndpoint(allow: AllowList, endpoint: Endpoint): boolean {
  return allow.endpoints.some(
    (opened) => opened.port === endpoint.port && isSameHost(opened, endpoint),
  );
}

/**
 * Whether an entry opens this address for this endpoint: a block that holds it, or a `host:port`
 * entry for the endpoint or for the address itself. A block opens addresses only: the rules on
 * names and ports stay, so that an opened network does not open the databases in it.
 */
export function opensAddress(allow: AllowList, address: IpAddress, endpoint: Endpoint): boolean {
  return (
    allow.blocks.some((opened) => blockContains(opened, address)) ||
    opensEndpoint(allow, endpoint) ||
    opensEndpoint(allow, endpointAt(address, endpoint.port))
  );
}
