import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { errorOfResponse } from "@/cli/api/problem-error";
import { isForNow, MAX_TRIES, waitSeconds } from "@/cli/api/retry-wait";
import { warnOfOtherVersion } from "@/cli/api/version-warning";
import { CommandError } from "@/cli/errors";
import { exitCodes } from "@/cli/exit-codes";
import { PROGRAM } from "@/cli/program-name";
import type { Terminal } from "@/cli/terminal/terminal";

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

type ApiRequest = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  query?: Query;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  content?: { type: string; text: string };
  /** The tag of what is known already: the response may be a 304 then, without a body. */
  ifNoneMatch?: string | null;
  accept?: string;
  signal?: AbortSignal;
};

/** What the API responded: `text` as it came, and `body` as the value of its JSON. */
export type ApiResponse<Body = unknown> = {
  status: number;
  text: string;
  body: Body;
  etag: string | null;
};

export type Api = {
  origin: string;
  send: (request: ApiRequest) => Promise<ApiResponse>;
};

const MAX_REDIRECTS = 3;
const MAX_CONNECTION_TRIES = 3;

/** Longer than any run takes. */
const LONGEST_RESPONSE_MS = 150_000;

/**
 * The API of the instance at `origin`. Requests are repeated where that is safe: on 429 and 503, after
 * the wait that the server asks for, and where the connection breaks. What changes something carries an
 * `Idempotency-Key`, the same for each try, so that it's done once. The API key goes to `origin` and
 * nowhere else.
 */
export function createApi(
  terminal: Terminal,
  { origin, key }: { origin: string; key: string | null },
): Api {
  const headersOf = ({ body, content, method = "GET", ...request }: ApiRequest) => ({
    Accept: request.accept ?? "application/json, application/problem+json",
    "User-Agent": `opspulse-cli/${OPSPULSE_VERSION}`,
    ...(key !== null && { Authorization: `Bearer ${key}` }),
    ...(method !== "GET" && { "Idempotency-Key": randomUUID() }),
    ...(body !== undefined && { "Content-Type": "application/json" }),
    ...(content !== undefined && { "Content-Type": content.type }),
    ...(typeof request.ifNoneMatch === "string" && { "If-None-Match": request.ifNoneMatch }),
  });

  const sendOnce = async (
    request: ApiRequest,
    headers: Record<string, string>,
  ): Promise<Response> => {
    const { method = "GET", body, content } = request;
    let url = new URL(request.path, origin);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const time = AbortSignal.timeout(LONGEST_RESPONSE_MS);
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(url, {
        method,
        headers,
        redirect: "manual",
        signal: request.signal === undefined ? time : AbortSignal.any([request.signal, time]),
        ...(content !== undefined && { body: content.text }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const location = response.headers.get("location");
      if (response.status < 301 || response.status > 308 || location === null) return response;
      if (response.status === 304) return response;
      await response.body?.cancel();
      const next = new URL(location, url);
      if (next.origin !== origin) {
        throw new CommandError(
          `${origin} redirects to ${next.origin}, and your key isn't sent there. If that is your instance, run: ${PROGRAM} login --server ${next.origin}`,
          exitCodes.forbidden,
        );
      }
      if (method !== "GET" || redirects === MAX_REDIRECTS) {
        throw new CommandError(
          `${origin} redirects to ${next.href} instead of responding. Check the proxy in front of it.`,
          exitCodes.unavailable,
        );
      }
      url = next;
    }
  };

  const send = async (request: ApiRequest): Promise<ApiResponse> => {
    const headers = headersOf(request);
    for (let tries = 1; ; tries += 1) {
      let response: Response;
      try {
        response = await sendOnce(request, headers);
      } catch (error) {
        if (error instanceof CommandError || request.signal?.aborted === true) throw error;
        if (tries >= MAX_CONNECTION_TRIES) throw unreachableError(origin, error);
        await sleep(1_000 * (waitSeconds(tries, null, terminal.now()) ?? 0));
        continue;
      }
      warnOfOtherVersion(terminal, response);
      if (isForNow(response.status) && tries < MAX_TRIES) {
        const seconds = waitSeconds(tries, response.headers.get("retry-after"), terminal.now());
        if (seconds !== null) {
          await response.body?.cancel();
          if (seconds >= 5) terminal.err(`The server is busy: trying again in ${seconds} s.`);
          await sleep(seconds * 1_000, undefined, request.signal && { signal: request.signal });
          continue;
        }
      }
      return readResponse(response, origin, request);
    }
  };
  return { origin, send };
}

async function readResponse(
  response: Response,
  origin: string,
  { accept }: ApiRequest,
): Promise<ApiResponse> {
  const { status, headers } = response;
  const text = await response.text().catch((error: unknown) => {
    throw unreachableError(origin, error);
  });
  const isJson = /\bjson\b/i.test(headers.get("content-type") ?? "");
  const body = isJson ? parseJson(text) : undefined;
  const isFine = response.ok || status === 304;
  if (!isFine) throw errorOfResponse(status, origin, body);
  if (body === undefined && accept === undefined && status !== 204 && status !== 304) {
    throw errorOfResponse(status, origin, null);
  }
  return { status, text, body, etag: headers.get("etag") };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The reason at the bottom of an error of the network, such as ECONNREFUSED. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "no response in time";
  if (error.cause instanceof AggregateError) return reasonOf(error.cause.errors[0]);
  if (error.cause !== undefined) return reasonOf(error.cause);
  return error.message;
}

const unreachableError = (origin: string, error: unknown) =>
  new CommandError(
    `${origin} can't be reached: ${reasonOf(error)}. Check the URL and your network.`,
    exitCodes.unavailable,
  );
