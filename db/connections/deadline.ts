import { AsyncLocalStorage } from "node:async_hooks";
import { SECOND_MS } from "@/lib/domain/time-units";

/** The time of a statement or a transaction, from its call to its last response. */
export const DEADLINE_SECONDS = 15;

/** The time of what may touch a whole history, such as a deletion. */
export const LONG_DEADLINE_SECONDS = 120;

/** The database did not respond in time. The connection is gone; a commit may have succeeded. */
export class DatabaseDeadlineError extends Error {
  readonly code = "DATABASE_DEADLINE";

  constructor(seconds: number) {
    super(`The database did not respond within ${seconds} s.`);
    this.name = "DatabaseDeadlineError";
  }
}

const chosenSeconds = new AsyncLocalStorage<number | null>();

/** The seconds that a statement or a transaction has where it is called; null for no deadline. */
export function deadlineSeconds(): number | null {
  const chosen = chosenSeconds.getStore();
  return chosen === undefined ? DEADLINE_SECONDS : chosen;
}

/**
 * Gives every statement outside of a transaction, and every transaction, that `work` calls a
 * deadline of its own; null for none.
 */
export function withDeadline<Result>(
  seconds: number | null,
  work: () => PromiseLike<Result>,
): Promise<Result> {
  // Awaited inside: a query of Drizzle is sent only when something waits for it.
  return chosenSeconds.run(seconds, async () => await work());
}

/** A deadline that starts now, or none for null. It must be cleared. */
export class Deadline {
  readonly #timer: NodeJS.Timeout | undefined;
  #error: Error | null = null;
  #abort: (error: Error) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  constructor(seconds: number | null) {
    if (seconds === null) return;
    const expire = () => {
      const error = new DatabaseDeadlineError(seconds);
      this.#abort(error);
      this.end(error);
    };
    // What has arrived is read first: a process that was suspended has not waited for it.
    this.#timer = setTimeout(() => setImmediate(expire), seconds * SECOND_MS);
  }

  /**
   * Settles like `work`, or rejects when the deadline passes, after `abort` was called. One thing at
   * a time.
   * @throws {DatabaseDeadlineError}
   */
  race<Result>(work: Promise<Result>, abort: (error: Error) => void): Promise<Result> {
    return new Promise((resolve, reject) => {
      work.then(resolve, reject);
      this.#abort = abort;
      this.#reject = reject;
      if (this.#error === null) return;
      abort(this.#error);
      reject(this.#error);
    });
  }

  /** Ends it early, with another error, and aborts nothing. */
  end(error: Error): void {
    this.#error ??= error;
    this.#reject(this.#error);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#abort = () => undefined;
  }
}
