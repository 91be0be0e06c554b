import { authenticateRequest } from "@/lib/auth/authenticate-request";
import { readWorkspaceChoice } from "@/lib/auth/workspace-choice";
import { toDomainError, toProblem } from "@/lib/http/problem";
import { log } from "@/lib/log";
import { createServiceContext, type ServiceContext } from "@/lib/services/context";

type RouteContext<Params> = { params: Promise<Params> };

/**
 * Wraps a route handler: every response carries a request id, an error becomes
 * `application/problem+json`, and an unexpected error is logged with its cause.
 */
export function handleRoute<Params>(
  handler: (request: Request, params: Params) => Promise<Response>,
): (request: Request, context: RouteContext<Params>) => Promise<Response> {
  return async (request, { params }) => {
    const requestId = crypto.randomUUID();
    try {
      const response = await handler(request, await params);
      response.headers.set("X-Request-Id", requestId);
      return response;
    } catch (error) {
      const problem = toProblem(error, requestId);
      if (problem.status >= 500) {
        const err = toDomainError(error)?.cause ?? error;
        log.error({ err, request_id: requestId, url: new URL(request.url).pathname }, "failed");
      }
      return Response.json(problem, {
        status: problem.status,
        headers: {
          "Cache-Control": "no-store",
          "Content-Type": "application/problem+json",
          "X-Request-Id": requestId,
          ...(problem.status === 401 && { "WWW-Authenticate": "Bearer" }),
          ...(problem.status === 503 && { "Retry-After": "5" }),
        },
      });
    }
  };
}

/**
 * Wraps a route handler like `handleRoute`, for a caller who must be signed in: the handler gets
 * their context in the workspace of the request.
 */
export function handleServiceRoute<Params>(
  handler: (context: ServiceContext, request: Request, params: Params) => Promise<Response>,
) {
  return handleRoute<Params>(async (request, params) => {
    const actor = await authenticateRequest(request);
    return handler(
      await createServiceContext(actor, readWorkspaceChoice(request)),
      request,
      params,
    );
  });
}

/** A response with data of one caller, which no cache may store. */
export function respondJson(data: unknown, init: ResponseInit = {}): Response {
  const response = Response.json(data, init);
  response.headers.set("Cache-Control", "no-store");
  return response;
}
