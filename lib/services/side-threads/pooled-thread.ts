import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import type { ThreadMessage, ThreadOrder } from "@/lib/services/side-threads/thread-protocol";

/** The part of a `Worker` of node:worker_threads that is used. */
export type Thread = {
  on(event: "message", listener: (message: ThreadMessage) => void): unknown;
  on(event: "error", listener: (error: unknown) => void): unknown;
  on(event: "exit", listener: (code: number) => void): unknown;
  postMessage(order: ThreadOrder): void;
  terminate(): Promise<unknown>;
  ref(): void;
  unref(): void;
};

/** How an order ended: `LOST` was ended with its thread. */
export type OrderResult = Exclude<ThreadMessage, { kind: "READY" }> | { kind: "LOST" };

export type ThreadEvents = {
  /** It is ready, or has ended an order. */
  onFree: () => void;
  /** It has ended. `reason` is null where that was asked for. */
  onEnd: (end: { wasReady: boolean; reason: unknown }) => void;
};

/** The time beyond its budget after which an order that doesn't stop by itself is ended. */
const GRACE_MS = 250;

/** A thread without an order for so long is ended, and its memory given back. */
const IDLE_MS = 5 * MINUTE_MS;

/** A thread that isn't ready by then has failed to start. */
const LONGEST_START_MS = 20 * SECOND_MS;

/** A thread that does one order at a time, and keeps the process alive only meanwhile. */
export class PooledThread {
  readonly #thread: Thread;
  readonly #events: ThreadEvents;
  #state: "STARTING" | "FREE" | "BUSY" | "ENDED" = "STARTING";
  #wasReady = false;
  #reason: unknown = null;
  #finish: ((result: OrderResult) => void) | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(thread: Thread, events: ThreadEvents) {
    this.#thread = thread;
    this.#events = events;
    thread.on("message", (message) => this.#receive(message));
    thread.on("error", (error) => {
      this.#reason = error;
    });
    thread.on("exit", (code) => this.#leave(code));
    this.#timer = setTimeout(() => this.#abort("It didn't start in time."), LONGEST_START_MS);
  }

  get isStarting(): boolean {
    return this.#state === "STARTING";
  }

  get isFree(): boolean {
    return this.#state === "FREE";
  }

  /** Starts an order in a free thread. */
  start(order: ThreadOrder, finish: (result: OrderResult) => void): void {
    clearTimeout(this.#timer);
    this.#state = "BUSY";
    this.#finish = finish;
    this.#thread.ref();
    this.#thread.postMessage(order);
    this.#timer = setTimeout(() => {
      // A result that came in while this thread was busy is taken first.
      setImmediate(() => {
        if (this.#finish === finish) this.#abort(`It had no result within ${order.budgetMs} ms.`);
      });
    }, order.budgetMs + GRACE_MS);
  }

  /** Ends the thread, with what is in it. */
  async end(): Promise<void> {
    this.#state = "ENDED";
    await this.#thread.terminate();
  }

  #abort(message: string): void {
    this.#reason = new Error(message);
    // Its end is an event; a thread that is within one long call of V8 ends after it.
    this.#settle({ kind: "LOST" });
    this.#state = "ENDED";
    void this.#thread.terminate();
  }

  #receive(message: ThreadMessage): void {
    if (this.#state === "ENDED") return;
    if (message.kind === "READY") this.#wasReady = true;
    this.#settle(message.kind === "READY" ? null : message);
    this.#state = "FREE";
    this.#timer = setTimeout(() => void this.end(), IDLE_MS).unref();
    this.#thread.unref();
    this.#events.onFree();
  }

  #settle(result: OrderResult | null): void {
    clearTimeout(this.#timer);
    const finish = this.#finish;
    this.#finish = null;
    if (result !== null) finish?.(result);
  }

  #leave(code: number): void {
    if (this.#state !== "ENDED") this.#reason ??= new Error(`It ended with code ${code}.`);
    this.#state = "ENDED";
    this.#settle({ kind: "LOST" });
    this.#events.onEnd({ wasReady: this.#wasReady, reason: this.#reason });
  }
}
