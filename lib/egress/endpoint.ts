import { parseIpAddress } from "@/lib/egress/ip-address";

/** A host as it stands in a URL, IPv6 without brackets, and the port to dial. */
export type Endpoint = { hostname: string; port: number };

/** The hostname of a URL, without the brackets of IPv6 and without a trailing dot. */
export function bareHostname(url: URL): string {
  return url.hostname.replace(/^\[|\]$|\.$/g, "");
}

/** The host and the port that a request for this URL connects to. */
export function endpointOf(url: URL): Endpoint {
  const defaultPort = url.protocol === "https:" ? 443 : 80;
  return { hostname: bareHostname(url), port: url.port === "" ? defaultPort : Number(url.port) };
}

/** Whether this is an IP literal, or a name of the lengths of RFC 1035 in LDH letters and `_`. */
export function isHost(hostname: string): boolean {
  return (
    parseIpAddress(hostname) !== null ||
    (hostname.length <= 253 &&
      hostname.split(".").every((label) => /^[a-z0-9_-]{1,63}$/.test(label)))
  );
}
