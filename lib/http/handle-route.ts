import { authenticateRequest } from "@/lib/auth/authenticate-request";
import { readWorkspaceChoice } from "@/lib/auth/workspace-choice";
import { DomainError, TryLaterError } from "@/lib/domain/errors";
import { stringifyExactJson } from "@/lib/domain/json/exact-json";
import type { KeyScope } from "@/lib/domain/keys/key-options";
import { getEnv } from "@/lib/env";
import type { ChangeAbilities } from "@/lib/http/change-terms";
import { getClientAddress } from "@/lib/http/client-address";
import { respondConditionally } from "@/lib/http/conditional-read";
import { versionTag } from "@/lib/http/entity-tags";
import { makeChange } from "@/lib/http/make-change";
import { toDomainError, toProblem } from "@/lib/http/problem";
import { setRateHeaders } from "@/lib/http/rate-headers";
import {
  findSetupProblems,
  isKeptFromServing,
  respondSetupProblem,
} from "@/lib/http/setup-problems";
import { log } from "@/lib/log";
import { createServiceContext, type Actor, type ServiceContext } from "@/lib/services/context";
import {
  chargeMember,
  requireGranted,
  type MemberRate,
  type RateVerdict,
} from "@/lib/services/limits/charge-rate";
import { chargeRead, chargeVisit } from "@/lib/services/limits/charge-reads";

type RouteContext<Params> = { params: Promise<Params> };

const REQUEST_ID_HEADER = "X-Request-Id";

/** Methods that change nothing, and are counted as reads. */
const READING_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Says in the response what is left of the limits. @throws {TryLaterError} where one refuses. */
function applyVerdict(headers: Headers, verdict: RateVerdict): void {
  setRateHeaders(headers, verdict.states);
  requireGranted(verdict);
}

/** Counts a read of a signed-in caller. @throws {TryLaterError} RATE_LIMITED. */
export function countRead(headers: Headers, reader: Parameters<typeof chargeRead>[0]): void {
  applyVerdict(headers, chargeRead(reader));
}

/** Counts a request whose sender is not known by its address. @throws {TryLaterError} RATE_LIMITED. */
function countVisit(request: Request, headers: Headers): void {
  const context = { rateLimits: getEnv().RATE_LIMITS };
  applyVerdict(headers, chargeVisit(context, getClientAddress(request.headers)));
}

/** Seconds after which a caller may try again; null where that isn't for time to decide. */
function retryAfterSeconds(error: unknown, status: number): number | null {
  if (error instanceof TryLaterError) return error.retryAfterSeconds;
  return status === 503 ? 5 : null;
}

/**
 * The error to answer with: a request whose credentials are missing or wrong counts as a visit, and is
 * refused as one where there were too many.
 */
function countRefusal(request: Request, headers: Headers, error: unknown): unknown {
  const isStranger = error instanceof DomainError && error.code === "UNAUTHENTICATED";
  if (!isStranger || headers.has("RateLimit")) return error;
  try {
    countVisit(request, headers);
    return error;
  } catch (refusal) {
    return refusal;
  }
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
    const headers = new Headers({ [REQUEST_ID_HEADER]: requestId });
    try {
      const response = await handler(request, await params, headers);
      for (const [name, value] of headers) response.headers.set(name, value);
      return response;
    } catch (thrown) {
      const error = countRefusal(request, headers, thrown);
      const problem = toProblem(error, requestId);
      if (problem.status >= 500 && problem.code !== "BUSY") {
        const err = toDomainError(error)?.cause ?? error;
        log.error({ err, request_id: requestId, url: new URL(request.url).pathname }, "failed");
      }
      return respondProblem(error, headers);
    }
  };
}

