import type { Claim } from "@/db/queries/claim-due-routines";
import { SECOND_MS } from "@/lib/domain/time-units";

/** A claim as its worker holds it. */
export class HeldClaim {
  readonly claim: Claim;
  readonly #claimedAtMs = performance.now();
  readonly #sentAt: { monotonicMs: number; wallMs: number };
  /** The earliest end of the lease, by this process's monotonic clock. */
  leaseEndsAtMs: number;

  /**
   * Holds a claim whose statement was sent at `sentAtMs` of the monotonic clock. Its lease is counted
   * from then, so that it never ends later here than in the database.
   */
  constructor(claim: Claim, sentAtMs: number, leaseSeconds: number) {
    this.claim = claim;
    this.#sentAt = { monotonicMs: sentAtMs, wallMs: Date.now() - (performance.now() - sentAtMs) };
    this.leaseEndsAtMs = sentAtMs + leaseSeconds * SECOND_MS;
  }

  /** Milliseconds since its statement was sent. A monotonic clock may stand still in a suspended machine. */
  ageMs(): number {
    const { monotonicMs, wallMs } = this.#sentAt;
    return Math.max(performance.now() - monotonicMs, Date.now() - wallMs);
  }

  /** Milliseconds since it was claimed. */
  waitedMs(): number {
    return Math.round(performance.now() - this.#claimedAtMs);
  }
}
