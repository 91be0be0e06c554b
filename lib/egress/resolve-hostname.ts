import { lookup } from "node:dns/promises";

/**
 * All addresses of a host, in the order of the system's resolver (so `/etc/hosts` counts). They are
 * not judged here: whoever dials them must.
 * @throws {Error} of node:dns, with its `code`, where the name is not found or DNS does not answer.
 */
export async function resolveHostname(hostname: string): Promise<readonly string[]> {
  const answers = await lookup(hostname, { all: true, order: "verbatim" });
  return answers.map(({ address }) => address);
}
