import type { Dispatcher } from "undici";
import { errorDetails } from "@/lib/domain/run/error-details";
import { Connection } from "@/lib/egress/connection";
import type { ConnectionPool } from "@/lib/egress/connection-pool";
import { closedEarly, EgressError, internalError } from "@/lib/egress/egress-error";
import type { Hop } from "@/lib/egress/hop";
import { openConnection, type ConnectionPolicy } from "@/lib/egress/open-connection";
import {
  firstValue,
  type PartialResponse,
  type RequestScope,
  type ResponseHeaders,
} from "@/lib/egress/request-scope";

const MAX_INTERIM_RESPONSES = 16;

export type SendLimits = {
  maxHeaderBytes: number;
  maxBodyBytes: number;
  keepBodyBytes: number;
};

export type ExchangeOptions = ConnectionPolicy & {
  /** The workspace whose sockets may be used again. Default: every request has a socket of its own. */
  reuse?: { pool: ConnectionPool; workspaceId: string };
};

/** A response that arrived whole. */
export type WholeResponse = { status: number; location: string | null };

function explainExchangeError(error: Error, limits: SendLimits): EgressError {
  if (error instanceof EgressError) return error;
  if ("code" in error && error.code === "UND_ERR_HEADERS_OVERFLOW") {
    return new EgressError(
      "TOO_LARGE",
      `The response has more than ${limits.maxHeaderBytes} ${errorDetails.TOO_LARGE.HEADERS}. Make the endpoint send fewer.`,
      { cause: error },
    );
  }
  if ("code" in error && error.code === "UND_ERR_INVALID_ARG") return internalError(error);
  return closedEarly(error);
}

const tooLarge = (limit: number) =>
  new EgressError(
    "TOO_LARGE",
    `The response is longer than ${limit} bytes. Point the routine at an endpoint with a short response, or use HEAD.`,
  );

/** Headers a character a byte: the client itself would read them as UTF-8 and lose other bytes. */
function headersOf(raw: Dispatcher.DispatchController["rawHeaders"]): ResponseHeaders {
  const headers: Record<string, string | string[]> = Object.create(null) as Record<string, string>;
  const texts = Array.isArray(raw) ? raw.map((part) => part.toString("latin1")) : [];
  for (let index = 0; index + 1 < texts.length; index += 2) {
    const name = (texts[index] ?? "").toLowerCase();
    const value = texts[index + 1] ?? "";
    const before = headers[name];
    headers[name] = before === undefined ? value : [...[before].flat(), value];
  }
  return headers;
}

/** Collects one response. It settles exactly once, whatever the server sends. */
class ResponseReader implements Dispatcher.DispatchHandler {
  /** Whether the request may have reached the endpoint. */
  isSent = false;
  /** Whether the endpoint says that it keeps the socket open. */
  isKeptAlive = false;
  readonly #limits: SendLimits;
  readonly #scope: RequestScope;
  readonly #settle = Promise.withResolvers<WholeResponse>();
  #response: PartialResponse | null = null;
  #interimCount = 0;

  constructor(limits: SendLimits, scope: RequestScope) {
    this.#limits = limits;
    this.#scope = scope;
  }

  /** Rejects with an `EgressError`. */
  get response(): Promise<WholeResponse> {
    return this.#settle.promise;
  }

  onRequestStart(): void {
    this.isSent = true;
    this.#scope.enter("waiting for the response");
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) {
      this.#interimCount += 1;
      if (this.#interimCount > MAX_INTERIM_RESPONSES) {
        controller.abort(
          new EgressError(
            "PROTOCOL",
            `The endpoint sent more than ${MAX_INTERIM_RESPONSES} interim responses and no final one. Check its logs.`,
          ),
        );
      }
      return;
    }
    const headers = headersOf(controller.rawHeaders);
    this.#response = { status, headers, kept: [], bodyBytes: 0 };
    this.#scope.response = this.#response;
    this.isKeptAlive = /(?:^|,)\s*keep-alive\s*(?:,|$)/i.test(String(headers.connection));
    this.#scope.enter("reading the response");
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const response = this.#response;
    if (response === null) return;
    const room = this.#limits.keepBodyBytes - response.bodyBytes;
    response.bodyBytes += chunk.length;
    if (room > 0) response.kept.push(chunk.subarray(0, room));
    if (response.bodyBytes > this.#limits.maxBodyBytes) {
      controller.abort(tooLarge(this.#limits.maxBodyBytes));
    }
  }

  onResponseEnd(): void {
    if (this.#response === null) {
      this.#settle.reject(closedEarly());
      return;
    }
    const { status, headers } = this.#response;
    this.#settle.resolve({ status, location: firstValue(headers.location) });
  }

  onResponseError(_: unknown, error: Error): void {
    this.#settle.reject(explainExchangeError(error, this.#limits));
  }
}

/**
 * Sends one request over a socket that its workspace has left over for this origin, or over a new
 * one. Where the old socket turns out to be closed before anything was written, the next one is
 * taken; a request that may have left is never sent again.
 * @throws {EgressError}
 */
export async function exchange(
  hop: Hop,
  options: ExchangeOptions,
  limits: SendLimits,
  scope: RequestScope,
): Promise<WholeResponse> {
  scope.response = null;
  const { pool, workspaceId } = options.reuse ?? {};
  const key = JSON.stringify([workspaceId, hop.url.origin, limits.maxHeaderBytes]);
  for (;;) {
    scope.assertOpen();
    const waiting = (await pool?.take(key)) ?? null;
    const connection =
      waiting ??
      new Connection(hop.url.origin, {
        isLasting: pool !== undefined,
        maxHeaderBytes: limits.maxHeaderBytes,
      });
    const reader = new ResponseReader(limits, scope);
    let isGiven = false;
    try {
      connection.dispatch({
        scope,
        open: () => openConnection(hop.url, options, scope),
        maxBytes: limits.maxHeaderBytes + limits.maxBodyBytes,
        tooLarge: () => tooLarge(limits.maxBodyBytes),
        request: {
          path: `${hop.url.pathname}${hop.url.search}`,
          method: hop.method,
          headers: hop.headers,
          body: hop.body,
        },
        handler: reader,
      });
      const response = await reader.response;
      isGiven = reader.isKeptAlive && pool?.give(key, connection) === true;
      return response;
    } catch (error) {
      if (reader.isSent || waiting === null) throw error;
    } finally {
      if (!isGiven) await connection.close();
    }
  }
}
