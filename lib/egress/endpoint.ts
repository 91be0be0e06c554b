import {
  formatIpAddress,
  isSameAddress,
  parseIpAddress,
  type IpAddress,
} from "@/lib/egress/ip-address";

/** A host and the port to dial. */
export type Endpoint = {
  /** As in a URL, without the brackets of IPv6 and without a trailing dot. */
  hostname: string;
  /** What the hostname says where it is an IP literal; null for a name. */
  address: IpAddress | null;
  port: number;
};

/** The endpoint that a request for this URL connects to. */
export function endpointOf(url: URL): Endpoint {
  const hostname = url.hostname.replace(/^\[|\]$|\.$/g, "");
  const defaultPort = url.protocol === "https:" ? 443 : 80;
  return {
    hostname,
    address: parseIpAddress(hostname),
    port: url.port === "" ? defaultPort : Number(url.port),
  };
}

export const endpointAt = (address: IpAddress, port: number): Endpoint => ({
  hostname: formatIpAddress(address),
  address,
  port,
});

/** Whether the host is an IP literal, or a name of the lengths of RFC 1035 in LDH letters and `_`. */
export function hasValidHost({ hostname, address }: Endpoint): boolean {
  return (
    address !== null ||
    (hostname.length <= 253 &&
      hostname.split(".").every((label) => /^[a-z0-9_-]{1,63}$/.test(label)))
  );
}

export function isSameHost(one: Endpoint, other: Endpoint): boolean {
  return one.address === null || other.address === null
    ? one.hostname === other.hostname
    : isSameAddress(one.address, other.address);
}

export const isLocalhostName = (hostname: string) => /(?:^|\.)localhost$/.test(hostname);