/** The response of an error, with the headers that every response of the request has. */
function respondProblem(error: unknown, common: Headers): Response {
  const problem = toProblem(error, common.get(REQUEST_ID_HEADER) ?? "");
  const headers = new Headers(common);
  headers.set("Cache-Control", "no-store");
  headers.set("Content-Type", "application/problem+json");
  if (problem.status === 401) headers.set("WWW-Authenticate", "Bearer");
  const retryAfter = retryAfterSeconds(error, problem.status);
  if (retryAfter !== null) headers.set("Retry-After", String(retryAfter));
  return Response.json(problem, { status: problem.status, headers });
}

/** Wraps a route handler like `handleRoute`, for everybody: each request is counted by its address. */
export function handlePublicRoute<Params>(
  handler: (request: Request, params: Params, headers: Headers) => Promise<Response>,
) {
  return handleRoute<Params>((request, params, headers) => {
    countVisit(request, headers);
    return handler(request, params, headers);
  });
}

/** @throws {DomainError} FORBIDDEN for an API key without the scope; with null, for every key. */
export function requireScope({ key }: Actor, scope: KeyScope | "any" | null): void {
  if (key === undefined) return;
  if (scope === null) {
    throw new DomainError("FORBIDDEN", "An API key can't do this. Sign in and do it yourself.");
  }
  if (scope !== "any" && !key.scopes.includes(scope)) {
    throw new DomainError("FORBIDDEN", `This API key doesn't have the scope "${scope}".`);
  }
}

/** Counts what a handler does, where that depends on the body. @throws {TryLaterError} RATE_LIMITED. */
type Charge = (rate: MemberRate, amount?: number) => Promise<void>;

type ServiceRouteOptions<Params> = {
  /** What a call that isn't a read is counted as; null where the handler charges for it itself. */
  rate?: MemberRate | null;
  /**
   * What an API key must be allowed: `read` for what is a read and `write` for everything else, where it is
   * left out. With null, only people may.
   */
  scope?: KeyScope | "any" | null;
  /** The workspace that the path names, which counts more than the header. */
  workspaceOf?: (params: Params) => string;
} & ChangeAbilities;

/**
 * Wraps a route handler like `handleRoute`, for a caller who must be signed in: the handler gets
 * their context in the workspace of the request. Every request is counted, and the response says what is
 * left. A read has an entity tag; a change is made on the terms of its caller, as far as the route has the
 * abilities.
 */
export function handleServiceRoute<Params>(
  handler: (
    context: ServiceContext,
    request: Request,
    params: Params,
    charge: Charge,
  ) => Promise<Response>,
  { rate = "writes", scope, workspaceOf, ...abilities }: ServiceRouteOptions<Params> = {},
) {
  return handleRoute<Params>(async (request, params, headers) => {
    const actor = await authenticateRequest(request);
    const choice = readWorkspaceChoice(request);
    const required = workspaceOf?.(params) ?? choice.required;
    const context = await createServiceContext(actor, { ...choice, required });
    const charge: Charge = async (counted, amount) =>
      applyVerdict(headers, await chargeMember(context, counted, amount));
    const isRead = READING_METHODS.has(request.method);
    if (isRead || rate === null) countRead(headers, context);
    else await charge(rate);
    requireScope(actor, scope === undefined ? (isRead ? "read" : "write") : scope);
    if (isRead) {
      return respondConditionally(request, await handler(context, request, params, charge));
    }
    return makeChange(context, request, {
      abilities,
      handle: (onTerms, sent) => handler(onTerms, sent, params, charge),
      toProblem: (error) => respondProblem(error, headers),
    });
  });
}

/** A response with data of one caller, which no cache may store. Numbers have all of their figures. */
export function respondJson(data: unknown, init: ResponseInit = {}): Response {
  const response = new Response(stringifyExactJson(data), init);
  response.headers.set("Content-Type", "application/json");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

/** A response with a resource, and its entity tag for the version of what a person sets. */
export function respondVersion(version: string, data: unknown, init: ResponseInit = {}): Response {
  const response = respondJson(data, init);
  response.headers.set("ETag", versionTag(version, stringifyExactJson(data)));
  return response;
}
