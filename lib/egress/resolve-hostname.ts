import { LookupError, type DnsAnswer } from "@/lib/egress/dns-answer";
import { HostsFile } from "@/lib/egress/hosts-file";
import { LookupPlaces, type PlaceLimits } from "@/lib/egress/lookup-places";
import { LOOKUP_MS, queryDns, type DnsServers } from "@/lib/egress/query-dns";
import { perProcess } from "@/lib/per-process";

const LOOPBACK = ["127.0.0.1", "::1"];

type ResolverOptions = DnsServers & {
  hostsFile?: string;
  limits?: PlaceLimits;
  /** Answers that are kept, of all workspaces. */
  maxAnswers?: number;
  nowMs?: () => number;
};

type LookupOptions = {
  /** Whose look-up it is. Default: the instance's own. */
  workspaceId?: string;
  /** How long the caller waits, for a place as well. */
  timeoutMs?: number;
};

/** A look-up in flight, and how many callers wait for it. */
type Lookup = {
  answer: Promise<DnsAnswer>;
  waiting: number;
  /** Whether it has a place. */
  isAsked: boolean;
  cancel: () => void;
};

function addressesOf({ addresses }: DnsAnswer): readonly string[] {
  if (addresses === null) throw new LookupError("ENOTFOUND");
  return addresses;
}

/**
 * Finds the addresses of hosts: in the hosts file, among the answers that DNS gave before, or in DNS.
 * Answers and look-ups are shared within a workspace and never across, so that no workspace delays
 * another or finds out what it calls. Failures are never kept.
 */
export class HostnameResolver {
  readonly #servers: DnsServers;
  readonly #hosts: HostsFile;
  readonly #places: LookupPlaces;
  readonly #maxAnswers: number;
  readonly #nowMs: () => number;
  readonly #lookups = new Map<string, Lookup>();
  /** Oldest first. As they are all short-lived, the oldest makes room, and a use moves none of them. */
  readonly #answers = new Map<string, { answer: DnsAnswer; keptUntilMs: number }>();

  constructor({
    hostsFile = "/etc/hosts",
    limits = { perWorkspace: 20, inAll: 200 },
    maxAnswers = 5_000,
    nowMs = () => performance.now(),
    ...servers
  }: ResolverOptions = {}) {
    this.#servers = servers;
    this.#hosts = new HostsFile(hostsFile, nowMs);
    this.#places = new LookupPlaces(limits);
    this.#maxAnswers = maxAnswers;
    this.#nowMs = nowMs;
  }

  /**
   * All addresses of a host, in the order in which they are to be dialled. They are not judged here:
   * the caller must judge them, each time, before it dials one.
   * @param hostname in lower case, without a trailing dot.
   * @throws {LookupError} `ENOTFOUND` where the name doesn't exist, `ETIMEOUT` where DNS doesn't
   *   respond in time, `EBUSY` where the time ran out before DNS was asked, or another code of DNS.
   */
  async resolve(
    hostname: string,
    { workspaceId = "", timeoutMs = LOOKUP_MS }: LookupOptions = {},
  ): Promise<readonly string[]> {
    const listed = this.#hosts.find(hostname);
    if (listed !== null) return listed;
    // RFC 6761, section 6.3: these names are loopback, and DNS isn't asked for them.
    if (/(?:^|\.)localhost$/.test(hostname)) return LOOPBACK;
    const key = JSON.stringify([workspaceId, hostname]);
    const kept = this.#findKept(key);
    if (kept !== null) return addressesOf(kept);
    const lookup = this.#lookups.get(key) ?? this.#start(key, hostname, workspaceId);
    return addressesOf(await waitFor(lookup, timeoutMs));
  }

  #start(key: string, hostname: string, workspaceId: string): Lookup {
    const controller = new AbortController();
    const { signal } = controller;
    const ask = () => {
      lookup.isAsked = true;
      return queryDns(hostname, this.#servers, signal);
    };
    const lookup: Lookup = {
      answer: this.#places.run(workspaceId, signal, ask),
      waiting: 0,
      isAsked: false,
      cancel: () => {
        if (this.#lookups.get(key) === lookup) this.#lookups.delete(key);
        controller.abort();
      },
    };
    this.#lookups.set(key, lookup);
    lookup.answer.then(
      (answer) => this.#keep(key, answer),
      () => undefined,
    );
    return lookup;
  }

  #findKept(key: string): DnsAnswer | null {
    const kept = this.#answers.get(key);
    if (kept !== undefined && kept.keptUntilMs > this.#nowMs()) return kept.answer;
    this.#answers.delete(key);
    return null;
  }

  #keep(key: string, answer: DnsAnswer): void {
    if (answer.keptMs === 0) return;
    this.#answers.set(key, { answer, keptUntilMs: this.#nowMs() + answer.keptMs });
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined && this.#answers.size > this.#maxAnswers) this.#answers.delete(oldest);
  }
}

/** Waits for a look-up, which ends with the last one who waits for it. */
async function waitFor(lookup: Lookup, timeoutMs: number): Promise<DnsAnswer> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new LookupError(lookup.isAsked ? "ETIMEOUT" : "EBUSY")),
    timeoutMs,
  );
  lookup.waiting += 1;
  try {
    return await Promise.race([lookup.answer, late]);
  } finally {
    clearTimeout(timer);
    lookup.waiting -= 1;
    if (lookup.waiting === 0) lookup.cancel();
  }
}

const resolver = perProcess("opspulseResolver", () => new HostnameResolver());

/** Finds the addresses of a host with the one resolver of this process; see `HostnameResolver`. */
export const resolveHostname: HostnameResolver["resolve"] = (hostname, options) =>
  resolver.resolve(hostname, options);
