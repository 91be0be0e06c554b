import { createChunks } from "@supabase/ssr";
import { SignJWT } from "jose";
import { beforeAll, describe, expect, it, vi } from "vitest";
import {
  authenticateRequest as authenticate,
  readBearerToken,
} from "@/lib/auth/authenticate-request";

const SECRET = "a-secret-that-has-at-least-32-characters";
const APP_URL = "http://localhost:3000";
const COOKIE_NAME = "opspulse-auth-3000";
const BEARER_USER = "11111111-1111-4111-8111-111111111111";
const COOKIE_USER = "22222222-2222-4222-8222-222222222222";

beforeAll(() => {
  vi.stubEnv("APP_URL", APP_URL);
  vi.stubEnv("DATABASE_URL", "postgres://localhost/unused");
  vi.stubEnv("SUPABASE_URL", "http://localhost:1");
  vi.stubEnv("SUPABASE_PUBLISHABLE_KEY", "unused");
  vi.stubEnv("SUPABASE_JWT_SECRET", SECRET);
});

const SESSION_ID = "33333333-3333-4333-8333-333333333333";
const ENDED_SESSION_ID = "44444444-4444-4444-8444-444444444444";

/** As with a database in which one session has ended. */
const authenticateRequest = (request: Request) =>
  authenticate(request, async ({ sessionId }) => sessionId !== ENDED_SESSION_ID);

const signToken = (userId: string, secret = SECRET, sessionId = SESSION_ID) =>
  new SignJWT({ role: "authenticated", session_id: sessionId })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(userId)
    .setAudience("authenticated")
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(secret));

async function sessionCookieOf(token: string) {
  const session = { access_token: token, refresh_token: "unused", expires_at: 4_102_444_800 };
  const value = `base64-${Buffer.from(JSON.stringify(session)).toString("base64url")}`;
  return createChunks(COOKIE_NAME, value)
    .map((chunk) => `${chunk.name}=${chunk.value}`)
    .join("; ");
}

const request = (method: string, headers: Record<string, string>) =>
  new Request(`${APP_URL}/api/routines`, { method, headers });

describe("a bearer token authenticates a caller", () => {
  it.each(["Bearer", "bearer"])("by the scheme %s, from any site", async (scheme) => {
    const authorization = `${scheme} ${await signToken(BEARER_USER)}`;
    const origin = "https://elsewhere.example";
    expect(await authenticateRequest(request("POST", { authorization, origin }))).toEqual({
      userId: BEARER_USER,
      address: "direct",
    });
  });

  it("before the cookie does", async () => {
    const authorization = `Bearer ${await signToken(BEARER_USER)}`;
    const cookie = await sessionCookieOf(await signToken(COOKIE_USER));
    expect(await authenticateRequest(request("GET", { authorization, cookie }))).toEqual({
      userId: BEARER_USER,
      address: "direct",
    });
  });

  it.each([
    "Bearer",
    "Bearer not-a-token",
    "Bearer a b",
    "Bearer ,",
    "Token abc",
    "abc",
    "Basically abc",
  ])("a malformed %j is refused even with a valid cookie", async (authorization) => {
    const cookie = await sessionCookieOf(await signToken(COOKIE_USER));
    await expect(
      authenticateRequest(request("GET", { authorization, cookie })),
    ).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});

describe("the session cookie authenticates a caller", () => {
  it.each(["GET", "HEAD"])("for %s, from any site", async (method) => {
    const cookie = await sessionCookieOf(await signToken(COOKIE_USER));
    const origin = "https://elsewhere.example";
    expect(await authenticateRequest(request(method, { cookie, origin }))).toEqual({
      userId: COOKIE_USER,
      address: "direct",
    });
  });

  it("behind a proxy with its own credentials", async () => {
    const cookie = await sessionCookieOf(await signToken(COOKIE_USER));
    const authorization = `Basic ${Buffer.from("a:b").toString("base64")}`;
    expect(await authenticateRequest(request("GET", { cookie, authorization }))).toEqual({
      userId: COOKIE_USER,
      address: "direct",
    });
  });

  it.each(["POST", "PUT", "PATCH", "DELETE"])("for %s from this site", async (method) => {
    const cookie = await sessionCookieOf(await signToken(COOKIE_USER));
    expect(await authenticateRequest(request(method, { cookie, origin: APP_URL }))).toEqual({
      userId: COOKIE_USER,
      address: "direct",
    });
  });

  it.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])(
    "a %s from another site is forbidden",
    async (method) => {
      const cookie = await sessionCookieOf(await signToken(COOKIE_USER));
      await expect(
        authenticateRequest(request(method, { cookie, origin: "https://elsewhere.example" })),
      ).rejects.toMatchObject({ code: "FORBIDDEN" });
    },
  );

  it("a POST without an origin is forbidden", async () => {
    const cookie = await sessionCookieOf(await signToken(COOKIE_USER));
    await expect(authenticateRequest(request("POST", { cookie }))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("a token signed with another secret is refused, from any site", async () => {
    const token = await signToken(COOKIE_USER, "another-secret-with-at-least-32-characters");
    const cookie = await sessionCookieOf(token);
    await expect(
      authenticateRequest(request("POST", { cookie, origin: "https://elsewhere.example" })),
    ).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});

it("a token whose session has ended is refused, as a bearer token and in the cookie", async () => {
  const token = await signToken(BEARER_USER, SECRET, ENDED_SESSION_ID);
  for (const headers of [
    { authorization: `Bearer ${token}` },
    { cookie: await sessionCookieOf(token) },
  ]) {
    await expect(authenticateRequest(request("GET", headers))).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
  }
});

it("a request without credentials is unauthenticated", async () => {
  await expect(authenticateRequest(request("GET", {}))).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
  });
});

describe("an Authorization header is read strictly", () => {
  it.each<[string | null, ReturnType<typeof readBearerToken>]>([
    [null, null],
    ["Basic YTpi", null],
    ["Bearer abc.def-g_h~i+j/k==", { token: "abc.def-g_h~i+j/k==" }],
    ["Bearer  abc", { token: "abc" }],
    ["Bearer abc=d", "malformed"],
    ["Bearer", "malformed"],
    ["Bearer\tabc", "malformed"],
    ["Digest abc", "malformed"],
    ["", "malformed"],
  ])("%j", (header, expected) => {
    expect(readBearerToken(header)).toEqual(expected);
  });
});
