import type { RecordWithTtl } from "node:dns";
import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import { orderAddresses } from "@/lib/egress/address-order";

/** The bounds of a TTL: a herd asks once, and a corrected record counts within a minute. */
const KEPT_MS = { min: SECOND_MS, max: MINUTE_MS };

/** How long the lack of addresses is kept, also of one family: what was just added is soon found. */
const LACK_KEPT_MS = 5 * SECOND_MS;

/** Longer answers aren't kept, so that nobody fills the memory with them. */
const MAX_KEPT_ADDRESSES = 50;

const LACKS = ["ENOTFOUND", "ENODATA"];

/** A look-up without an answer. Its codes are those of node:dns, and `EBUSY` where nothing was asked. */
export class LookupError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`The look-up failed with ${code}.`);
    this.name = "LookupError";
    this.code = code;
  }
}

export type DnsAnswer = {
  /** Null where the name doesn't exist, empty where it has no address. */
  addresses: readonly string[] | null;
  /** How long the answer may be used again; 0 where it may not. */
  keptMs: number;
};

type Outcome = PromiseSettledResult<RecordWithTtl[]>;

const recordsOf = (outcome: Outcome) => (outcome.status === "fulfilled" ? outcome.value : []);

/** The code of an outcome without records; null where it has some. */
function codeOf(outcome: Outcome): string | null {
  if (outcome.status === "fulfilled") return null;
  const reason: unknown = outcome.reason;
  const code = reason instanceof Error && "code" in reason ? String(reason.code) : "EFAILED";
  return code === "ECANCELLED" ? "ETIMEOUT" : code;
}

const addressesOf = (records: readonly RecordWithTtl[]) => records.map(({ address }) => address);

/**
 * The answer to the questions for both families. Where only one of them fails, the addresses of the
 * other are the answer, for a short time.
 * @throws {LookupError} where there is no address, and one of the questions failed.
 */
export function answerOf(outcomes: { ipv6: Outcome; ipv4: Outcome }): DnsAnswer {
  const [ipv6, ipv4] = [recordsOf(outcomes.ipv6), recordsOf(outcomes.ipv4)];
  const codes = [codeOf(outcomes.ipv6), codeOf(outcomes.ipv4)].filter((code) => code !== null);
  const failure = codes.find((code) => !LACKS.includes(code));
  const records = [...ipv6, ...ipv4];
  if (records.length === 0) {
    if (failure !== undefined) throw new LookupError(failure);
    return { addresses: codes.includes("ENODATA") ? [] : null, keptMs: LACK_KEPT_MS };
  }
  const ttlMs = Math.min(...records.map(({ ttl }) => ttl)) * SECOND_MS;
  const maxMs = failure === undefined ? KEPT_MS.max : LACK_KEPT_MS;
  return {
    addresses: orderAddresses({ ipv6: addressesOf(ipv6), ipv4: addressesOf(ipv4) }),
    keptMs: records.length > MAX_KEPT_ADDRESSES ? 0 : Math.min(Math.max(ttlMs, KEPT_MS.min), maxMs),
  };
}
