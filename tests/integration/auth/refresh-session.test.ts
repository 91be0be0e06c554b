import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createChunks } from "@supabase/ssr";
import { createClient } from "@supabase/supabase-js";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { refreshSession, type SessionChange } from "@/lib/auth/refresh-session";
import {
  readStoredSession,
  sessionCookie,
  type Cookie,
  type StoredSession,
} from "@/lib/auth/session-cookie";
import { verifyTokenWithSecret } from "@/lib/auth/verify-access-token";
import { startAuthServer, type AuthServer } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";

const APP_URL = "http://localhost:3000";
const COOKIE_NAME = sessionCookie(APP_URL).name;
const SECRET = "a-secret-that-has-at-least-32-characters";
const KEY = "a-publishable-key";

let database: TestDatabase;
let connection: ReturnType<typeof openAuthConnection>;
let authServer: AuthServer;
let standIn: Server | undefined;

beforeAll(async () => {
  database = await createTestDatabase("auth_only");
  connection = openAuthConnection(database.url);
  authServer = await startAuthServer({
    connection,
    jwtSecret: SECRET,
    publishableKey: KEY,
    siteUrl: APP_URL,
    signUp: "open",
    confirmEmail: false,
    onEmail: () => undefined,
  });
});

afterEach(async () => {
  standIn?.closeAllConnections();
  await new Promise((resolve) => (standIn ? standIn.close(resolve) : resolve(null)));
  standIn = undefined;
});

afterAll(async () => {
  await authServer.close();
  await connection.close();
  await database.close();
});

async function signUp(): Promise<StoredSession> {
  const client = createClient(authServer.url, KEY, { auth: { persistSession: false } });
  const { data } = await client.auth.signUp({
    email: `ada-${crypto.randomUUID()}@example.com`,
    password: "correct-horse",
  });
  if (data.session === null) throw new Error("Nobody was signed up.");
  const { access_token, refresh_token, expires_at = 0 } = data.session;
  return { access_token, refresh_token, expires_at };
}

function cookiesOf(session: StoredSession): Cookie[] {
  const stored = { token_type: "bearer", expires_in: 3_600, user: {}, ...session };
  const encoded = Buffer.from(JSON.stringify(stored)).toString("base64url");
  return createChunks(COOKIE_NAME, `base64-${encoded}`);
}

/** An auth server with a given response, which counts its requests. */
async function startStandIn(answer: RequestListener) {
  let requests = 0;
  standIn = createServer((request, response) => {
    requests += 1;
    answer(request, response);
  });
  standIn.listen(0, "127.0.0.1");
  await once(standIn, "listening");
  const address = standIn.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return { url: `http://127.0.0.1:${address.port}`, countRequests: () => requests };
}

const refresh = (supabaseUrl: string, cookies: Cookie[], now = new Date()) =>
  refreshSession(
    { APP_URL, SUPABASE_URL: supabaseUrl, SUPABASE_PUBLISHABLE_KEY: KEY },
    cookies,
    now,
  );

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

const sessionIn = (change: SessionChange) => readStoredSession(change.cookies, COOKIE_NAME);

it("an expired session is renewed, in a cookie that scripts cannot read and no cache keeps", async () => {
  const session = await signUp();
  const change = await refresh(
    authServer.url,
    cookiesOf({ ...session, expires_at: inSeconds(-10) }),
  );

  const renewed = await sessionIn(change);
  expect(renewed?.refresh_token).not.toBe(session.refresh_token);
  const before = await verifyTokenWithSecret(session.access_token, SECRET);
  expect(before).not.toBeNull();
  expect(await verifyTokenWithSecret(renewed?.access_token ?? "", SECRET)).toEqual(before);
  for (const { options } of change.cookies.filter(({ value }) => value !== "")) {
    expect(options).toMatchObject({ httpOnly: true, sameSite: "lax", path: "/", secure: false });
    expect(options.maxAge).toBe(30 * 24 * 60 * 60);
  }
  expect(change.headers["Cache-Control"]).toContain("no-store");
});

it("a session is renewed shortly before it expires", async () => {
  const session = await signUp();
  const cookies = cookiesOf({ ...session, expires_at: inSeconds(30) });
  expect(await sessionIn(await refresh(authServer.url, cookies))).not.toBeNull();
});

it("two requests at once with the same expired session both get a valid one", async () => {
  const cookies = cookiesOf({ ...(await signUp()), expires_at: inSeconds(-10) });
  const changes = await Promise.all([
    refresh(authServer.url, cookies),
    refresh(authServer.url, cookies),
  ]);
  for (const change of changes) {
    const renewed = await sessionIn(change);
    expect(await verifyTokenWithSecret(renewed?.access_token ?? "", SECRET)).not.toBeNull();
  }
});

it("a valid session, none, and a broken one need no request", async () => {
  const server = await startStandIn((_request, response) => response.end("{}"));
  const session = { access_token: "a", refresh_token: "r", expires_at: inSeconds(3_600) };
  for (const cookies of [
    cookiesOf(session),
    [],
    [{ name: COOKIE_NAME, value: "base64-broken" }],
    [{ name: "opspulse-auth-4000", value: cookiesOf(session)[0]?.value ?? "" }],
  ]) {
    expect(await refresh(server.url, cookies)).toEqual({ cookies: [], headers: {} });
  }
  expect(server.countRequests()).toBe(0);
});

it("an expired session that was ended at the auth server is forgotten", async () => {
  const session = await signUp();
  await createClient(authServer.url, KEY).auth.admin.signOut(session.access_token, "local");
  const cookies = cookiesOf({ ...session, expires_at: inSeconds(-10) });
  const change = await refresh(authServer.url, cookies);
  expect(change.cookies).toMatchObject([{ name: COOKIE_NAME, value: "", options: { maxAge: 0 } }]);
});

it.each<[string, RequestListener]>([
  ["never answers", () => undefined],
  ["hangs up", (request) => request.socket.destroy()],
  ["is a gateway to nothing", (_request, response) => response.writeHead(503).end()],
])("an auth server that %s does not delay a page or end a session", async (_name, answer) => {
  const server = await startStandIn(answer);
  const cookies = cookiesOf({ ...(await signUp()), expires_at: inSeconds(-10) });
  const startedAt = performance.now();
  expect(await refresh(server.url, cookies)).toEqual({ cookies: [], headers: {} });
  expect(server.countRequests()).toBeGreaterThan(0);
  expect(performance.now() - startedAt).toBeLessThan(6_000);
});
