import { describe, expect, test } from "vitest";
import { checkHeader, checkHeaders } from "@/lib/domain/routine/header-policy";

test.each([
  // Credentials and identities.
  ...[
    "Authorization",
    "authorization",
    "AUTHORIZATION",
    "Proxy-Authorization",
    "Proxy_Authorization",
  ],
  ...["X-Authorization", "X_Authorization", "Www-Authenticate", "Authentication-Info"],
  ...["Cookie", "cookie2", "Set-Cookie", "set_cookie", "Set-Cookie2", "X-Cookie", "Cookies"],
  ...[
    "X-API-Key",
    "X_API_KEY",
    "x-api_key",
    "X.Api.Key",
    "Api-Key",
    "api_key",
    "ApiKey",
    "X-ApiKey",
  ],
  ...["X-Auth", "X-Auth-Token", "X-Auth-Key", "X-Auth-User", "Auth", "OAuth", "X-OAuth-Token"],
  ...["X-Access-Token", "Access-Token", "X-Token", "Token", "Private-Token", "X-Vault-Token"],
  ...["X-Amz-Security-Token", "X-Goog-Api-Key", "X-CSRF-Token", "X-CSRFToken", "X-XSRF-TOKEN"],
  ...["X-Csrf", "Ocp-Apim-Subscription-Key", "X-Functions-Key", "X-RapidAPI-Key", "DD-API-KEY"],
  ...[
    "DD-Application-Key",
    "X-Secret",
    "X-Client-Secret",
    "X-Password",
    "X-Session-Id",
    "SessionId",
  ],
  ...[
    "X-JWT",
    "Bearer",
    "X-Credentials",
    "Secret",
    "X-Secret-Key",
    "X-Access-Key",
    "X-Access-Key-Id",
  ],
  ...["Remote-User", "X-Remote-User", "X-MS-Client-Principal-Id", "X-Amzn-Oidc-Data"],
  ...["X-SSL-Client-Cert", "Client-Cert", "CF-Access-Client-Id", "X-Identity-Header"],
  // Framing and the connection.
  ...["Host", "HOST", "Connection", "Keep-Alive", "Keep_Alive", "TE", "Trailer", "Trailers"],
  ...["Transfer-Encoding", "transfer_encoding", "Upgrade", "Content-Length", "Content_Length"],
  ...["Expect", "Proxy-Connection", "Proxy", "Proxy-Anything", "HTTP2-Settings", "Max-Forwards"],
  ...["Accept-Encoding", "Sec-WebSocket-Key", "Early-Data"],
  // Forwarding.
  ...["Forwarded", "Forwarded-For", "X-Forwarded", "X-Forwarded-For", "X_Forwarded_For"],
  ...["X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Anything", "X-Forward-For", "Via"],
  ...["X-Real-IP", "X_Real_IP", "True-Client-IP", "CF-Connecting-IP", "CF-Connecting-IPv6"],
  ...["X-Client-IP", "Client-IP", "X-Cluster-Client-IP", "Fastly-Client-IP", "Fly-Client-IP"],
  ...["X-Originating-IP", "X-Remote-IP", "X-Remote-Addr", "X-Azure-ClientIP", "X-ProxyUser-IP"],
  ...["X-Original-URL", "X-Rewrite-URL", "X-Original-Host", "X-Host", "X-Middleware-Subrequest"],
  ...["X-Vercel-Forwarded-For", "X-Envoy-Original-Path", "X-Appengine-Cron", "CDN-Loop"],
  // Method override, metadata, our own.
  ...["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Method"],
  ...["Metadata", "Metadata-Flavor", "metadata_flavor", "X-aws-ec2-metadata-token"],
  ...["X-aws-ec2-metadata-token-ttl-seconds", "X-Google-Metadata-Request"],
  ...["OpsPulse-Run-Id", "opspulse_attempt", "OpsPulse-Anything", "X-OpsPulse-Run-Id"],
  ...["Idempotency-Key", "idempotency_key", "X-Idempotency-Key"],
])("a user may not set %s", (name) => {
  const verdict = checkHeader(name, "value");
  expect(verdict).toMatchObject({ ok: false });
  expect(verdict.ok ? "" : verdict.reason).toMatch(
    new RegExp(`^The header "${name.replace(/\W/g, "\\$&")}" may not be set: .+\\.$`),
  );
});

