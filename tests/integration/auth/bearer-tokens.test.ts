import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { authenticateRequest } from "@/lib/auth/authenticate-request";

const USER_ID = "7c1f4a55-3df1-4b5a-9d2e-0a9a5a4f1c11";
const LIVE_SESSION_ID = "0d9a3c1e-6f4b-4e0a-8a3e-1c2b3d4e5f60";

/** An auth server that signs with a secret of its own, and says who a token of it belongs to. */
let server: Server;
let requests: string[] = [];

const ownSecret = new TextEncoder().encode("a-secret-that-only-the-auth-server-has");

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request.url ?? "");
    const token = request.headers.authorization?.split(" ")[1] ?? "";
    const isOwn = signed.has(token) && request.url === "/auth/v1/user";
    response.writeHead(isOwn ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(isOwn ? { id: USER_ID } : { code: 401, msg: "bad jwt" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  vi.stubEnv("APP_URL", "http://localhost:3000");
  vi.stubEnv("DATABASE_URL", "postgres://localhost/unused");
  vi.stubEnv("SUPABASE_URL", `http://127.0.0.1:${port}`);
  vi.stubEnv("SUPABASE_PUBLISHABLE_KEY", "unused");
  vi.stubEnv("SUPABASE_JWT_SECRET", "");
  vi.stubEnv("LOG_LEVEL", "silent");
});

beforeEach(() => {
  requests = [];
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const signed = new Set<string>();

async function sign(sessionId: string, secret = ownSecret): Promise<string> {
  const token = await new SignJWT({ role: "authenticated", session_id: sessionId })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(USER_ID)
    .setAudience("authenticated")
    .setExpirationTime("1h")
    .sign(secret);
  if (secret === ownSecret) signed.add(token);
  return token;
}

const authenticate = (authorization: string) =>
  authenticateRequest(
    new Request("http://localhost:3000/api/routines", { headers: { authorization } }),
    async ({ sessionId }) => sessionId === LIVE_SESSION_ID,
  );

const REFUSED = { code: "UNAUTHENTICATED" };

describe("where only the auth server knows the secret of tokens", () => {
  it("it is asked about a token once in a while", async () => {
    const token = await sign(LIVE_SESSION_ID);
    for (let count = 0; count < 5; count += 1) {
      expect(await authenticate(`Bearer ${token}`)).toMatchObject({ userId: USER_ID });
    }
    expect(requests).toEqual(["/auth/v1/user"]);
  });

  it("a token that names no live session is refused without a request", async () => {
    for (let count = 0; count < 20; count += 1) {
      const forged = await sign(crypto.randomUUID(), new TextEncoder().encode("f".repeat(32)));
      await expect(authenticate(`Bearer ${forged}`)).rejects.toMatchObject(REFUSED);
    }
    expect(requests).toEqual([]);
  });

  it("a forged token that names a live session is refused by it", async () => {
    const forged = await sign(LIVE_SESSION_ID, new TextEncoder().encode("f".repeat(32)));
    await expect(authenticate(`Bearer ${forged}`)).rejects.toMatchObject(REFUSED);
    expect(requests).toEqual(["/auth/v1/user"]);
  });
});

it("a malformed token is a 401, never another error or a request: 1,500 of them", async () => {
  const isHeader = (text: string) => !/[^\t -~]/.test(text);
  const part = fc.oneof(
    fc.string(),
    fc.json().map((text) => Buffer.from(text).toString("base64url")),
    fc.constantFrom(
      "",
      Buffer.from('{"alg":"HS256","typ":"JWT"}').toString("base64url"),
      Buffer.from('{"alg":"ES256","kid":7}').toString("base64url"),
      Buffer.from('{"alg":["HS256"]}').toString("base64url"),
    ),
  );
  const text = fc
    .oneof(
      fc.string(),
      fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(".")),
    )
    .filter(isHeader);
  await fc.assert(
    fc.asyncProperty(text, async (token) => {
      await expect(authenticate(`Bearer ${token}`)).rejects.toMatchObject(REFUSED);
    }),
    { numRuns: 1_500, seed: 14 },
  );
  expect(requests).toEqual([]);
});
