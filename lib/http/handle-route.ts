import { authenticateRequest } from "@/lib/auth/authenticate-request";
import { readWorkspaceChoice } from "@/lib/auth/workspace-choice";
import { DomainError, TryLaterError } from "@/lib/domain/errors";
import { stringifyExactJson } from "@/lib/domain/json/exact-json";
import type { KeyScope } from "@/lib/domain/keys/key-options";
import { toDomainError, toProblem } from "@/lib/http/problem";
import { setRateHeaders } from "@/lib/http/rate-headers";
import {
  findSetupProblems,
  isKeptFromServing,
  respondSetupProblem,
} from "@/lib/http/setup-problems";
import { log } from "@/lib/log";
import { createServiceContext, type Actor, type ServiceContext } from "@/lib/services/context";
import { chargeMember, requireGranted, type MemberRate } from "@/lib/services/limits/charge-rate";

type RouteContext<Params> = { params: Promise<Params> };

/** Methods that change nothing, and are not counted. */
const UNCOUNTED_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Seconds after which a caller may try again; null where that isn't for time to decide. */
function retryAfterSeconds(error: unknown, status: number): number | null {
  if (error instanceof TryLaterError) return error.retryAfterSeconds;
  return status === 503 ? 5 : null;
}

/**
 * Wraps a route handler: every response carries a request id, an error becomes
 * `application/problem+json`, and an unexpected error is logged with its cause. The handler may set
 * headers that the response carries even as a problem. A deployment that can't serve says why instead.
 */
export function handleRoute<Params>(
  handler: (request: Request, params: Params, headers: Headers) => Promise<Response>,
): (request: Request, context: RouteContext<Params>) => Promise<Response> {
  return async (request, { params }) => {
    if (isKeptFromServing()) return respondSetupProblem(findSetupProblems());
    const requestId = crypto.randomUUID();
    const headers = new Headers({ "X-Request-Id": requestId });
    try {
      const response = await handler(request, await params, headers);
      for (const [name, value] of headers) response.headers.set(name, value);
      return response;
    } catch (error) {
      const problem = toProblem(error, requestId);
      if (problem.status >= 500 && problem.code !== "BUSY") {
        const err = toDomainError(error)?.cause ?? error;
        log.error({ err, request_id: requestId, url: new URL(request.url).pathname }, "failed");
      }
      headers.set("Cache-Control", "no-store");
      headers.set("Content-Type", "application/problem+json");
      if (problem.status === 401) headers.set("WWW-Authenticate", "Bearer");
      const retryAfter = retryAfterSeconds(error, problem.status);
      if (retryAfter !== null) headers.set("Retry-After", String(retryAfter));
      return Response.json(problem, { status: problem.status, headers });
    }
  };
}

/** @throws {DomainError} FORBIDDEN for an API key without the scope; with null, for every key. */
function requireScope({ key }: Actor, scope: KeyScope | "any" | null): void {
  if (key === undefined) return;
  if (scope === null) {
    throw new DomainError("FORBIDDEN", "An API key can't do this. Sign in and do it yourself.");
  }
  if (scope !== "any" && !key.scopes.includes(scope)) {
    throw new DomainError("FORBIDDEN", `This API key doesn't have the scope "${scope}".`);
  }
}

/**
 * Wraps a route handler like `handleRoute`, for a caller who must be signed in: the handler gets
 * their context in the workspace of the request. What isn't a read is counted against `rate`. An API key
 * needs `scope`: `read` for what isn't counted, and `write` for everything else, unless it is given; with
 * null, only people may.
 */
export function handleServiceRoute<Params>(
  handler: (context: ServiceContext, request: Request, params: Params) => Promise<Response>,
  { rate = "writes", scope }: { rate?: MemberRate; scope?: KeyScope | "any" | null } = {},
) {
  return handleRoute<Params>(async (request, params, headers) => {
    const actor = await authenticateRequest(request);
    const isRead = UNCOUNTED_METHODS.has(request.method);
    requireScope(actor, scope === undefined ? (isRead ? "read" : "write") : scope);
    const context = await createServiceContext(actor, readWorkspaceChoice(request));
    if (!isRead) {
      const verdict = await chargeMember(context, rate);
      setRateHeaders(headers, verdict.states);
      requireGranted(verdict);
    }
    return handler(context, request, params);
  });
}

/** A response with data of one caller, which no cache may store. Numbers have all of their figures. */
export function respondJson(data: unknown, init: ResponseInit = {}): Response {
  const response = new Response(stringifyExactJson(data), init);
  response.headers.set("Content-Type", "application/json");
  response.headers.set("Cache-Control", "no-store");
  return response;
}
