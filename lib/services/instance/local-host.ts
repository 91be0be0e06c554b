import { isForbiddenAddress } from "@/lib/egress/address-policy";
import { parseIpAddress } from "@/lib/egress/ip-address";

const withoutBrackets = (hostname: string) => hostname.replace(/^\[(.*)\]$/, "$1");

/** True for this machine: a name or an address of loopback. */
export function isLoopbackHost(hostname: string): boolean {
  const host = withoutBrackets(hostname).toLowerCase().replace(/\.$/, "");
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** True for this machine and its own network: private addresses, and names that no public zone has. */
export function isLocalHost(hostname: string): boolean {
  const host = withoutBrackets(hostname);
  if (isLoopbackHost(host)) return true;
  if (parseIpAddress(host) !== null) return isForbiddenAddress(host);
  return !host.includes(".") || /\.(?:internal|local|localhost|lan|home\.arpa)$/i.test(host);
}
