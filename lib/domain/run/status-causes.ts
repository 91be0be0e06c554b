/**
 * Statuses and classes of statuses that a person acts on in a way of their own, each with what to do
 * about it. The same words are the `next` of the cause in the English messages, so that the message of
 * a run and the screens never disagree.
 */
export const statusAdvice = {
  STATUS_REDIRECT: "Use the final URL in the routine, or let the routine follow redirects",
  STATUS_NOT_MODIFIED:
    "Remove headers such as If-None-Match or If-Modified-Since from the routine, or accept 304 in its success rules",
  STATUS_REQUEST: "Compare the routine's headers and body with what the endpoint expects",
  STATUS_UNAUTHORIZED:
    "Check the routine's secret. The credential may have expired or been revoked",
  STATUS_FORBIDDEN:
    "Check the permissions of the routine's secret, and whether a firewall blocks OpsPulse",
  STATUS_NOT_FOUND: "Check the path in the URL. A deployment may have moved or removed it",
  STATUS_GONE: "Use a new URL in the routine, or delete the routine",
  STATUS_METHOD: "Choose the method that the endpoint expects in the routine",
  STATUS_ACCEPT: "Set the routine's Accept header to a type that the endpoint can send",
  STATUS_REQUEST_TIMEOUT:
    "If it happened once, no action is needed. If it happens again, check the load of the server",
  STATUS_CONFLICT:
    "Check whether an earlier request is still being handled, or has already done the work",
  STATUS_LENGTH: "Give the request a body, or choose a method that has none",
  STATUS_PRECONDITION:
    "Remove headers such as If-Match from the routine, or send the condition that the endpoint asks for",
  STATUS_TOO_LARGE: "Make the routine's body smaller, or raise the limit at the server",
  STATUS_URL_TOO_LONG: "Shorten the URL, or send its parameters in the body",
  STATUS_MEDIA_TYPE: "Set the routine's Content-Type header to the type of its body",
  STATUS_UNPROCESSABLE:
    "Check the values in the routine's body: their form is right, and what they say isn't accepted",
  STATUS_WRONG_SERVER:
    "Check the DNS record of the host and the site's settings at the server: the request reached one that isn't responsible for it",
  STATUS_UPGRADE: "Let the endpoint accept HTTP/1.1, which is what OpsPulse speaks",
  STATUS_RATE_LIMITED: "Run the routine less often, or raise the limit at the endpoint",
  STATUS_HEADERS_TOO_LARGE: "Send fewer or shorter headers in the routine",
  STATUS_LEGAL: "Call another endpoint: this one may not be served here",
  STATUS_CLIENT_CLOSED:
    "Check the timeouts of the proxies in front of the endpoint: one of them gave up before the response",
  STATUS_SERVER: "Check the endpoint's logs at the time of the run",
  STATUS_NOT_IMPLEMENTED: "Choose another method in the routine: the server doesn't know this one",
  STATUS_GATEWAY:
    "Check that the application behind the proxy is running and responds with valid HTTP",
  STATUS_UNAVAILABLE:
    "Check whether a deployment or maintenance is running. If not, check the load of the server",
  STATUS_GATEWAY_TIMEOUT:
    "Look for slow work in the application behind the proxy, or raise the proxy's timeout",
  STATUS_NETWORK_SIGN_IN:
    "Check the network of this instance: it asks for a sign-in before it lets requests out",
  STATUS_ORIGIN_DOWN:
    "Check that the server behind the CDN is running and lets the CDN's addresses in",
  STATUS_ORIGIN_TLS: "Check the certificate of the server behind the CDN, and the CDN's TLS mode",
  STATUS_ORIGIN_DNS: "Check the site's settings and DNS records at the CDN",
  STATUS_BOT: "Let OpsPulse in at the endpoint's protection against bots, or call an API instead",
  STATUS_OTHER: "If this status is fine, accept it in the routine's success rules",
} as const;

export type StatusCause = keyof typeof statusAdvice;

export const statusCauses = Object.keys(statusAdvice) as StatusCause[];

/**
 * By RFC 9110, section 15, RFC 6585, and where those say nothing by the registry of IANA, nginx (494 and
 * 499), Cloudflare (520 to 530) and LinkedIn (999).
 */
const causesByStatus: Readonly<Record<number, StatusCause>> = {
  304: "STATUS_NOT_MODIFIED",
  401: "STATUS_UNAUTHORIZED",
  403: "STATUS_FORBIDDEN",
  404: "STATUS_NOT_FOUND",
  405: "STATUS_METHOD",
  406: "STATUS_ACCEPT",
  407: "STATUS_UNAUTHORIZED",
  408: "STATUS_REQUEST_TIMEOUT",
  409: "STATUS_CONFLICT",
  410: "STATUS_GONE",
  411: "STATUS_LENGTH",
  412: "STATUS_PRECONDITION",
  413: "STATUS_TOO_LARGE",
  414: "STATUS_URL_TOO_LONG",
  415: "STATUS_MEDIA_TYPE",
  421: "STATUS_WRONG_SERVER",
  422: "STATUS_UNPROCESSABLE",
  423: "STATUS_CONFLICT",
  426: "STATUS_UPGRADE",
  428: "STATUS_PRECONDITION",
  429: "STATUS_RATE_LIMITED",
  431: "STATUS_HEADERS_TOO_LARGE",
  451: "STATUS_LEGAL",
  494: "STATUS_HEADERS_TOO_LARGE",
  499: "STATUS_CLIENT_CLOSED",
  501: "STATUS_NOT_IMPLEMENTED",
  502: "STATUS_GATEWAY",
  503: "STATUS_UNAVAILABLE",
  504: "STATUS_GATEWAY_TIMEOUT",
  511: "STATUS_NETWORK_SIGN_IN",
  520: "STATUS_ORIGIN_DOWN",
  521: "STATUS_ORIGIN_DOWN",
  522: "STATUS_ORIGIN_DOWN",
  523: "STATUS_ORIGIN_DOWN",
  524: "STATUS_GATEWAY_TIMEOUT",
  525: "STATUS_ORIGIN_TLS",
  526: "STATUS_ORIGIN_TLS",
  527: "STATUS_ORIGIN_DOWN",
  530: "STATUS_ORIGIN_DNS",
  999: "STATUS_BOT",
};

export function causeOfStatus(status: number): StatusCause {
  const known = causesByStatus[status];
  if (known !== undefined) return known;
  if (status >= 500 && status < 600) return "STATUS_SERVER";
  if (status >= 400 && status < 500) return "STATUS_REQUEST";
  if (status >= 300 && status < 400) return "STATUS_REDIRECT";
  return "STATUS_OTHER";
}
