import net from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  forbiddenIpv4Blocks,
  forbiddenIpv6Blocks,
  isForbiddenAddress,
  opensAddress,
  opensEndpoint,
  parseAllowList,
  type AllowList,
} from "@/lib/egress/address-policy";
import type { Endpoint } from "@/lib/egress/endpoint";
import { parseAddressBlock, parseIpAddress } from "@/lib/egress/ip-address";

const formatIpv4 = (value: bigint) =>
  [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join(".");

const formatIpv6 = (value: bigint) =>
  Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  ).join(":");

/** The addresses around a block: just outside, and its own first and last. */
function edgesOf(cidr: string) {
  const block = parseAddressBlock(cidr);
  if (block === null) {
    throw new Error(`${cidr} is not a block`);
  }
  const bits = block.family === 4 ? 32 : 128;
  const format = block.family === 4 ? formatIpv4 : formatIpv6;
  const last = block.value + (1n << BigInt(bits - block.prefixLength)) - 1n;
  return {
    first: format(block.value),
    last: format(last),
    below: block.value === 0n ? null : format(block.value - 1n),
    above: last + 1n === 1n << BigInt(bits) ? null : format(last + 1n),
  };
}

describe("the first and the last address of every listed block are forbidden", () => {
  test.each([...forbiddenIpv4Blocks, ...forbiddenIpv6Blocks])("%s, %s", (cidr) => {
    const { first, last } = edgesOf(cidr);
    expect([first, last].map(isForbiddenAddress)).toEqual([true, true]);
  });
});

describe("the addresses next to a listed block pass", () => {
  // Multicast and the reserved block lie side by side, up to the end of the address space.
  const forbiddenNeighbours = ["239.255.255.255", "240.0.0.0"];

  test.each(
    [...forbiddenIpv4Blocks, ...forbiddenIpv6Blocks].filter(([cidr]) => cidr !== "240.0.0.0/4"),
  )("%s, %s", (cidr) => {
    const { below, above } = edgesOf(cidr);
    const neighbours = [below, above].filter(
      (address) => address !== null && !forbiddenNeighbours.includes(address),
    );
    expect(neighbours).not.toEqual([]);
    expect(neighbours.filter((address) => isForbiddenAddress(address ?? ""))).toEqual([]);
  });
});

