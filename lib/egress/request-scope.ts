import type net from "node:net";
import { performance } from "node:perf_hooks";
import type { errorDetails } from "@/lib/domain/run/error-details";
import type { RedirectHop } from "@/lib/domain/run/run-evidence";
import { SECOND_MS } from "@/lib/domain/time-units";
import { EgressError } from "@/lib/egress/egress-error";

/** The steps of a request. The message of a timeout names the one that it ended. */
export type Step = (typeof errorDetails.TIMEOUT)[keyof typeof errorDetails.TIMEOUT];

/** The other end of a socket. */
export type Peer = { address: string; certificateExpiresAt: Date | null };

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

export const firstValue = (value: ResponseHeaders[string]): string | null =>
  typeof value === "string" ? value : (value?.[0] ?? null);

/** A response as far as it has arrived, whether or not the rest ever does. */
export type PartialResponse = {
  status: number;
  /** Names in lower case. */
  headers: ResponseHeaders;
  /** The first bytes of the body, as many as are kept. */
  kept: Buffer[];
  /** Bytes of the body that came over the wire. */
  bodyBytes: number;
  /** Whether it came to its end. */
  isWhole: boolean;
  /** When its last byte came, in milliseconds of the request, where the rest was not waited for. */
  endedAtMs: number | null;
};

/**
 * The life of one request: its deadline, every socket opened for it, and what is known of it at any
 * moment, so that an error leaves as much evidence as there was.
 * One timer covers everything from DNS to the last byte, because neither an abort signal nor the
 * timeouts of the HTTP client cover a pending look-up, a pending connection or a slow drip.
 */
export class RequestScope {
  /** The last address that was dialled, or whose socket was used again. */
  peer: Peer | null = null;
  /** The response to the last request of the chain, from its head on. */
  response: PartialResponse | null = null;
  readonly redirects: RedirectHop[] = [];
  readonly #timeoutMs: number;
  readonly #startedAt = performance.now();
  readonly #stepMs = new Map<Step, number>();
  #step: Step | null = null;
  #stepStartedAt = 0;
  readonly #sockets = new Set<net.Socket>();
  #isClosed = false;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Begins a step, and ends the one before. */
  enter(step: Step | null): void {
    if (this.#isClosed) return;
    const now = performance.now();
    if (this.#step !== null) {
      const before = this.#stepMs.get(this.#step) ?? 0;
      this.#stepMs.set(this.#step, before + now - this.#stepStartedAt);
    }
    this.#step = step;
    this.#stepStartedAt = now;
  }

  /** Milliseconds spent in a step, added up over redirects; null where there was no such step. */
  timeIn(step: Step): number | null {
    return this.#stepMs.get(step) ?? null;
  }

  /** At least 1, so that it can be given to a timer. */
  remainingMs(): number {
    return Math.max(1, this.#timeoutMs - this.elapsedMs());
  }

  /**
   * Keeps a look-up that ends after the deadline from opening a socket.
   * @throws {EgressError} `TIMEOUT`.
   */
  assertOpen(): void {
    if (this.#isClosed) throw this.#timeout();
  }

  /** Ties a socket to the request. Its errors are always handled, also long after it was used. */
  add<Socket extends net.Socket>(socket: Socket): Socket {
    socket.on("error", () => undefined);
    this.#sockets.add(socket);
    return socket;
  }

  /** Ties sockets to the request that another one has released; see `release`. */
  adopt(sockets: readonly net.Socket[]): void {
    for (const socket of sockets) this.#sockets.add(socket);
    if (this.#isClosed) this.closeSockets();
  }

  /** Returns the sockets that are open, which no longer belong to the request. */
  release(): readonly net.Socket[] {
    const sockets = [...this.#sockets].filter((socket) => !socket.destroyed);
    this.#sockets.clear();
    return sockets;
  }

  closeSockets(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  /**
   * Runs the request to its end or to the deadline, whichever is first, and closes every socket.
   * @throws {EgressError} `TIMEOUT` at the deadline; and whatever `work` throws.
   */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.#timeout()), this.#timeoutMs);
    });
    try {
      return await Promise.race([work(), deadline]);
    } finally {
      clearTimeout(timer);
      this.enter(null);
      this.#isClosed = true;
      this.closeSockets();
    }
  }

  #timeout(): EgressError {
    return new EgressError(
      "TIMEOUT",
      `No complete response within ${Number((this.#timeoutMs / SECOND_MS).toFixed(2))} s: the time ran out while ${this.#step ?? "the request was prepared"}. Check that the endpoint is up and fast enough, or allow it more time.`,
    );
  }
}
