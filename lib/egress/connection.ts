import type net from "node:net";
import { Client, type Dispatcher } from "undici";
import { SECOND_MS } from "@/lib/domain/time-units";
import { closedEarly, EgressError, internalError } from "@/lib/egress/egress-error";
import type { Peer, RequestScope } from "@/lib/egress/request-scope";

/** A socket waits no longer for its next request: less than any server waits before it closes. */
const MAX_IDLE_MS = SECOND_MS;

type Exchange = {
  scope: RequestScope;
  /** Opens the socket, where there is none yet. */
  open: () => Promise<net.Socket>;
  /** Bytes that the response may have, framing included. */
  maxBytes: number;
  tooLarge: () => EgressError;
  request: Dispatcher.DispatchOptions;
  handler: Dispatcher.DispatchHandler;
};

/**
 * One socket and the HTTP client that speaks over it: for one request, or for several in turn. It is
 * never opened a second time, whatever the client would do, so that nothing is sent twice.
 */
export class Connection {
  readonly #client: Client;
  readonly #openedAt = { monotonicMs: performance.now(), wallMs: Date.now() };
  #exchange: Exchange | null = null;
  #socket: net.Socket | null = null;
  #peer: Peer | null = null;
  /** The socket with what it is layered on. */
  #layers: readonly net.Socket[] = [];
  #bytesBefore = 0;
  #restsSinceMs = 0;
  #whenClosed: () => void = () => undefined;

  /** @param isLasting whether the endpoint is asked to keep the socket open after its response. */
  constructor(origin: string, options: { isLasting: boolean; maxHeaderBytes: number }) {
    this.#client = new Client(origin, {
      // A function, because the client never asks `connect.lookup` about IP literals.
      connect: (_, callback) => {
        this.#connect()
          .then(
            (socket) => callback(null, socket),
            (error: unknown) =>
              callback(error instanceof EgressError ? error : internalError(error), null),
          )
          .catch(() => this.#exchange?.scope.closeSockets());
      },
      allowH2: false,
      pipelining: options.isLasting ? 1 : 0,
      keepAliveTimeout: MAX_IDLE_MS,
      keepAliveMaxTimeout: MAX_IDLE_MS,
      maxHeaderSize: options.maxHeaderBytes,
      headersTimeout: 0,
      bodyTimeout: 0,
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

  /** Whether the socket is open both ways, and nothing came over it that was not asked for. */
  get isReusable(): boolean {
    const socket = this.#socket;
    return (
      socket !== null &&
      !socket.destroyed &&
      socket.readable &&
      socket.writable &&
      socket.readableLength === 0 &&
      (this.#exchange !== null || socket.bytesRead === this.#bytesBefore)
    );
  }

  /** Sends one request, and reports its progress to its handler. */
  dispatch(exchange: Exchange): void {
    this.#exchange = exchange;
    exchange.scope.adopt(this.#layers);
    if (this.#peer !== null) exchange.scope.peer = this.#peer;
    this.#client.dispatch(exchange.request, exchange.handler);
  }

  /** Parts the socket from its last request. Any byte that arrives now closes it. */
  rest(whenClosed: () => void): void {
    this.#layers = this.#exchange?.scope.release() ?? [];
    this.#exchange = null;
    this.#bytesBefore = this.#socket?.bytesRead ?? 0;
    this.#restsSinceMs = performance.now();
    this.#whenClosed = whenClosed;
  }

  async close(): Promise<void> {
    for (const socket of this.#layers) socket.destroy();
    await this.#client.destroy();
  }

  async #connect(): Promise<net.Socket> {
    if (this.#socket !== null || this.#exchange === null) throw closedEarly();
    const socket = await this.#exchange.open();
    this.#socket = socket;
    this.#peer = this.#exchange.scope.peer;
    // The limits of the HTTP client do not see reason phrases, chunk extensions and other framing.
    socket.on("readable", () => {
      const bytes = socket.bytesRead - this.#bytesBefore;
      if (this.#exchange === null ? bytes > 0 : bytes > this.#exchange.maxBytes) {
        socket.destroy(this.#exchange?.tooLarge());
      }
    });
    socket.once("close", () => this.#whenClosed());
    return socket;
  }
}
