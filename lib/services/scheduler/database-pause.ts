import { setTimeout as delay } from "node:timers/promises";
import { isTransientError } from "@/db/connections/transient-error";
import { log } from "@/lib/log";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** The transient errors that a tick met, and the growing pauses after them. */
export class DatabasePause {
  errors = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #untilMs = 0;

  /** Milliseconds until the database may be asked again; 0 or less for now. */
  leftMs(nowMs: number): number {
    return this.#untilMs - nowMs;
  }

  /** Begins a pause. Returns false where the error isn't transient. */
  begin(error: unknown, nowMs: number): boolean {
    if (!isTransientError(error)) return false;
    log.warn({ err: error }, "the scheduler lost its database for a moment");
    this.errors += 1;
    this.#untilMs = nowMs + this.#pauseMs;
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
    return true;
  }

  /**
   * Asks until the database responds or `isStopped`.
   * @throws the last error, at once where it isn't transient.
   */
  async retry<Result>(question: () => Promise<Result>, isStopped: () => boolean): Promise<Result> {
    for (;;) {
      try {
        return await question();
      } catch (error) {
        if (isStopped() || !this.begin(error, performance.now())) throw error;
        await delay(this.leftMs(performance.now()));
      }
    }
  }

  end(): void {
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#untilMs = 0;
  }
}
