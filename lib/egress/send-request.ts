import { STATUS_CODES } from "node:http";
import type { Dispatcher } from "undici";
import { checkHeaders } from "@/lib/domain/routine/header-policy";
import { carriesBody, type HttpMethod } from "@/lib/domain/routine/routine-options";
import { KEPT_BODY_BYTES, type RedirectHop, type RunPhases } from "@/lib/domain/run/run-evidence";
import type { RunErrorCode } from "@/lib/domain/run/run-outcome";
import { isAcceptedStatus } from "@/lib/domain/run/success-rule";
import { parseRetryAfter } from "@/lib/domain/slots/retry-after";
import { Connection } from "@/lib/egress/connection";
import type { ConnectionPool } from "@/lib/egress/connection-pool";
import { closedEarly, EgressError, internalError } from "@/lib/egress/egress-error";
import { openConnection, type ConnectionPolicy } from "@/lib/egress/open-connection";
import { RequestScope, type AnswerSoFar, type ResponseHeaders } from "@/lib/egress/request-scope";
import { ForbiddenTargetError, parseTargetUrl } from "@/lib/egress/target-url";

/** What is read of a body at most, packed or not. */
export const MAX_BODY_BYTES = 1_048_576;

const MAX_REDIRECTS = 5;
const MAX_INFORMATIONAL_ANSWERS = 16;
const MAX_MESSAGE_LENGTH = 500;
const REDIRECT_STATUSES: readonly number[] = [301, 302, 303, 307, 308];
const CONTENT_HEADERS = /^content-/i;

export type OutboundRequest = {
  url: string;
  method: HttpMethod;
  /** The user's own headers, checked again here. */
  headers: Readonly<Record<string, string>>;
  /** Headers that OpsPulse adds. They win over the user's. */
  systemHeaders: Readonly<Record<string, string>>;
  /** Not sent with GET and HEAD. */
  body: string | null;
  /** From the look-up of the host to the last byte of the last answer. */
  timeoutMs: number;
  /** Default: false, a redirect is the result. */
  followRedirects?: boolean;
  /** Whether a header or the body holds a secret: then no redirect is followed. */
  carriesSecret?: boolean;
  /** Which statuses are a success, as ranges such as `204`, `2xx` or `200-299`. Default: 2xx. */
  acceptedStatuses?: readonly string[];
};

export type SendLimits = {
  maxHeaderBytes: number;
  maxBodyBytes: number;
  keepBodyBytes: number;
};

export type SendOptions = ConnectionPolicy & {
  limits?: Partial<SendLimits>;
  /** Whose sockets may be used again. Default: every request has a socket of its own. */
  reuse?: { pool: ConnectionPool; workspaceId: string };
};

/**
 * What came of a request, also where it failed half-way. Anything that the endpoint said may echo
 * what was sent: headers, body, redirects and the message are to be masked before they are stored,
 * logged or shown.
 */
export type SendOutcome = {
  /** Whether the last answer has an accepted status and arrived whole. */
  ok: boolean;
  /** Of the last answer whose head arrived. */
  httpStatus: number | null;
  durationMs: number;
  errorCode: RunErrorCode | null;
  /** What happened and what to do, at most 500 characters; never a path, a query or a header value. */
  errorMessage: string | null;
  /** What the endpoint asked for with `Retry-After`, in seconds. */
  retryAfterSeconds: number | null;
  phases: RunPhases;
  /** The last address that was dialled. */
  remoteAddress: string | null;
  /** Of the last socket, where it spoke TLS. */
  certificateExpiresAt: Date | null;
  /** The answers that were followed, first to last. */
  redirects: readonly RedirectHop[];
  /** Of the last answer, names in lower case; null where no head arrived. */
  headers: ResponseHeaders | null;
  /** The first bytes of the last body, as they came over the wire; see `SendLimits.keepBodyBytes`. */
  body: Buffer;
  /** Bytes of the last body that came over the wire; null where no head arrived. */
  bodyBytes: number | null;
};

const defaultLimits: SendLimits = {
  maxHeaderBytes: 16_384,
  maxBodyBytes: MAX_BODY_BYTES,
  keepBodyBytes: KEPT_BODY_BYTES,
};

/** One request of a chain of redirects. */
type Hop = {
  url: URL;
  method: HttpMethod;
  headers: Readonly<Record<string, string>>;
  body: string | null;
};

/** An answer that arrived whole. */
type Answer = { status: number; location: string | null };

/** Header names are one namespace: a later set replaces the same name of an earlier one. */
function mergeHeaders(...sets: Readonly<Record<string, string>>[]): Record<string, string> {
  const merged = new Map<string, string>();
  for (const [name, value] of sets.flatMap((set) => Object.entries(set))) {
    merged.set(name.toLowerCase(), value);
  }
  return Object.fromEntries(merged);
}

/** A body is never unpacked: what is counted is what came over the wire. */
const baseHeaders = { accept: "*/*", "user-agent": "OpsPulse" };
const forcedHeaders = { "accept-encoding": "identity" };

const firstValue = (value: string | string[] | undefined) =>
  typeof value === "string" ? value : (value?.[0] ?? null);

