import type { NetworkInterfaceInfo } from "node:os";
import { expect, test } from "vitest";
import { orderAddresses } from "@/lib/egress/address-order";

const at = (address: string): NetworkInterfaceInfo => {
  const common = { address, netmask: "", mac: "", internal: false, cidr: null };
  return address.includes(":")
    ? { ...common, family: "IPv6", scopeid: 0 }
    : { ...common, family: "IPv4" };
};

test.each([
  ["in turn, IPv6 first", ["6a", "6b"], ["4a", "4b"], "6a 4a 6b 4b"],
  ["with what is left of IPv6 last", ["6a", "6b", "6c"], ["4a"], "6a 4a 6b 6c"],
  ["with what is left of IPv4 last", ["6a"], ["4a", "4b", "4c"], "6a 4a 4b 4c"],
  ["alone where there is one family", [], ["4a", "4b"], "4a 4b"],
])("on a machine with public IPv6, the families are tried %s", (_, ipv6, ipv4, order) => {
  const interfaces = { lo: [at("127.0.0.1")], eth0: [at("10.0.0.2"), at("2606:4700::1")] };
  expect(orderAddresses({ ipv6, ipv4 }, interfaces).join(" ")).toBe(order);
});

test.each([[[]], [["::1"]], [["fe80::1"]], [["fd00::2"]]])(
  "on a machine with no IPv6 but %j, IPv6 is tried last",
  (addresses) => {
    const interfaces = { eth0: [at("10.0.0.2"), ...addresses.map(at)] };
    const order = orderAddresses({ ipv6: ["6a", "6b"], ipv4: ["4a", "4b"] }, interfaces);
    expect(order.join(" ")).toBe("4a 4b 6a 6b");
  },
);
