import { appUrl, readStackEnv } from "@/tests/e2e/support/app";
import { requestPath, type RawResponse } from "@/tests/e2e/support/raw-request";
import { expect, test } from "@/tests/e2e/support/test";

const REBOUND = { host: "rebound.example.com" };

/** Every kind of response that the app gives, with the status that shows it is of this kind. */
async function everyKind(): Promise<Record<string, { status: number; response: RawResponse }>> {
  const page = await requestPath("/sign-in");
  const chunk = /\/_next\/static\/[^"\\]+\.js/.exec(page.body)?.[0] ?? "";
  const style = /\/_next\/static\/[^"\\]+\.css/.exec(page.body)?.[0] ?? "";
  const requests: [string, number, Parameters<typeof requestPath>][] = [
    ["the landing page", 200, ["/"]],
    ["a page", 200, ["/sign-in"]],
    ["a request for a page's data", 307, ["/sign-in", { headers: { rsc: "1" } }]],
    ["a page's head", 200, ["/sign-in", { method: "HEAD" }]],
    ["a redirect to sign-in", 307, ["/routines"]],
    ["a redirect of the router", 308, ["/sign-in/"]],
    ["an unknown page", 404, ["/nothing"]],
    ["an unknown file", 404, ["/nothing.webp"]],
    ["an unknown chunk", 404, ["/_next/static/chunks/nothing.js"]],
    ["a script", 200, [chunk]],
    ["a stylesheet", 200, [style]],
    ["a public image", 200, ["/images/overview-en-light-phone.webp"]],
    ["an icon", 200, ["/icon.svg"]],
    ["the manifest", 200, ["/manifest.webmanifest"]],
    ["robots.txt", 200, ["/robots.txt"]],
    ["the health", 200, ["/api/health"]],
    ["the API without a session", 401, ["/api/routines"]],
    [
      "the API with a bad token",
      401,
      ["/api/routines", { headers: { authorization: "Bearer x" } }],
    ],
    ["an unknown endpoint", 404, ["/api/nothing"]],
    ["a tick without its secret", 401, ["/api/cron/tick"]],
    ["another host", 421, ["/", { headers: REBOUND }]],
    ["another site's form", 403, ["/sign-in", { method: "POST" }]],
  ];
  const kinds = await Promise.all(
    requests.map(async ([name, status, request]) => {
      return [name, { status, response: await requestPath(...request) }] as const;
    }),
  );
  return Object.fromEntries(kinds);
}

test("every kind of response carries the security headers", async () => {
  for (const [kind, { status, response }] of Object.entries(await everyKind())) {
    expect(response.status, kind).toBe(status);
    expect(response.headers, kind).toMatchObject({
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "strict-origin-when-cross-origin",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
    expect(response.headers["permissions-policy"], kind).toContain("camera=()");
    const policy = response.headers["content-security-policy"] ?? "";
    expect(policy, kind).toContain("default-src 'none'");
    expect(policy, kind).toContain("frame-ancestors 'none'");
    expect(policy, kind).not.toMatch(/unsafe-|https?:|\*/);
    expect(response.headers["x-powered-by"], kind).toBeUndefined();
    // This instance is reached by http.
    expect(response.headers["strict-transport-security"], kind).toBeUndefined();
  }
});

test("every script and style of a page carries the nonce of its response, which no other has", async () => {
  const nonces = new Set<string>();
  for (const path of [
    "/",
    "/sign-in",
    "/sign-up",
    "/forgot-password",
    "/nothing",
    "/nothing.txt",
  ]) {
    const { headers, body } = await requestPath(path);
    const policy = String(headers["content-security-policy"]);
    const nonce = /script-src 'self' 'nonce-([\w+/=]{22,})' 'strict-dynamic';/.exec(policy)?.[1];
    expect(nonce, path).toBeDefined();
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}';`);
    for (const directive of ["base-uri 'none'", "object-src 'none'", "form-action 'self'"]) {
      expect(policy).toContain(directive);
    }
    const elements = body.match(/<(?:script|style)\b[^>]*>/g) ?? [];
    expect(elements.length, path).toBeGreaterThan(5);
    for (const element of elements) expect(element, path).toContain(`nonce="${nonce}"`);
    expect(body, path).not.toMatch(/<[^>]+ (?:style|on[a-z]+)="/);
    nonces.add(nonce ?? "");
  }
  expect(nonces.size).toBe(6);
});

test("a client cannot choose the nonce", async () => {
  const chosen = "script-src 'nonce-Y2hvc2VuLWJ5LW1l'";
  const { headers, body } = await requestPath("/sign-in", {
    headers: { "content-security-policy": chosen, "x-nonce": "Y2hvc2VuLWJ5LW1l" },
  });
  expect(body + String(headers["content-security-policy"])).not.toContain("Y2hvc2VuLWJ5LW1l");
});

test.describe("a page whose name was made to resolve to this machine", () => {
  test("gets nothing, whatever it asks for and whatever it knows", async ({ account }) => {
    const { CRON_SECRET } = await readStackEnv();
    const authorization = `Bearer ${account.token}`;
    const page = await requestPath("/sign-in");
    const chunk = /\/_next\/static\/[^"\\]+\.js/.exec(page.body)?.[0] ?? "";
    const attempts: Parameters<typeof requestPath>[] = [
      ["/"],
      ["/sign-in"],
      ["/routines"],
      ["/nothing"],
      ["/api/routines", { headers: { authorization } }],
      ["/api/routines", { method: "POST", body: "{}", headers: { authorization } }],
      ["/api/cron/tick", { headers: { authorization: `Bearer ${CRON_SECRET}` } }],
      [chunk],
      ["/images/overview-en-light-phone.webp"],
      ["/icon.svg"],
    ];
    const { port } = new URL(appUrl());
    for (const host of [REBOUND.host, `${REBOUND.host}:${port}`, "localhost.evil.example"]) {
      for (const [path, options] of attempts) {
        const { status, body } = await requestPath(path, {
          ...options,
          headers: { ...options?.headers, host, "x-forwarded-host": new URL(appUrl()).host },
        });
        expect([400, 421], `${host} ${path}`).toContain(status);
        expect(body).not.toMatch(/_next|worker_id|next_cursor/);
      }
    }
    const own = await requestPath("/api/routines", { headers: { authorization } });
    expect(own.status).toBe(200);
  });

  test("gets a page in the reader's language, and a machine a problem", async () => {
    const accept = { accept: "text/html,*/*", "accept-language": "pt-BR" };
    const html = await requestPath("/routines", { headers: { ...REBOUND, ...accept } });
    expect(html.headers["content-type"]).toContain("text/html");
    expect(html.body).toContain('<html lang="pt-BR">');
    const problem = await requestPath("/api/routines", { headers: REBOUND });
    expect(problem.headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(problem.body)).toMatchObject({ status: 421, code: "BAD_REQUEST" });
  });
});
