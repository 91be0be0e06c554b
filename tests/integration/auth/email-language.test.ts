import { createServerClient } from "@supabase/ssr";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { locales } from "@/i18n/locales";
import { emailLanguage, saveEmailLanguage } from "@/lib/auth/email-language";
import { sessionCookie } from "@/lib/auth/session-cookie";
import { startAuthServer, type AuthServer } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";

const SITE_URL = "http://localhost:3000";
const KEY = "a-publishable-key";
const PASSWORD = "correct-horse";

let database: TestDatabase;
let connection: ReturnType<typeof openAuthConnection>;
let server: AuthServer;
/** The cookies of the browser. */
const jar = new Map<string, string>();

async function start(): Promise<AuthServer> {
  return startAuthServer({
    connection,
    jwtSecret: "a-secret-that-has-at-least-32-characters",
    publishableKey: KEY,
    siteUrl: SITE_URL,
    signUp: "open",
    confirmEmail: false,
    onEmail: () => undefined,
  });
}

beforeAll(async () => {
  database = await createTestDatabase("auth_only");
  connection = openAuthConnection(database.url);
  server = await start();
});

beforeEach(() => jar.clear());

afterAll(async () => {
  await server.close();
  await connection.close();
  await database.close();
});

/** The auth client of one request, as the app makes it. */
function openClient(url: string, send: typeof fetch = fetch) {
  return createServerClient(url, KEY, {
    cookieOptions: sessionCookie(SITE_URL),
    global: { fetch: send },
    cookies: {
      getAll: () => [...jar].map(([name, value]) => ({ name, value })),
      setAll: (writes) => {
        for (const { name, value } of writes) jar.set(name, value);
      },
    },
  });
}

async function signUp(locale: string) {
  const email = `ada-${crypto.randomUUID()}@example.com`;
  const { error } = await openClient(server.url).auth.signUp({
    email,
    password: PASSWORD,
    options: { data: emailLanguage(locale) },
  });
  expect(error).toBeNull();
  return email;
}

/** The metadata that chooses the language of the user's emails. */
async function readLanguage(): Promise<unknown> {
  const { data } = await openClient(server.url).auth.getUser();
  return data.user?.user_metadata.locale;
}

describe("the language of emails", () => {
  it.each(locales)("is known from sign-up on: %s", async (locale) => {
    await signUp(locale);
    expect(await readLanguage()).toBe(locale);
  });

  it("is the last choice, and the session stays", async () => {
    const email = await signUp("en");
    await saveEmailLanguage(openClient(server.url), "pt-BR");
    expect(await readLanguage()).toBe("pt-BR");
    const { data } = await openClient(server.url).auth.getUser();
    expect(data.user?.email).toBe(email);
  });

  it("is set for an account that never had one", async () => {
    const email = `ada-${crypto.randomUUID()}@example.com`;
    await openClient(server.url).auth.signUp({ email, password: PASSWORD });
    expect(await readLanguage()).toBeUndefined();
    await saveEmailLanguage(openClient(server.url), "pt-BR");
    expect(await readLanguage()).toBe("pt-BR");
  });

  it("is not sent to the auth server without a session", async () => {
    let requests = 0;
    const count: typeof fetch = (...request) => {
      requests += 1;
      return fetch(...request);
    };
    await saveEmailLanguage(openClient(server.url, count), "pt-BR");
    expect(requests).toBe(0);
  });

  it.each<[string, typeof fetch]>([
    ["cannot be reached", () => Promise.reject(new TypeError("fetch failed"))],
    ["breaks", () => Promise.resolve(new Response("no", { status: 500 }))],
    ["responds with nonsense", () => Promise.resolve(new Response("<html>", { status: 200 }))],
  ])("stays the same without an error where the auth server %s", async (_, send) => {
    await signUp("en");
    await expect(saveEmailLanguage(openClient(server.url, send), "pt-BR")).resolves.toBeUndefined();
    expect(await readLanguage()).toBe("en");
  });
});
