import { randomUUID } from "node:crypto";
import type { Database } from "@/db/client";
import { keepLingering, stopLingering } from "@/db/queries/linger";
import { SECOND_MS } from "@/lib/domain/time-units";

/** What falls due through an edit meanwhile is noticed so often. */
const KEEP_EVERY_MS = 3 * SECOND_MS;
/** A tick that disappeared is replaced after this time. */
const KEPT_SECONDS = 10;

/**
 * The right of a tick to stay for what falls due within its budget. One tick of all instances has it
 * at a time.
 */
export class Linger {
  readonly #db: Database;
  readonly #endsAtMs: number;
  readonly #tickId = randomUUID();
  #isHeld = false;
  #keepAtMs = 0;

  /** `endsAtMs` is the end of the budget, in ms of the monotonic clock. */
  constructor(db: Database, endsAtMs: number) {
    this.#db = db;
    this.#endsAtMs = endsAtMs;
  }

  /** The time at which the right must be taken or kept. */
  get keepAtMs(): number {
    return this.#keepAtMs;
  }

  leftMs(nowMs: number): number {
    return this.#endsAtMs - nowMs;
  }

  /**
   * Takes or keeps the right. Returns the milliseconds until the next routine is due, or null where
   * there is none or another tick lingers.
   */
  async keep(): Promise<number | null> {
    this.#keepAtMs = performance.now() + KEEP_EVERY_MS;
    const { isLingerer, nextDueMs } = await keepLingering(this.#db, {
      tickId: this.#tickId,
      seconds: KEPT_SECONDS,
    });
    this.#isHeld = isLingerer;
    return isLingerer ? nextDueMs : null;
  }

  async end(): Promise<void> {
    if (this.#isHeld) await stopLingering(this.#db, this.#tickId);
  }
}
