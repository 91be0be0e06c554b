import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

let server: Server;
let origin: string;
let asked: string[];
let answer: { status: number; body: unknown };

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv("APP_URL", "https://ops.example.com");
  vi.stubEnv("DATABASE_URL", "postgres://localhost/unused");
  vi.stubEnv("SUPABASE_URL", origin);
  vi.stubEnv("SUPABASE_PUBLISHABLE_KEY", "publishable");
  vi.stubEnv("SUPABASE_JWT_SECRET", "0123456789abcdef0123456789abcdef");
  // What was found is kept by the module.
  vi.resetModules();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const offer = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/oauth/authorize`,
  token_endpoint: `${issuer}/oauth/token`,
});

const load = async () => {
  const oauth = await import("@/lib/auth/oauth-server");
  const route = await import("@/app/.well-known/oauth-protected-resource/[[...path]]/route");
  const read = (...path: string[]) =>
    route.GET(new Request("https://ops.example.com/.well-known/oauth-protected-resource"), {
      params: Promise.resolve({ path }),
    });
  return { ...oauth, read };
};

test("an auth server that offers OAuth is named to agents, and asked once", async () => {
  answer = { status: 200, body: offer(`${origin}/auth/v1`) };
  const { findOAuthServer, protectedResource, read } = await load();
  const all = await Promise.all([findOAuthServer(), findOAuthServer(), findOAuthServer()]);
  expect(new Set(all)).toEqual(new Set([`${origin}/auth/v1`]));
  const response = await read("api", "mcp");
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    resource: "https://ops.example.com/api/mcp",
    authorization_servers: [`${origin}/auth/v1`],
    bearer_methods_supported: ["header"],
  });
  expect(protectedResource().metadataUrl).toBe(
    "https://ops.example.com/.well-known/oauth-protected-resource/api/mcp",
  );
  expect((await read()).status).toBe(200);
  expect((await read("api", "routines")).status).toBe(404);
  expect(asked).toEqual(["/.well-known/oauth-authorization-server/auth/v1"]);
});

test.each([
  ["none", () => ({ status: 404, body: {} })],
  ["half of it", () => ({ status: 200, body: { issuer: `${origin}/auth/v1` } })],
  ["another's", () => ({ status: 200, body: offer("https://evil.example/auth/v1") })],
])("where the auth server offers %s, there is no metadata", async (_, given) => {
  answer = given();
  const { findOAuthServer, read } = await load();
  expect(await findOAuthServer()).toBeNull();
  expect((await read("api", "mcp")).status).toBe(404);
});
