import { SECOND_MS } from "@/lib/domain/time-units";
import { Connection } from "@/lib/egress/connection";
import type { ConnectionPool } from "@/lib/egress/connection-pool";
import { EgressError, internalError } from "@/lib/egress/egress-error";
import type { Hop } from "@/lib/egress/hop";
import { requestBytes } from "@/lib/egress/http1/request-bytes";
import { headersOf, type ResponseHead } from "@/lib/egress/http1/response-head";
import { ResponseReader } from "@/lib/egress/http1/response-reader";
import { openConnection, type ConnectionPolicy } from "@/lib/egress/open-connection";
import {
  firstValue,
  type PartialResponse,
  type RequestScope,
  type ResponseHeaders,
} from "@/lib/egress/request-scope";

/** How long the rest of a body is waited for that decides nothing, and at most this share of the time left. */
const LINGER_MS = SECOND_MS;
const LINGER_SHARE = 0.8;

/** How long more bytes are waited for where the first ones aren't HTTP: they say what it is instead. */
const RECOGNIZE_MS = 200;

/** A server that keeps a socket for no longer may close it just when it is used (`Keep-Alive: timeout`). */
const SHORTEST_KEPT_SECONDS = 3;

/** Requests that change nothing (RFC 9110, section 9.2.1), so that one may be sent a second time. */
const SAFE_METHODS: readonly string[] = ["GET", "HEAD", "OPTIONS"];

/** What a server sends before it closes a socket that waited too long (RFC 9110, section 15.5.9). */
const REQUEST_TIMEOUT = 408;

export type SendLimits = {
  maxHeaderBytes: number;
  maxBodyBytes: number;
  keepBodyBytes: number;
};

export type ExchangeOptions = ConnectionPolicy & {
  /** The workspace whose sockets may be used again. Default: every request has a socket of its own. */
  reuse?: { pool: ConnectionPool; workspaceId: string };
};

/**
 * What the body of a response is read for:
 * `all`: every byte counts, and what is wrong with it is an error;
 * `start`: what is kept of it; an error is one as far as it is read;
 * `evidence`: what is kept of it and comes soon; nothing in it is an error;
 * `nothing`: the head has said it all.
 */
export type BodyUse = "all" | "start" | "evidence" | "nothing";

/** Decides on a response by its head. */
export type ChooseBodyUse = (response: { status: number; location: string | null }) => BodyUse;

/** A response as far as it counts. */
export type ReceivedHead = { status: number; location: string | null };

/** Whether its endpoint says that it keeps the socket open, for long enough. */
function isKeptAlive(headers: ResponseHeaders): boolean {
  const named = [headers.connection ?? ""].flat().join(",").toLowerCase().split(",");
  const tokens = named.map((token) => token.trim());
  const seconds = /timeout\s*=\s*"?(\d+)/i.exec(firstValue(headers["keep-alive"]) ?? "")?.[1];
  return (
    tokens.includes("keep-alive") &&
    !tokens.includes("close") &&
    (seconds === undefined || Number(seconds) >= SHORTEST_KEPT_SECONDS)
  );
}

/** Collects one response. It settles exactly once, whatever the server sends. */
class Collector {
  readonly reader: ResponseReader;
  readonly #limits: SendLimits;
  readonly #scope: RequestScope;
  readonly #chooseUse: ChooseBodyUse;
  readonly #settle = Promise.withResolvers<ReceivedHead>();
  #timer: NodeJS.Timeout | undefined;
  #response: PartialResponse | null = null;
  #use: BodyUse = "all";
  #lastByteMs = 0;

  constructor(method: string, limits: SendLimits, scope: RequestScope, chooseUse: ChooseBodyUse) {
    this.#limits = limits;
    this.#scope = scope;
    this.#chooseUse = chooseUse;
    this.reader = new ResponseReader(method, limits, {
      onHead: (head) => this.#begin(head),
      onBody: (bytes) => this.#keep(bytes),
    });
  }

  /** Rejects with an `EgressError`. */
  get result(): Promise<ReceivedHead> {
    return this.#settle.promise;
  }

