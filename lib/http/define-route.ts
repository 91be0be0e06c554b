import { problemHeaders, protocolProblem } from "@/lib/http/protocol-problem";

export const routeMethods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"] as const;
type RouteMethod = (typeof routeMethods)[number];

/** Methods that a route may have handlers for; `HEAD` is `GET` without the body. */
type HandledMethod = Exclude<RouteMethod, "HEAD" | "OPTIONS">;

type RouteContext<Params> = { params: Promise<Params> };
type Handler<Params> = (request: Request, context: RouteContext<Params>) => Promise<Response>;

/** Names the method of a request that Next.js would not let through: it comes as `OPTIONS` then. */
export const REFUSED_METHOD_HEADER = "x-opspulse-refused-method";

/**
 * Every method of a route: those that are given, `HEAD` beside `GET`, `OPTIONS`, which lists them, and
 * a 405 with the same list for all others.
 */
export function defineRoute<Params = Record<string, never>>(
  handlers: Partial<Record<HandledMethod, Handler<Params>>>,
): Record<RouteMethod, Handler<Params>> {
  const isAllowed = (method: RouteMethod) =>
    method === "OPTIONS" || (method === "HEAD" ? "GET" in handlers : method in handlers);
  const allow = routeMethods.filter(isAllowed).join(", ");
  const refuse: Handler<Params> = async () => {
    const requestId = crypto.randomUUID();
    return Response.json(protocolProblem(405, requestId), {
      status: 405,
      headers: { ...problemHeaders(requestId), Allow: allow },
    });
  };
  const list: Handler<Params> = async (request, context) =>
    request.headers.has(REFUSED_METHOD_HEADER)
      ? refuse(request, context)
      : new Response(null, { status: 204, headers: { Allow: allow } });
  const { DELETE, GET, PATCH, POST, PUT } = handlers;
  return {
    DELETE: DELETE ?? refuse,
    GET: GET ?? refuse,
    HEAD: GET ?? refuse,
    OPTIONS: list,
    PATCH: PATCH ?? refuse,
    POST: POST ?? refuse,
    PUT: PUT ?? refuse,
  };
}