/** Judges a URL at the moment it is used. */
function parseTarget(url: string, options: SendOptions, subject: string): URL {
  try {
    return parseTargetUrl(url, {
      allow: options.allow,
      ownHosts: options.ownHosts ?? [],
    });
  } catch (error) {
    if (error instanceof ForbiddenTargetError) {
      throw new EgressError("FORBIDDEN_TARGET", `${subject}${error.message}`, { cause: error });
    }
    throw error;
  }
}

function explainExchangeError(error: Error, limits: SendLimits): EgressError {
  if (error instanceof EgressError) {
    return error;
  }
  if ("code" in error && error.code === "UND_ERR_HEADERS_OVERFLOW") {
    return new EgressError(
      "TOO_LARGE",
      `The answer has more than ${limits.maxHeaderBytes} bytes of headers. Make the endpoint send fewer.`,
      { cause: error },
    );
  }
  if ("code" in error && error.code === "UND_ERR_INVALID_ARG") {
    return internalError(error);
  }
  return closedEarly(error);
}

const tooLarge = (limit: number) =>
  new EgressError(
    "TOO_LARGE",
    `The answer is longer than ${limit} bytes. Point the routine at an endpoint with a short answer, or use HEAD.`,
  );

/** Collects one answer. It settles exactly once, whatever the server sends. */
class AnswerReader implements Dispatcher.DispatchHandler {
  /** Whether the request may have reached the endpoint. */
  isSent = false;
  /** Whether the endpoint says that it keeps the socket open. */
  isKeptAlive = false;
  readonly #limits: SendLimits;
  readonly #scope: RequestScope;
  readonly #settle = Promise.withResolvers<Answer>();
  #answer: AnswerSoFar | null = null;
  #informational = 0;

  constructor(limits: SendLimits, scope: RequestScope) {
    this.#limits = limits;
    this.#scope = scope;
  }

  /** Rejects with an `EgressError`. */
  get answer(): Promise<Answer> {
    return this.#settle.promise;
  }