  /** Whether another request may follow over the socket. */
  get isKept(): boolean {
    return this.reader.isClean && isKeptAlive(this.#response?.headers ?? {});
  }

  /** Ends the exchange where what came is enough, or soon. */
  readonly onProgress = (): void => {
    if (this.#response === null) {
      if (this.reader.isForeign) this.#endAfter(RECOGNIZE_MS, this.#endForeign);
    } else if (this.#use === "all") {
      return;
    } else if (this.#use === "nothing" || this.#response.bodyBytes >= this.#limits.keepBodyBytes) {
      this.#stop();
    } else {
      this.#endAfter(Math.min(LINGER_MS, LINGER_SHARE * this.#scope.remainingMs()), this.#stop);
    }
  };

  readonly onEnd = (error?: unknown): void => {
    clearTimeout(this.#timer);
    if (error === undefined) this.#resolve();
    else if (this.#isHarmless(error)) this.#stop();
    else this.#settle.reject(error instanceof EgressError ? error : internalError(error));
  };

  readonly #endForeign = (): void => {
    try {
      this.reader.end();
    } catch (error) {
      this.onEnd(error);
    }
  };

  /** Leaves the rest of the body. The time that was waited for it in vain isn't the endpoint's. */
  readonly #stop = (): void => {
    if (this.#response !== null) this.#response.endedAtMs = this.#lastByteMs;
    this.#resolve();
  };

  #endAfter(ms: number, end: () => void): void {
    this.#timer ??= setTimeout(end, ms);
  }

  #begin({ status, fields }: ResponseHead): void {
    const headers = headersOf(fields);
    this.#response = { status, headers, kept: [], bodyBytes: 0, isWhole: false, endedAtMs: null };
    this.#scope.response = this.#response;
    this.#use = this.#chooseUse({ status, location: firstValue(headers.location) });
    this.#lastByteMs = this.#scope.elapsedMs();
    this.#scope.enter("reading the response");
  }

  #keep(bytes: Buffer): void {
    if (this.#response === null) return;
    const room = this.#limits.keepBodyBytes - this.#response.bodyBytes;
    this.#response.bodyBytes += bytes.length;
    if (room > 0) this.#response.kept.push(bytes.subarray(0, room));
    this.#lastByteMs = this.#scope.elapsedMs();
  }

  /** A body that is too long decides nothing where only its start is kept. */
  #isHarmless(error: unknown): boolean {
    if (this.#response === null || this.#use === "all") return false;
    const isTooLong = error instanceof EgressError && error.runErrorCode === "TOO_LARGE";
    return this.#use !== "start" || isTooLong;
  }

  #resolve(): void {
    clearTimeout(this.#timer);
    if (this.#response === null) return;
    const { status, headers } = this.#response;
    this.#response.isWhole = this.reader.isDone;
    this.#settle.resolve({ status, location: firstValue(headers.location) });
  }
}

/**
 * Sends one request over a socket that its workspace has left over for this origin, or over a new one.
 * Only requests that change nothing go over an old socket: where the endpoint closes it before a byte of
 * a response came, or answers with the 408 of a socket that waited too long, the request is sent again over
 * a new one, once. Any other request is sent once, over a socket of its own.
 * @throws {EgressError}
 */
export async function exchange(
  hop: Hop,
  options: ExchangeOptions,
  limits: SendLimits,
  scope: RequestScope,
  chooseUse: ChooseBodyUse,
): Promise<ReceivedHead> {
  const { pool, workspaceId } = options.reuse ?? {};
  const key = JSON.stringify([workspaceId, hop.url.origin]);
  const request = requestBytes(hop, pool !== undefined);
  const converse = async (connection: Connection, collector: Collector) => {
    let isGiven = false;
    try {
      connection.send({ scope, request, collector });
      const head = await collector.result;
      isGiven = collector.isKept && pool?.give(key, connection) === true;
      return head;
    } finally {
      if (!isGiven) connection.close();
    }
  };
  const collect = () => {
    scope.response = null;
    scope.assertOpen();
    return new Collector(hop.method, limits, scope, chooseUse);
  };

  const waiting = SAFE_METHODS.includes(hop.method) ? ((await pool?.take(key)) ?? null) : null;
  if (waiting !== null) {
    const collector = collect();
    try {
      const head = await converse(waiting, collector);
      if (head.status !== REQUEST_TIMEOUT || collector.isKept) return head;
    } catch (error) {
      if (collector.reader.hasBytes) throw error;
    }
  }
  const collector = collect();
  const socket = await openConnection(hop.url, options, scope);
  return converse(new Connection(socket, scope.peer), collector);
}
