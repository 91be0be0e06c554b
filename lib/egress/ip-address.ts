/** An address as a number: 32 bits in family 4, 128 bits in family 6. */
export type IpAddress = { family: 4 | 6; value: bigint };

/** A CIDR block: the addresses whose first `prefixLength` bits are those of `value`. */
export type AddressBlock = IpAddress & { prefixLength: number };

const LONGEST_LITERAL = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".length;
const IPV4_BITS = 32n;
const IPV4_MASK = 0xffff_ffffn;
const IPV4_MAPPED_PREFIX = 0xffffn;

const bitsOf = (family: 4 | 6) => (family === 4 ? 32 : 128);

function parseIpv4(text: string): bigint | null {
  const octets = text.split(".");
  if (octets.length !== 4) return null;
  let value = 0n;
  for (const octet of octets) {
    if (!/^(?:0|[1-9][0-9]{0,2})$/.test(octet) || Number(octet) > 255) return null;
    value = (value << 8n) | BigInt(octet);
  }
  return value;
}

/** The 16-bit groups of one side of `::`. Only the end of the whole address may be dotted. */
function parseGroups(text: string, mayEndDotted: boolean): bigint[] | null {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: bigint[] = [];
  for (const [index, part] of parts.entries()) {
    if (mayEndDotted && index === parts.length - 1 && part.includes(".")) {
      const tail = parseIpv4(part);
      if (tail === null) return null;
      groups.push(tail >> 16n, tail & 0xffffn);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(BigInt(`0x${part}`));
    } else {
      return null;
    }
  }
  return groups;
}

function parseIpv6(text: string): bigint | null {
  const [left, right, ...rest] = text.split("::");
  if (left === undefined || rest.length > 0) return null;
  const head = parseGroups(left, right === undefined);
  const tail = right === undefined ? [] : parseGroups(right, true);
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (right === undefined ? missing !== 0 : missing < 1) return null;
  return [...head, ...Array<bigint>(missing).fill(0n), ...tail].reduce(
    (value, group) => (value << 16n) | group,
    0n,
  );
}

/**
 * Parses one textual form of an address and nothing else: dotted decimal without leading zeros, or
 * any form of RFC 4291, section 2.2. Octal, hexadecimal and short IPv4, zone ids, brackets and
 * surrounding space give null. An IPv4-mapped address (`::ffff:0:0/96`) is the IPv4 address that
 * the operating system dials for it.
 */
export function parseIpAddress(text: string): IpAddress | null {
  if (text.length > LONGEST_LITERAL) return null;
  if (!text.includes(":")) {
    const value = parseIpv4(text);
    return value === null ? null : { family: 4, value };
  }
  const value = parseIpv6(text);
  if (value === null) return null;
  return value >> IPV4_BITS === IPV4_MAPPED_PREFIX
    ? { family: 4, value: value & IPV4_MASK }
    : { family: 6, value };
}

const partsOf = ({ family, value }: IpAddress, bits: 8 | 16, radix: 10 | 16) =>
  Array.from({ length: bitsOf(family) / bits }, (_, index) =>
    BigInt.asUintN(bits, value >> BigInt(bitsOf(family) - bits * (index + 1))).toString(radix),
  );

/** The canonical text of an address: dotted decimal, or RFC 5952, section 4. */
export function formatIpAddress(address: IpAddress): string {
  if (address.family === 4) return partsOf(address, 8, 10).join(".");
  const text = partsOf(address, 16, 16).join(":");
  const runsOfZeros = text.match(/\b0(?::0)+\b/g) ?? [];
  const [longest] = runsOfZeros.toSorted((one, other) => other.length - one.length);
  return longest === undefined ? text : text.replace(new RegExp(`(?:^|:)${longest}(?:$|:)`), "::");
}

export const isSameAddress = (one: IpAddress, other: IpAddress): boolean =>
  one.family === other.family && one.value === other.value;

/**
 * Parses `address/length`, or a bare address as the block of that one address. Null where it is
 * neither, and where bits after the prefix are set: `10.1.2.3/8` may be a slip for `10.1.2.3/32`.
 */
export function parseAddressBlock(text: string): AddressBlock | null {
  const [literal, length, ...rest] = text.split("/");
  const address = parseIpAddress(literal ?? "");
  if (address === null || rest.length > 0) return null;
  const bits = bitsOf(address.family);
  if (length === undefined) return { ...address, prefixLength: bits };
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(length) || Number(length) > bits) return null;
  const block = { ...address, prefixLength: Number(length) };
  const hostBits = BigInt(bits - block.prefixLength);
  return (block.value >> hostBits) << hostBits === block.value ? block : null;
}

/** Whether an address lies in a block. A block of one family holds no address of the other. */
export function blockContains(block: AddressBlock, address: IpAddress): boolean {
  const hostBits = BigInt(bitsOf(block.family) - block.prefixLength);
  return block.family === address.family && block.value >> hostBits === address.value >> hostBits;
}

/** The IPv4 address in the last 32 bits of an IPv6 address. */
export function lastIpv4(address: IpAddress): IpAddress {
  return { family: 4, value: address.value & IPV4_MASK };
}
