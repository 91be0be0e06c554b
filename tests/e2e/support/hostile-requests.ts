import fc from "fast-check";
import type { RawRequest } from "@/tests/e2e/support/raw-request";

/** Texts that are not what a program expects where a name, an id, a cursor or a number belongs. */
export const hostileTexts = [
  "",
  " ",
  "\0",
  "a\0b",
  "\ud800",
  "\u202egnp.exe",
  "\u200b",
  "\ufeff",
  "\u2028",
  "é".normalize("NFD"),
  "%",
  "%00",
  "%ff",
  "%E0%A4%A",
  "../../etc/passwd",
  "__proto__",
  "constructor",
  "toString",
  "null",
  "NaN",
  "-1",
  "1e309",
  "99999999999999999999",
  "' or 1=1 --",
  "{{7*7}}",
  "<script>alert(1)</script>",
  "00000000-0000-0000-0000-000000000000",
  "🦕",
  "x".repeat(5_000),
] as const;

const text = fc.constantFrom(...hostileTexts);

/** JSON that is not what an endpoint or an action expects. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  fc
    .jsonValue({ maxDepth: 3, stringUnit: "binary" })
    .map((value) => JSON.stringify(value).toWellFormed()),
  text.map((value) => JSON.stringify({ name: value, endpoint_url: value, cursor: value })),
  text.map((value) => `{"__proto__":${JSON.stringify(value)},"name":{"toString":1}}`),
  fc.constantFrom(
    "",
    "{",
    "[[[[",
    "nul",
    "\u00ff\u00fe{",
    '{"name":"\\ud800"}',
    '{"name":"a","name":"b"}',
    "[".repeat(20_000),
    `${"[".repeat(5_000)}${"]".repeat(5_000)}`,
    '{"interval_minutes":1e400}',
    "{}\0",
  ),
);

const asTarget = (path: string) =>
  Buffer.from(path.replace(/[\r\n]/g, ""), "utf8").toString("latin1");

const encoded = text.map((value) => encodeURIComponent(value.toWellFormed()));
const segment = fc.oneof(
  encoded,
  fc.constantFrom(
    "%",
    "%ff",
    "%c0%af",
    "%E0%A4%A",
    "..",
    ".",
    "%2e%2e",
    "%2f",
    "api",
    "routines",
    ";",
    "%00",
    "a%0d%0ab",
  ),
);

const query = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        "limit",
        "cursor",
        "q",
        "sort",
        "status",
        "from",
        "next",
        "token_hash",
        "routine_id",
        "__proto__",
        "_rsc",
      ),
      fc.oneof(encoded, fc.constantFrom("%", "%ff", "a=b", "&&")),
    ),
    { maxLength: 4 },
  )
  .map((pairs) => (pairs.length === 0 ? "" : `?${pairs.map((pair) => pair.join("=")).join("&")}`));

/** Paths below those of the app, and some that nobody has. */
const hostileTargets = (paths: readonly string[]) =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(fc.constantFrom(...paths), query).map((parts) => parts.join("")),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom(...paths), segment, query)
        .map(([path, part, rest]) => `${path}/${part}${rest}`),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), query)
        .map(([parts, rest]) => `/${parts.join("/")}${rest}`),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "*",
        "/",
        "//",
        "//api",
        "/api",
        "/api/",
        "/api//routines",
        "/API/routines",
        "http://other.example/api/routines",
        "http://other.example:99999/",
        "ftp://x/",
        "other",
        "/_next/image?url=%ff&w=1&q=1",
        "/_next/static/%ff",
        "/_next/data/x.json",
        "/_global-error",
        "/_not-found",
        "/404",
        "/500",
        `/api/routines/${"a".repeat(9_000)}`,
        `/${"a".repeat(20_000)}`,
      ),
    },
  );

const methods = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("GET", "GET", "POST", "PATCH", "PUT", "DELETE") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "HEAD",
      "OPTIONS",
      "TRACE",
      "PROPFIND",
      "QUERY",
      "LOCK",
      "CONNECT",
      "get",
      "FOO",
      "POST ",
    ),
  },
);

const headerValue = fc.oneof(
  encoded,
  fc.constantFrom(
    "",
    "%",
    ",,;=",
    "a\u00ffb",
    "Bearer",
    "Bearer x",
    "Bearer a.b.c",
    "Basic eA==",
    "base64-eyJh",
    "x".repeat(6_000),
  ),
);

const headers = fc.array(
  fc.tuple(
    fc.constantFrom(
      "Accept",
      "Accept-Encoding",
      "Accept-Language",
      "Authorization",
      "Cookie",
      "Content-Type",
      "Content-Encoding",
      "Expect",
      "If-None-Match",
      "Next-Action",
      "Next-Router-Prefetch",
      "Next-Router-State-Tree",
      "OpsPulse-Workspace",
      "Origin",
      "RSC",
      "Range",
      "Referer",
      "Sec-Fetch-Site",
      "X-Forwarded-For",
      "X-Forwarded-Host",
      "X-Forwarded-Proto",
      "X-HTTP-Method-Override",
      "X-Middleware-Subrequest",
      "X-Nextjs-Data",
      "X-Opspulse-Path",
      "X-Opspulse-Refused-Method",
    ),
    headerValue,
  ),
  { maxLength: 4 },
);

const contentTypes = fc.constantFrom(
  "application/json",
  "application/problem+json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "multipart/form-data; boundary=x",
  "application/json; charset=utf-16",
  "application/octet-stream",
  "%",
);

/** Requests that no client of this app sends. */
export function hostileRequests(paths: readonly string[], tokens: readonly string[]) {
  return fc
    .record({
      method: methods,
      target: hostileTargets(paths).map(asTarget),
      headers,
      token: fc.constantFrom(null, ...tokens),
      type: fc.oneof(contentTypes, fc.constant("application/json")),
      body: fc.oneof({ weight: 2, arbitrary: fc.constant("") }, hostileJson),
    })
    .map(({ method, target, headers: others, token, type, body }): RawRequest => ({
      method,
      target,
      headers: [
        ...others,
        ...(token === null ? [] : [["Authorization", `Bearer ${token}`] as const]),
        ...(body === "" ? [] : [["Content-Type", type] as const]),
      ],
      body: Buffer.from(body, "utf8").toString("latin1"),
    }));
}
