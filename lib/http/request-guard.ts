import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Env } from "@/lib/env";
import { isOwnName } from "@/lib/http/own-names";
import { securityHeaders, transportHeaders } from "@/lib/http/security-headers";

/**
 * The gate of the process: every request of every kind passes it before Next.js sees it, those for
 * files and those that Next.js answers by itself too.
 */

/** Marks a request whose `Host` isn't this instance's, for `proxy.ts`, which refuses it. */
export const MISDIRECTED_HEADER = "x-opspulse-misdirected";

/** What a proxy writes about the connection that it has accepted. */
const FORWARDING_HEADER = /^(?:forwarded|x-forwarded-.*|x-real-ip)$/;

/** Load balancers probe by an address that is not the app's name, and the response is no secret. */
const HEALTH_PATH = /^\/api\/health(?:\/live)?(?:\?|$)/;

export type GuardRules = Pick<Env, "ALLOWED_HOSTS" | "APP_URL" | "TRUST_PROXY" | "VERCEL">;

/**
 * Sets the security headers of the response; removes what only a trusted proxy may say; and sends a
 * request for another host to the start page with a mark, where it is refused.
 */
export function guardRequest(
  request: IncomingMessage,
  response: Pick<ServerResponse, "setHeader">,
  rules: GuardRules,
): void {
  const { headers, socket } = request;
  const trustsProxy = rules.TRUST_PROXY === "on";
  for (const [name, value] of Object.entries({
    ...securityHeaders,
    ...transportHeaders(rules.APP_URL),
  })) {
    response.setHeader(name, value);
  }
  Reflect.deleteProperty(headers, MISDIRECTED_HEADER);
  if (!trustsProxy) {
    for (const name of Object.keys(headers)) {
      if (FORWARDING_HEADER.test(name)) Reflect.deleteProperty(headers, name);
    }
    headers["x-forwarded-for"] = socket.remoteAddress;
  }
  // Vercel itself sends a request to the deployment that owns the host.
  if (rules.VERCEL !== undefined || HEALTH_PATH.test(request.url ?? "")) return;
  const names = { appUrl: rules.APP_URL, allowedHosts: rules.ALLOWED_HOSTS };
  const hosts = [
    headers.host,
    // RFC 9112, section 3.2.2: the host of a whole URL counts, whatever `Host` says.
    ...present(URL.parse(request.url ?? "")?.host),
    ...present(headers["x-forwarded-host"]?.toString()),
  ];
  if (hosts.every((host) => isOwnName(host, names, socket.localAddress))) return;
  headers[MISDIRECTED_HEADER] = "1";
  // The front refuses methods that no page has, and this is for the page alone to refuse.
  request.method = "GET";
  request.url = "/";
}

const present = (value: string | undefined) => (value === undefined ? [] : [value]);

/** Guards every request to this process from now on. */
export function guardRequests(rules: GuardRules): void {
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    guardRequest(request, response, rules);
  });
}
