import { networkInterfaces } from "node:os";
import { isForbiddenAddress } from "@/lib/egress/address-policy";

/** Whether this machine has a public IPv6 address, from which others can be reached. */
const hasIpv6 = (interfaces: ReturnType<typeof networkInterfaces>) =>
  Object.values(interfaces).some((addresses) =>
    addresses?.some(({ family, address }) => family === "IPv6" && !isForbiddenAddress(address)),
  );

/**
 * The addresses of a host in the order in which they are to be dialled: the families in turn, IPv6
 * first (RFC 8305, section 4), or IPv6 last where this machine can't use it (RFC 6724, rule 1).
 */
export function orderAddresses(
  { ipv6, ipv4 }: { ipv6: readonly string[]; ipv4: readonly string[] },
  interfaces = networkInterfaces(),
): string[] {
  if (!hasIpv6(interfaces)) return [...ipv4, ...ipv6];
  const longer = ipv6.length > ipv4.length ? ipv6 : ipv4;
  return longer.flatMap((_, index) =>
    [ipv6[index], ipv4[index]].filter((address) => address !== undefined),
  );
}