test.each([
  // IPv4: local, private, special.
  ...["0.0.0.0", "0.0.0.1", "0.255.255.255", "10.0.0.0", "10.0.0.1", "10.255.255.255"],
  ...["100.64.0.0", "100.100.100.200", "100.127.255.255", "127.0.0.0", "127.0.0.1", "127.1.2.3"],
  ...["127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.170.2", "169.254.255.255"],
  ...["172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.8", "192.0.0.9", "192.0.0.10"],
  ...["192.0.0.170", "192.0.0.192", "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.88.99.0"],
  ...["192.88.99.1", "192.88.99.255", "192.168.0.0", "192.168.255.255", "198.18.0.0"],
  ...["198.19.255.255", "198.51.100.0", "198.51.100.255", "203.0.113.0", "203.0.113.255"],
  ...["224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.254", "255.255.255.255"],
  ...["168.63.129.16"],
  // IPv6 outside 2000::/3.
  ...["::", "::1", "::2", "0:0:0:0:0:0:0:1", "100::", "100::1", "100:0:0:1::1", "200::1", "400::1"],
  ...[
    "1fff:ffff::1",
    "4000::",
    "5f00::",
    "5f00::1",
    "8000::1",
    "fc00::",
    "fc00::1",
    "fd00:ec2::254",
  ],
  ...["fd20:ce::254", "fdff::1", "fe80::", "fe80::1", "fe80::a9fe:a9fe", "febf::1", "fec0::1"],
  ...["feff::1", "ff00::", "ff02::1", "ff0e::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  // IPv6 inside 2000::/3.
  ...["2001::", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:1::1", "2001:1::2"],
  ...["2001:2::1", "2001:3::1", "2001:4:112::1", "2001:10::1", "2001:20::1", "2001:30::1"],
  ...["2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::", "2001:db8:ffff::1", "2001:DB8::1"],
  ...["2002::", "2002:7f00:1::", "2002:a00:1::1", "2002:808:808::1", "2002:ffff::1"],
  ...["3fff::", "3fff:0:0::1", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"],
  // IPv4 inside IPv6.
  ...["::ffff:127.0.0.1", "::ffff:7f00:1", "::FFFF:10.0.0.1", "::ffff:169.254.169.254"],
  ...["0:0:0:0:0:ffff:192.168.0.1", "::ffff:0.0.0.0", "::ffff:100.64.0.1", "::127.0.0.1"],
  ...["::7f00:1", "::8.8.8.8", "::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8", "::fffe:8.8.8.8"],
  ...["64:ff9b::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::10.0.0.1"],
  ...["64:ff9b:1::", "64:ff9b:1::8.8.8.8", "64:ff9b:1:ffff::a00:1", "64:ff9a::8.8.8.8"],
  ...["64:ff9b:0:0:0:1:808:808", "64:ff9b:2::8.8.8.8", "64:ff9c::8.8.8.8"],
  ...["2606:4700::5efe:127.0.0.1", "2606:4700:1:2:0:5efe:a00:1", "2606:4700::200:5efe:10.0.0.1"],
  ...["2606:4700::200:5efe:808:808", "fe80::5efe:8.8.8.8"],
])("%s is forbidden", (address) => {
  expect(isForbiddenAddress(address)).toBe(true);
});

test.each([
  ...["1.0.0.0", "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255"],
  ...["100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0"],
  ...["172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.1.255", "192.0.3.0"],
  ...["192.31.196.1", "192.52.193.1", "192.88.98.255", "192.88.100.0", "192.167.255.255"],
  ...["192.169.0.0", "192.175.48.1", "198.17.255.255", "198.20.0.0", "198.51.99.255"],
  ...["198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "168.63.129.15"],
  ...["168.63.129.17", "93.184.215.14"],
  ...[
    "2000::",
    "2000::1",
    "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "2001:200::",
    "2001:4860:4860::8888",
  ],
  ...["2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::", "2001:ffff::1", "2003::", "2003::1"],
  ...["2400:cb00::1", "2606:4700:4700::1111", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
  ...["2620:4f:8000::1", "2a00:1450:4001:82a::200e", "2A00:1450:4001:82A::200E"],
  ...[
    "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "3fff:1000::",
    "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  ],
  ...["2606:4700::5eff:127.0.0.1", "2606:4700::100:5efe:808:808"],
  ...["::ffff:8.8.8.8", "::ffff:808:808", "64:ff9b::8.8.8.8", "64:ff9b::808:808"],
])("%s passes", (address) => {
  expect(isForbiddenAddress(address)).toBe(false);
});

test.each([
  ...["", " ", "8.8.8.8 ", " 8.8.8.8", "8.8.8.8\n", "8.8.8.8.", ".8.8.8.8", "8.8.8", "8.8", "8"],
  ...["134744072", "0x08080808", "0x8.8.8.8", "010.8.8.8", "08.8.8.8", "8.8.8.08", "8.8.8.8.8"],
  ...["256.8.8.8", "8.8.8.256", "8.8.8.-1", "+8.8.8.8", "8.8.8.8/32", "8.8.8.8:80", "８.8.8.8"],
  ...["8。8。8。8", "8..8.8", "1e1.8.8.8", "example.com", "localhost", "null"],
  ...["[2606:4700::1111]", "2606:4700::1111%eth0", "2606:4700::1111%25eth0", "2606:4700::1111/128"],
  ...["2606:4700:::1111", "2606::4700::1111", ":2606:4700::1111", "2606:4700::1111:", ":", ":::"],
  ...["2606:4700:0:0:0:0:0", "2606:4700:0:0:0:0:0:0:1111", "2606:4700:0:0:0:0:0:1111::"],
  ...["::2606:4700:0:0:0:0:0:1111", "2606:04700::1111", "2606:470g::1111", "2606:4700::11111"],
  ...["2606:4700::8.8.8", "2606:4700::8.8.8.08", "2606:4700::8.8.8.8.8", "8.8.8.8::2606"],
  ...["2606:8.8.8.8::1", "2606:4700:0:0:0:0:0:8.8.8.8", "2606:4700::1111 ", "2606:4700::0x11"],
  ...["2606:4700::1111".padEnd(5000, "1"), "2606:-1::1111", "2606:+1::1111"],
])("%j is not an address, and is forbidden", (text) => {
  expect(parseIpAddress(text)).toBeNull();
  expect(isForbiddenAddress(text)).toBe(true);
});

test.each([
  ["2001:db8::1", 0x20010db8000000000000000000000001n],
  ["2001:0db8:0000:0000:0000:0000:0000:0001", 0x20010db8000000000000000000000001n],
  ["2001:DB8:0:0::0:1", 0x20010db8000000000000000000000001n],
  ["1::", 0x00010000000000000000000000000000n],
  ["1:2:3:4:5:6:7::", 0x00010002000300040005000600070000n],
  ["::2:3:4:5:6:7:8", 0x00000002000300040005000600070008n],
  ["64:ff9b::192.0.2.33", 0x0064ff9b0000000000000000c0000221n],
  ["1:2:3:4:5:6:192.0.2.33", 0x000100020003000400050006c0000221n],
])("%s is read as the number it stands for", (text, value) => {
  expect(parseIpAddress(text)).toEqual({ family: 6, value });
});

test("exactly what Node calls an address is one, zone ids apart", () => {
  const almostAddress = fc
    .array(
      fc.constantFrom("0", "1", "9", "25", "256", "a", "ffff", "ffff:", ":", "::", ".", "1.2.3.4"),
      {
        maxLength: 16,
      },
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(almostAddress, fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
      expect(parseIpAddress(text) !== null).toBe(net.isIP(text) !== 0 && !text.includes("%"));
    }),
    { numRuns: 2_000 },
  );
});

test("IPv4-mapped addresses and the NAT64 prefix get the verdict of their IPv4 address", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const verdict = isForbiddenAddress(address);
      expect(isForbiddenAddress(`::ffff:${address}`)).toBe(verdict);
      expect(isForbiddenAddress(`64:ff9b::${address}`)).toBe(verdict);
    }),
  );
});

test("nothing outside 2000::/3 passes but these two", () => {
  fc.assert(
    fc.property(
      fc
        .bigInt({ min: 0n, max: (1n << 128n) - 1n })
        .filter(
          (value) =>
            value >> 125n !== 1n && value >> 32n !== 0xffffn && value >> 32n !== 0x64ff9bn << 64n,
        ),
      (value) => {
        expect(isForbiddenAddress(formatIpv6(value))).toBe(true);
      },
    ),
  );
});

describe("the allow list", () => {
  const allow = parseAllowList(
    "10.1.0.0/16, 127.0.0.1\nfd00::/8 app.internal:8080,[::1]:9000 192.168.0.5:5432",
  );
  const at = (hostname: string, port: number): Endpoint => ({
    hostname,
    address: parseIpAddress(hostname),
    port,
  });
  const endpoint = at("public.example.com", 443);

  /** What is not an address cannot be opened: it is refused before. */
  function opens(list: AllowList, text: string, target: Endpoint): boolean {
    const address = parseIpAddress(text);
    return address !== null && opensAddress(list, address, target);
  }

  test.each(["10.1.0.0", "10.1.255.255", "127.0.0.1", "::ffff:127.0.0.1", "fd12::1"])(
    "a block opens %s, which it holds",
    (address) => {
      expect(opens(allow, address, endpoint)).toBe(true);
    },
  );

  test.each([
    ...["10.0.255.255", "10.2.0.0", "127.0.0.2", "fe80::1", "::1", "169.254.169.254"],
    ...["192.168.0.5", "10.1.0.0/16", "app.internal", ""],
  ])("nothing opens %j, which no entry names", (address) => {
    expect(opens(allow, address, endpoint)).toBe(false);
  });

  test("host:port opens that port of that host only", () => {
    expect(opensEndpoint(allow, at("app.internal", 8080))).toBe(true);
    expect(opensEndpoint(allow, at("app.internal", 8081))).toBe(false);
    expect(opensEndpoint(allow, at("an.app.internal", 8080))).toBe(false);
    expect(opensEndpoint(allow, at("::1", 9000))).toBe(true);
    expect(opensEndpoint(allow, at("0:0:0:0:0:0:0:1", 9000))).toBe(true);
    expect(opensEndpoint(allow, at("::1", 9001))).toBe(false);
  });

  test("host:port opens whatever its host resolves to, and an address for names too", () => {
    const named = at("app.internal", 8080);
    expect(opens(allow, "172.16.0.9", named)).toBe(true);
    expect(opens(allow, "172.16.0.9", { ...named, port: 80 })).toBe(false);
    const database = at("db.example.com", 5432);
    expect(opens(allow, "192.168.0.5", database)).toBe(true);
    expect(opens(allow, "192.168.0.6", database)).toBe(false);
  });

  test("an empty list opens nothing", () => {
    expect(opens(parseAllowList(" ,\n"), "127.0.0.1", endpoint)).toBe(false);
  });

  test.each([
    ...["10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/08", "10.1.0.0/8", "10.0.0/8"],
    ...["fd00::/129", "fd00::1/8", "app.internal", "*", "*.internal:80", "app.internal:0"],
    ...["app.internal:65536", "app.internal:http", ":80", "[::1]", "http://app.internal:80"],
    ...["user@app.internal:80", "app.internal:80/path", "1.2.3.4.5:80", "a..b:80"],
  ])("%s is refused by name", (entry) => {
    expect(() => parseAllowList(`127.0.0.1, ${entry}`)).toThrow(`"${entry}"`);
  });
});
