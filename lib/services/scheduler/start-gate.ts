import { passStartGate, type GateVerdict } from "@/db/queries/pass-start-gate";
import { SECOND_MS } from "@/lib/domain/time-units";
import type { SchedulerContext } from "@/lib/services/context";
import type { HeldClaim } from "@/lib/services/scheduler/held-claim";

/**
 * The age up to which a claim is its own gate: its statement has just said all that the gate would
 * ask, and nothing that happened since can be told from what happens during the request.
 */
const FRESH_MS = 250;

type Asked = {
  held: HeldClaim;
  neededSeconds: number;
  resolve: (verdict: GateVerdict["verdict"]) => void;
  reject: (error: unknown) => void;
};

/**
 * The start gate: right before a request is sent, the database is asked whether it still should be.
 * Claims that come to the gate together are asked about in one statement.
 */
export class StartGate {
  readonly #context: SchedulerContext;
  #asked: Asked[] = [];

  constructor(context: SchedulerContext) {
    this.#context = context;
  }

  /** @throws the error of the database. */
  pass(held: HeldClaim, neededSeconds: number): Promise<GateVerdict["verdict"]> {
    if (held.ageMs() <= FRESH_MS) return Promise.resolve("PASS");
    return new Promise((resolve, reject) => {
      this.#asked.push({ held, neededSeconds, resolve, reject });
      if (this.#asked.length === 1) setImmediate(() => void this.#ask());
    });
  }

  async #ask(): Promise<void> {
    const asked = this.#asked;
    this.#asked = [];
    const { db, scheduler } = this.#context;
    const claims = asked.map(({ held: { claim }, neededSeconds }) => ({ claim, neededSeconds }));
    const sentAtMs = performance.now();
    try {
      const verdicts = await passStartGate(db, claims, scheduler.leaseSeconds);
      for (const { held, resolve } of asked) {
        const found = verdicts.get(held.claim.runId);
        if (found?.isRenewed === true) {
          held.leaseEndsAtMs = sentAtMs + scheduler.leaseSeconds * SECOND_MS;
        }
        resolve(found?.verdict ?? "LOST");
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
