import { wordsOf } from "@/lib/domain/word-list";
import type { ResponseHeaders } from "@/lib/egress/request-scope";

/** Headers that describe a response and never carry a session or a credential, as `Set-Cookie` does. */
const keptNames: ReadonlySet<string> = new Set([
  ...wordsOf(`
    age allow cache-control content-encoding content-language content-length content-location
    content-range content-type date deprecation etag expires last-modified location retry-after server
    server-timing strict-transport-security sunset transfer-encoding vary via warning www-authenticate
    x-powered-by x-robots-tag x-runtime`),
  // Ids by which the operator of the endpoint finds this request in a log.
  ...wordsOf(`
    cf-ray request-id traceresponse x-amz-cf-id x-amz-request-id x-amzn-requestid x-correlation-id
    x-ms-request-id x-request-id x-trace-id x-vercel-id`),
  // Caches on the way.
  ...wordsOf("cf-cache-status x-cache x-served-by x-vercel-cache"),
]);

const keptPrefixes = /^(?:x-)?ratelimit(?:-|$)/;

/** The headers of a response that may be kept, in the order of their names. */
export function keepHeaders(headers: ResponseHeaders): Record<string, string> {
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return [];
    if (!keptNames.has(name) && !keptPrefixes.test(name)) return [];
    return [[name, typeof value === "string" ? value : value.join(", ")]];
  });
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}