  onRequestStart(): void {
    this.isSent = true;
    this.#scope.enter("waiting for the answer");
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: ResponseHeaders,
  ): void {
    if (status < 200) {
      this.#informational += 1;
      if (this.#informational > MAX_INFORMATIONAL_ANSWERS) {
        controller.abort(
          new EgressError(
            "PROTOCOL",
            `The endpoint sent more than ${MAX_INFORMATIONAL_ANSWERS} interim answers and no final one. Check its logs.`,
          ),
        );
      }
      return;
    }
    this.#answer = { status, headers, kept: [], bodyBytes: 0 };
    this.#scope.answer = this.#answer;
    this.isKeptAlive = /(?:^|,)\s*keep-alive\s*(?:,|$)/i.test(String(headers.connection));
    this.#scope.enter("reading the answer");
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const answer = this.#answer;
    if (answer === null) return;
    const room = this.#limits.keepBodyBytes - answer.bodyBytes;
    answer.bodyBytes += chunk.length;
    if (room > 0) {
      answer.kept.push(chunk.subarray(0, room));
    }
    if (answer.bodyBytes > this.#limits.maxBodyBytes) {
      controller.abort(tooLarge(this.#limits.maxBodyBytes));
    }
  }

  onResponseEnd(): void {
    if (this.#answer === null) {
      this.#settle.reject(closedEarly());
      return;
    }
    const { status, headers } = this.#answer;
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
 */
async function exchange(
  hop: Hop,
  options: SendOptions,
  limits: SendLimits,
  scope: RequestScope,
): Promise<Answer> {
  scope.answer = null;
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
    const reader = new AnswerReader(limits, scope);
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
      const answer = await reader.answer;
      isGiven = reader.isKeptAlive && pool?.give(key, connection) === true;
      return answer;
    } catch (error) {
      if (reader.isSent || waiting === null) throw error;
    } finally {
      if (!isGiven) await connection.close();
    }
  }
}

const redirectError = (message: string) => new EgressError("REDIRECT", message);

/**
 * The next request of a chain, by the rules of the fetch standard: 303, and 301 or 302 to a POST,
 * become GET without a body. Across origins all headers of user and system are dropped.
 */
function followRedirect(hop: Hop, answer: Answer, options: SendOptions): Hop {
  const target = answer.location === null ? null : URL.parse(answer.location, hop.url);
  if (target === null) {
    throw redirectError(
      `The endpoint answered ${answer.status} without a usable Location header. Correct its redirect, or use the final URL.`,
    );
  }
  const url = parseTarget(
    target.href,
    options,
    "The endpoint redirects to a URL that may not be called. ",
  );
  if (hop.url.protocol === "https:" && url.protocol === "http:") {
    throw redirectError(
      `The endpoint redirects from https to ${url.origin}, which is not encrypted. Correct its redirect, or use the final URL.`,
    );
  }
  const becomesGet =
    answer.status === 303
      ? hop.method !== "HEAD"
      : hop.method === "POST" && [301, 302].includes(answer.status);
  const kept = url.origin === hop.url.origin ? Object.entries(hop.headers) : [];
  return {
    url,
    method: becomesGet ? "GET" : hop.method,
    headers: mergeHeaders(
      baseHeaders,
      Object.fromEntries(becomesGet ? kept.filter(([name]) => !CONTENT_HEADERS.test(name)) : kept),
      forcedHeaders,
    ),
    body: becomesGet ? null : hop.body,
  };
}

function firstHop(request: OutboundRequest, options: SendOptions): Hop {
  const [problem] = checkHeaders(request.headers);
  if (problem !== undefined) {
    throw new EgressError("FORBIDDEN_TARGET", problem.reason);
  }
  return {
    url: parseTarget(request.url, options, ""),
    method: request.method,
    headers: mergeHeaders(baseHeaders, request.headers, request.systemHeaders, forcedHeaders),
    body: carriesBody(request.method) ? request.body : null,
  };
}

async function followChain(
  request: OutboundRequest,
  options: SendOptions,
  limits: SendLimits,
  scope: RequestScope,
): Promise<{ answer: Answer; url: URL }> {
  let hop = firstHop(request, options);
  for (let redirects = 0; ; redirects += 1) {
    const answer = await exchange(hop, options, limits, scope);
    if (request.followRedirects !== true || !REDIRECT_STATUSES.includes(answer.status)) {
      return { answer, url: hop.url };
    }
    if (request.carriesSecret === true) {
      throw redirectError(
        "The endpoint redirects, and a request with a secret is not sent on. Use the final URL.",
      );
    }
    if (redirects === MAX_REDIRECTS) {
      throw redirectError(
        `The endpoint redirects more than ${MAX_REDIRECTS} times. Use the final URL.`,
      );
    }
    const { status } = answer;
    const next = followRedirect(hop, answer, options);
    scope.redirects.push({ url: hop.url.href, status });
    hop = next;
  }
}

function explainStatus({ status, location }: Answer, url: URL, accepted: string): string {
  if (REDIRECT_STATUSES.includes(status)) {
    const target = location === null ? null : URL.parse(location, url);
    const where = target === null || target.origin === "null" ? "elsewhere" : `to ${target.origin}`;
    return `The endpoint redirected ${where} with status ${status}. Use the final URL, or let the routine follow redirects.`;
  }
  const named = [status, STATUS_CODES[status] ?? ""].join(" ").trim();
  const advice =
    status === 401 || status === 403
      ? "Check the credentials of the routine"
      : status === 404 || status === 405 || status === 410
        ? "Check the URL and the method of the routine"
        : status === 429
          ? "Run the routine less often"
          : status >= 500
            ? "Check the logs of the endpoint"
            : "Check what the endpoint expects";
  return `The endpoint answered ${named}, and only ${accepted} is a success. ${advice}.`;
}

/**
 * Sends a request to a user's endpoint: the only function of the project that does.
 *
 * It never rejects: every failure is a result. URL and headers are checked again here, every socket
 * is opened through `openConnection`, shared with nobody or with the same workspace and origin, and
 * one deadline covers everything. At most 5 redirects are followed, each checked like a first URL. The body is
 * asked for uncompressed and is never unpacked, so that what is counted is what is read.
 */
export async function sendRequest(
  request: OutboundRequest,
  options: SendOptions,
): Promise<SendOutcome> {
  const limits = { ...defaultLimits, ...options.limits };
  const scope = new RequestScope(request.timeoutMs);
  const accepted = request.acceptedStatuses ?? ["2xx"];
  const outcome = (failure: { code: RunErrorCode; message: string } | null): SendOutcome => {
    const { answer, peer } = scope;
    const retryAfter = firstValue(answer?.headers["retry-after"]);
    const phase = (step: Parameters<typeof scope.timeIn>[0]) => {
      const ms = scope.timeIn(step);
      return ms === null ? null : Math.round(ms);
    };
    return {
      ok: failure === null,
      httpStatus: answer?.status ?? null,
      durationMs: Math.round(scope.elapsedMs()),
      errorCode: failure?.code ?? null,
      errorMessage: failure?.message.slice(0, MAX_MESSAGE_LENGTH) ?? null,
      retryAfterSeconds: retryAfter === null ? null : parseRetryAfter(retryAfter, new Date()),
      phases: {
        dns_ms: phase("looking up the host"),
        connect_ms: phase("connecting"),
        tls_ms: phase("agreeing on TLS"),
        first_byte_ms: phase("waiting for the answer"),
      },
      remoteAddress: peer?.address ?? null,
      certificateExpiresAt: peer?.certificateExpiresAt ?? null,
      redirects: scope.redirects,
      headers: answer?.headers ?? null,
      body: Buffer.concat(answer?.kept ?? []),
      bodyBytes: answer?.bodyBytes ?? null,
    };
  };
  try {
    const { answer, url } = await scope.run(() => followChain(request, options, limits, scope));
    return outcome(
      isAcceptedStatus(accepted, answer.status)
        ? null
        : { code: "HTTP_STATUS", message: explainStatus(answer, url, accepted.join(", ")) },
    );
  } catch (error) {
    const failure = error instanceof EgressError ? error : internalError(error);
    return outcome({ code: failure.runErrorCode, message: failure.message });
  }
}
