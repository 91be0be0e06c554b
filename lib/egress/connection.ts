import type net from "node:net";
import { SECOND_MS } from "@/lib/domain/time-units";
import { EgressError } from "@/lib/egress/egress-error";
import type { ResponseReader } from "@/lib/egress/http1/response-reader";
import type { Peer, RequestScope } from "@/lib/egress/request-scope";

/** A socket waits no longer for its next request: less than any server waits before it closes. */
const MAX_IDLE_MS = SECOND_MS;

/** Reads the response to a request. */
type Collector = {
  reader: ResponseReader;
  /** Called after each piece of the response, as long as it isn't whole. */
  onProgress: () => void;
  /** Called with nothing where the response is whole, or with what it failed by; it may be called again. */
  onEnd: (error?: unknown) => void;
};

type Turn = { scope: RequestScope; request: Buffer; collector: Collector };

/** One socket for one request, or for several in turn. It is never dialled a second time. */
export class Connection {
  readonly #openedAt = { monotonicMs: performance.now(), wallMs: Date.now() };
  readonly #socket: net.Socket;
  readonly #peer: Peer | null;
  /** The socket with what it is layered on, while it waits. */
  #layers: readonly net.Socket[] = [];
  #turn: Turn | null = null;
  #idle: NodeJS.Timeout | undefined;
  #restsSinceMs = 0;
  #whenClosed: () => void = () => undefined;

  constructor(socket: net.Socket, peer: Peer | null) {
    this.#socket = socket;
    this.#peer = peer;
    socket.on("data", (bytes: Buffer) => this.#read(bytes));
    socket.once("end", () => this.#finish());
    socket.once("close", () => {
      this.#finish(socket.errored ?? undefined);
      this.#whenClosed();
    });
  }

  /** By the clock that says more: the monotonic one may stand still while a process is suspended. */
  ageMs(): number {
    const { monotonicMs, wallMs } = this.#openedAt;
    return Math.max(performance.now() - monotonicMs, Date.now() - wallMs);
  }

  /** Milliseconds since its last request ended. */
  restedMs(): number {
    return performance.now() - this.#restsSinceMs;
  }

  /** Whether the socket is open both ways. What comes over it while it waits has closed it. */
  get isReusable(): boolean {
    const { destroyed, readable, writable } = this.#socket;
    return !destroyed && readable && writable;
  }

  /** Sends one request, and gives its reader what comes back. */
  send(turn: Turn): void {
    clearTimeout(this.#idle);
    this.#turn = turn;
    turn.scope.adopt(this.#layers);
    if (this.#peer !== null) turn.scope.peer = this.#peer;
    turn.scope.enter("waiting for the response");
    if (this.#socket.destroyed) this.#finish(this.#socket.errored ?? undefined);
    else this.#socket.write(turn.request);
  }

  /** Parts the socket from its last request. Any byte that arrives now closes it. */
  rest(whenClosed: () => void): void {
    this.#layers = this.#turn?.scope.release() ?? [];
    this.#turn = null;
    this.#restsSinceMs = performance.now();
    this.#whenClosed = whenClosed;
    this.#idle = setTimeout(() => this.close(), MAX_IDLE_MS);
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#turn = null;
    for (const socket of this.#layers) socket.destroy();
    this.#socket.destroy();
  }

  #read(bytes: Buffer): void {
    const collector = this.#turn?.collector;
    if (collector === undefined) {
      this.close();
      return;
    }
    try {
      collector.reader.push(bytes);
    } catch (error) {
      collector.onEnd(error);
      return;
    }
    if (collector.reader.isDone) collector.onEnd();
    else collector.onProgress();
  }

  #finish(error?: Error): void {
    const collector = this.#turn?.collector;
    if (collector === undefined) {
      this.close();
      return;
    }
    // Such as a TLS alert: it says why no response comes.
    if (error instanceof EgressError && !collector.reader.hasBytes) {
      collector.onEnd(error);
      return;
    }
    try {
      collector.reader.end(error);
      collector.onEnd();
    } catch (problem) {
      collector.onEnd(problem);
    }
  }
}
