import { lookup } from "node:dns/promises";

/**
 * All addresses of a host, in the order of the system's resolver (so `/etc/hosts` counts). They are
 * not judged here: the caller must judge them before it dials one.
 * @throws {Error} of node:dns, with its `code`, where the name is not found or DNS fails.
 */
export async function resolveHostname(hostname: string): Promise<readonly string[]> {
  const addresses = await lookup(hostname, { all: true, order: "verbatim" });
  return addresses.map(({ address }) => address);
}
