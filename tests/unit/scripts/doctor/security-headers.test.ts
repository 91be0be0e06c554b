import { expect, it } from "vitest";
import { judgeSecurityHeaders } from "@/lib/services/instance/outside/security-headers";

const pagePolicy =
  "default-src 'self'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'self' 'nonce-abc'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const pageHeaders = {
  "content-security-policy": pagePolicy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "permissions-policy": "camera=()",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
};

const apiHeaders = {
  ...pageHeaders,
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

function judge(page: Record<string, string | undefined>, isHttps = true) {
  const all: Record<string, string | undefined> = { ...pageHeaders, ...page };
  const headers = new Map(
    Object.entries(all).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
  return judgeSecurityHeaders({
    isHttps,
    served: [
      { path: "/sign-in", isPage: true, headers },
      { path: "/api/health", isPage: false, headers: new Map(Object.entries(apiHeaders)) },
    ],
  });
}

it("strict headers on pages and the API are in order", () => {
  expect(judge({}).level).toBe("ok");
});

it("HSTS is asked for on https only", () => {
  expect(judge({ "strict-transport-security": undefined }, false).level).toBe("ok");
  expect(judge({ "strict-transport-security": undefined })).toMatchObject({
    level: "problem",
    found: "strict-transport-security is missing or too weak on /sign-in",
  });
  expect(judge({ "strict-transport-security": "max-age=60" }).level).toBe("problem");
});

it.each([
  ["inline scripts", pagePolicy.replace("'strict-dynamic'", "'unsafe-inline'")],
  ["evaluated scripts", pagePolicy.replace("'strict-dynamic'", "'unsafe-eval'")],
  ["inline styles", pagePolicy.replace("style-src 'self'", "style-src 'unsafe-inline'")],
  ["inline scripts by default", "default-src 'unsafe-inline'; frame-ancestors 'none'"],
  ["scripts from anywhere", "frame-ancestors 'none'; object-src 'none'; base-uri 'none'"],
  ["plugins", pagePolicy.replace("object-src 'none'; ", "")],
  ["another base", pagePolicy.replace("base-uri 'none'; ", "")],
  ["frames of others", pagePolicy.replace("; frame-ancestors 'none'", "")],
  ["a first directive that a second one doesn't mend", `script-src 'unsafe-inline'; ${pagePolicy}`],
])("a policy that allows %s is too weak", (_, policy) => {
  expect(judge({ "content-security-policy": policy })).toMatchObject({
    level: "problem",
    found: "content-security-policy is missing or too weak on /sign-in",
  });
});
