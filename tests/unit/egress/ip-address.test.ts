import net from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatIpAddress, parseIpAddress } from "@/lib/egress/ip-address";

const format = (text: string) => {
  const address = parseIpAddress(text);
  return address === null ? null : formatIpAddress(address);
};

test.each([
  ["0.0.0.0", "0.0.0.0"],
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:10.0.0.1", "10.0.0.1"],
  ["::", "::"],
  ["0:0:0:0:0:0:0:1", "::1"],
  ["1:0:0:0:0:0:0:0", "1::"],
  ["2001:0DB8:0000:0000:0000:0000:0002:0001", "2001:db8::2:1"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
  ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ["10:0:0:10:0:0:0:10", "10:0:0:10::10"],
  ["64:ff9b::8.8.8.8", "64:ff9b::808:808"],
])("%s is written as %s", (text, canonical) => {
  expect(format(text)).toBe(canonical);
});

const anyAddress = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc
    .array(fc.constantFrom("0", "0", "1", "a0"), { minLength: 8, maxLength: 8 })
    .map((groups) => groups.join(":")),
);

test("what is written is read as the same address, and Node dials it as that family", () => {
  fc.assert(
    fc.property(anyAddress, (text) => {
      const address = parseIpAddress(text);
      if (address === null) throw new Error(`${text} is not an address`);
      expect(parseIpAddress(formatIpAddress(address))).toEqual(address);
      expect(net.isIP(formatIpAddress(address))).toBe(address.family);
    }),
  );
});

test("an IPv6 address is written as the URL standard writes it", () => {
  fc.assert(
    fc.property(
      anyAddress.filter((text) => parseIpAddress(text)?.family === 6),
      (text) => {
        expect(`[${format(text)}]`).toBe(new URL(`http://[${text}]/`).hostname);
      },
    ),
  );
});