test.each([
  ["User-Agent", "OpsPulse monitor (https://example.com)"],
  ["Accept", "application/json;q=0.9, */*"],
  ["Accept-Language", "pt-BR"],
  ["Content-Type", "application/json; charset=utf-8"],
  ["Cache-Control", "no-cache"],
  ["If-None-Match", '"abc"'],
  ["Origin", "https://example.com"],
  ["Referer", "https://example.com"],
  ["Range", "bytes=0-99"],
  ["X-Custom", ""],
  ["X-Custom", "a\tb c"],
  ["X-Request-Id", "7f1c"],
  ["X-Author", "Ana"],
  ["X-Authority-Code", "1"],
  ["X-Token-Count", "5"],
  ["X-Max-Tokens", "5"],
  ["X-Keyboard", "abnt2"],
  ["X-Hostname", "web-1"],
  ["X-Zip", "01310"],
  ["X-Ship", "1"],
  ["X-Tenant", "acme"],
  ["X-Event-Type", "ping"],
  ["Upgrade-Insecure-Requests", "1"],
  ["Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],
  ["Webhook-Id", "msg_1"],
  ["Webhook-Timestamp", "1700000000"],
  ["Webhook-Signature", "v1,abc"],
  ["__proto__", "x"],
  ["!#$%&'*+-.^_`|~09azAZ", "x"],
  ["x".repeat(256), "x"],
  ["X-Long", "x".repeat(8192)],
])("a user may set %s: %s", (name, value) => {
  expect(checkHeader(name, value)).toEqual({ ok: true });
});

test.each([
  ...["", " ", "X Custom", " X-Custom", "X-Custom ", "X-Custom:", ":authority", "X\tCustom"],
  ...[
    "X-Custom\r\nHost",
    "X\n",
    "X\u0000",
    "Ação",
    "X(1)",
    "X/1",
    "X,Y",
    'X"Y"',
    "X@Y",
    "X[0]",
    "X{0}",
  ],
  ...["Ｈost", "\u017fet-Cookie", "\u212aeep-Alive", "x".repeat(257)],
])("%j is not a header name", (name) => {
  expect(checkHeader(name, "value").ok).toBe(false);
});

test.each([
  ...[
    "a\r\nHost: x",
    "a\nb",
    "a\rb",
    "a\u0000b",
    "a\u001fb",
    "a\u007fb",
    "\u0080",
    "café",
    "日本",
    "a\u2028b",
  ],
  ...[" a", "a ", "\ta", "a\t", " ", "\t", "x".repeat(8193)],
])("%j is not a header value", (value) => {
  const verdict = checkHeader("X-Custom", value);
  expect(verdict).toMatchObject({ ok: false });
  expect(verdict.ok ? "" : verdict.reason).toMatch(/^The header "X-Custom" .+\.$/);
});

test("a reason never carries the value, and shows control characters of a name escaped", () => {
  const badValue = checkHeader("X-Custom", "hunter2\n");
  expect(badValue.ok ? "" : badValue.reason).not.toContain("hunter2");
  const badName = checkHeader("X\r\nSet-Cookie", "a");
  expect(badName.ok ? "" : badName.reason).toContain(String.raw`"X\r\nSet-Cookie"`);
});

describe("a set of headers", () => {
  test("an honest one has no problems", () => {
    expect(checkHeaders({ Accept: "*/*", "X-Custom": "1", "X-Other": "1" })).toEqual([]);
  });

  test("every problem is named", () => {
    expect(checkHeaders({ Host: "x", "X-Ok": "1", "X-Bad": "\n" }).map(({ name }) => name)).toEqual(
      ["Host", "X-Bad"],
    );
  });

  test("names that differ only by case are one header", () => {
    expect(checkHeaders({ "X-Custom": "1", "x-custom": "2" })).toMatchObject([
      { name: "x-custom" },
    ]);
  });

  const numbered = (count: number, value: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`X-${100 + index}`, value]));

  test("50 headers pass, 51 do not", () => {
    expect(checkHeaders(numbered(50, "1"))).toEqual([]);
    expect(checkHeaders(numbered(51, "1"))).toMatchObject([{ name: "" }]);
  });

  test("16 KB together pass, one more byte does not", () => {
    // Each takes 5 bytes of name, 4 of framing, and its value.
    const fits = { ...numbered(3, "x".repeat(5000)), "X-999": "x".repeat(16_384 - 3 * 5009 - 9) };
    expect(checkHeaders(fits)).toEqual([]);
    expect(checkHeaders({ ...fits, "X-999": `${fits["X-999"]}x` })).toMatchObject([{ name: "" }]);
  });
});
