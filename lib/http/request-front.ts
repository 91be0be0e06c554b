import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { replaceBareErrors } from "@/lib/http/bare-errors";
import { REFUSED_METHOD_HEADER, routeMethods } from "@/lib/http/define-route";
import { problemHeaders, protocolProblem } from "@/lib/http/protocol-problem";
import { securityHeaders } from "@/lib/http/security-headers";
import { holdLogs, visits } from "@/lib/http/visit";

/**
 * Stands before Next.js and gives an answer of the app to what Next.js, or Node.js, answers with a
 * bare status: URLs and methods that no route can have, and requests that aren't HTTP. A platform that
 * serves the app by itself, such as Vercel, does this in its own way.
 */

/** Leads to the page for what doesn't exist. */
const NOT_FOUND_PATH = "/_not-found";
const INTERNAL_PATH = /^\/_global-error\b/;

const PAGE_METHODS = ["GET", "HEAD", "OPTIONS", "POST"];

const isApiPath = (path: string) => /^\/+api(?:\/|$)/.test(path);

function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function respond(response: ServerResponse, status: number, headers: Record<string, string> = {}) {
  const requestId = crypto.randomUUID();
  for (const [name, value] of Object.entries({ ...problemHeaders(requestId), ...headers })) {
    response.setHeader(name, value);
  }
  response.statusCode = status;
  response.end(JSON.stringify(protocolProblem(status, requestId)));
}

/** The path and query of a request; null where it names none that a server could have. */
function readTarget({ url = "", headers }: IncomingMessage): string | null {
  if (url.startsWith("/")) return url;
  // RFC 9112, section 3.2.2: a whole URL is as good as its path, and its host counts.
  const whole = /^https?:/i.test(url) ? URL.parse(url) : null;
  if (whole === null) return null;
  headers.host = whole.host;
  return whole.pathname + whole.search;
}

/** Answers a request, or prepares it for Next.js and returns false. */
function meetRequest(request: IncomingMessage, response: ServerResponse): boolean {
  const { method = "" } = request;
  Reflect.deleteProperty(request.headers, REFUSED_METHOD_HEADER);
  if (request.url === "*" && method === "OPTIONS") {
    response.writeHead(204, { Allow: routeMethods.join(", ") }).end();
    return true;
  }
  const target = readTarget(request);
  if (target === null || request.headers.host === undefined) {
    respond(response, 400);
    return true;
  }
  request.url = target;
  const path = target.split("?", 1)[0] ?? "";
  if (isApiPath(path)) return meetApiRequest(request, response, path);
  if (!PAGE_METHODS.includes(method)) {
    respond(response, 405, { Allow: PAGE_METHODS.join(", ") });
    return true;
  }
  if (method === "OPTIONS") {
    response.writeHead(204, { Allow: PAGE_METHODS.join(", ") }).end();
    return true;
  }
  if (!isReadable(path) || INTERNAL_PATH.test(path)) {
    request.url = NOT_FOUND_PATH;
    request.method = method === "HEAD" ? "HEAD" : "GET";
  }
  return false;
}

function meetApiRequest(request: IncomingMessage, response: ServerResponse, path: string): boolean {
  const { method = "" } = request;
  if (!isReadable(path)) {
    respond(response, 400);
    return true;
  }
  if (!routeMethods.some((known) => known === method)) {
    request.headers[REFUSED_METHOD_HEADER] = method;
    request.method = "OPTIONS";
  }
  return false;
}

/** A problem as bytes, for a connection on which Node.js has made no response. */
function problemMessage(status: number, headers: Record<string, string> = {}): string {
  const requestId = crypto.randomUUID();
  const problem = protocolProblem(status, requestId);
  const body = JSON.stringify(problem);
  const lines = Object.entries({
    ...securityHeaders,
    ...problemHeaders(requestId),
    ...headers,
    "Content-Length": String(Buffer.byteLength(body)),
    Connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${problem.title}\r\n${lines.join("")}\r\n${body}`;
}

const statusesOfParser: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

function endConnection(socket: Duplex, message: string): void {
  if (socket.writable) socket.end(message);
  else socket.destroy();
}

/** Puts the front before the listeners that a server has. */
function standBefore(server: Server): void {
  const listeners = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url = "" } = request;
    const isForm = method === "POST" && !isApiPath(url);
    const pass = () => {
      replaceBareErrors(request, response);
      if (meetRequest(request, response)) return;
      for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
    };
    visits.run({ hasArrived: !isForm, held: [], reason: null }, pass);
  });
  // The front says more about a missing host than Node.js would.
  Object.assign(server, { requireHostHeader: false });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    endConnection(socket, problemMessage(statusesOfParser[error.code ?? ""] ?? 400));
  });
  server.on("checkExpectation", (_: IncomingMessage, response: ServerResponse) => {
    respond(response, 417);
  });
  server.on("connect", (_: IncomingMessage, socket: Duplex) => {
    endConnection(socket, problemMessage(405, { Allow: routeMethods.join(", ") }));
  });
}

/** Puts the front before the server of this process, with its first request. */
export function frontRequests(): void {
  holdLogs();
  const servers = new WeakSet<Server>();
  subscribe("http.server.request.start", (message) => {
    const { server } = message as { server: Server };
    if (servers.has(server)) return;
    servers.add(server);
    standBefore(server);
  });
}
