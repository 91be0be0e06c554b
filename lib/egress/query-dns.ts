import { Resolver } from "node:dns/promises";
import { SECOND_MS } from "@/lib/domain/time-units";
import { answerOf, type DnsAnswer } from "@/lib/egress/dns-answer";

/** A server has a second for its first try, and at most two for each of the others. */
const TRIES = { timeout: SECOND_MS, maxTimeout: 2 * SECOND_MS, tries: 3 };

/** From the first question until the look-up has failed, however many servers there are. */
export const LOOKUP_MS = 5 * SECOND_MS;

/** How long the addresses of one family wait for those of the other. */
const OTHER_FAMILY_MS = 500;

export type DnsServers = {
  /** Addresses with or without a port. Default: the servers that the system has at this moment. */
  servers?: readonly string[];
};

/**
 * Asks DNS for the addresses of a host, of both families at once.
 *
 * Each look-up has a resolver of its own, which waits on sockets and not in threads. It costs reading
 * `resolv.conf`, and in return nothing is shared: a look-up is cancelled alone, a server that fails
 * for one name loses no rank for others, and its questions come from a port that nobody can guess.
 * @throws {LookupError} where DNS fails or doesn't respond.
 */
export async function queryDns(
  hostname: string,
  { servers }: DnsServers,
  signal: AbortSignal,
): Promise<DnsAnswer> {
  const resolver = new Resolver(TRIES);
  if (servers !== undefined) resolver.setServers(servers);
  const cancel = () => resolver.cancel();
  const timers = [setTimeout(cancel, LOOKUP_MS)];
  signal.addEventListener("abort", cancel);
  const questions = [
    resolver.resolve6(hostname, { ttl: true }),
    resolver.resolve4(hostname, { ttl: true }),
  ] as const;
  const hurry = () => timers.push(setTimeout(cancel, OTHER_FAMILY_MS));
  for (const question of questions) question.then(hurry, () => undefined);
  try {
    const [ipv6, ipv4] = await Promise.allSettled(questions);
    return answerOf({ ipv6, ipv4 });
  } finally {
    timers.forEach(clearTimeout);
    signal.removeEventListener("abort", cancel);
  }
}
