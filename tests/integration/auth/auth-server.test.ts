import { createServerClient } from "@supabase/ssr";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { classifyAuthError } from "@/lib/auth/auth-error";
import { parseEmailLink } from "@/lib/auth/email-link";
import { readStoredSession, sessionCookie } from "@/lib/auth/session-cookie";
import { verifyTokenWithSecret } from "@/lib/auth/verify-access-token";
import type { AuthEmail } from "@/scripts/stack/auth-email";
import { startAuthServer, type AuthServer } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";

const SITE_URL = "http://localhost:3000";
const SECRET = "a-secret-that-has-at-least-32-characters";
const KEY = "a-publishable-key";
const PASSWORD = "correct-horse";

let database: TestDatabase;
let connection: ReturnType<typeof openAuthConnection>;
let confirming: AuthServer;
let direct: AuthServer;
let closed: AuthServer;
const emails: AuthEmail[] = [];

beforeAll(async () => {
  database = await createTestDatabase("auth_only");
  connection = openAuthConnection(database.url);
  const options = {
    connection,
    jwtSecret: SECRET,
    publishableKey: KEY,
    siteUrl: SITE_URL,
    signUp: "open",
    confirmEmail: false,
    onEmail: (email: AuthEmail) => emails.push(email),
  } as const;
  direct = await startAuthServer(options);
  confirming = await startAuthServer({ ...options, confirmEmail: true });
  closed = await startAuthServer({ ...options, signUp: "closed" });
});

afterAll(async () => {
  await Promise.all([direct.close(), confirming.close(), closed.close()]);
  await connection.close();
  await database.close();
});

/** A browser: the auth client of the app, and a jar for its cookies. */
function openBrowser(server: AuthServer) {
  const jar = new Map<string, string>();
  const readCookies = () => [...jar].map(([name, value]) => ({ name, value }));
  const { auth } = createServerClient(server.url, KEY, {
    cookieOptions: sessionCookie(SITE_URL),
    cookies: {
      getAll: readCookies,
      setAll: (writes) => {
        for (const { name, value } of writes) {
          if (value === "") jar.delete(name);
          else jar.set(name, value);
        }
      },
    },
  });
  return {
    auth,
    readSession: () => readStoredSession(readCookies(), sessionCookie(SITE_URL).name),
  };
}

const newAddress = () => `ada-${crypto.randomUUID()}@example.com`;

function latestLinkTo(address: string) {
  const link = emails.findLast((email) => email.to === address)?.link;
  const parsed = parseEmailLink(Object.fromEntries(new URL(link ?? "", SITE_URL).searchParams));
  if (parsed === null) throw new Error(`No link was mailed to ${address}.`);
  return parsed;
}

describe("sign-up", () => {
  it("gives a cookie whose token names the user, verified without the network", async () => {
    const browser = openBrowser(direct);
    const email = newAddress();
    const { data, error } = await browser.auth.signUp({ email, password: PASSWORD });
    expect(error).toBeNull();
    const session = await browser.readSession();
    expect(await verifyTokenWithSecret(session?.access_token ?? "", SECRET)).toEqual({
      id: data.user?.id,
      email,
      sessionId: expect.any(String) as unknown,
    });
  });

  it("of an address that has an account is refused like any other", async () => {
    const email = newAddress();
    await openBrowser(direct).auth.signUp({ email, password: PASSWORD });
    const { error } = await openBrowser(direct).auth.signUp({ email, password: PASSWORD });
    expect(error && classifyAuthError(error)).toBe("refused");
  });

  it("is refused where it is closed", async () => {
    const { error } = await openBrowser(closed).auth.signUp({
      email: newAddress(),
      password: PASSWORD,
    });
    expect(error && classifyAuthError(error)).toBe("sign_up_closed");
  });

  it("with a short password is refused because of the password", async () => {
    const { error } = await openBrowser(direct).auth.signUp({
      email: newAddress(),
      password: "short",
    });
    expect(error && classifyAuthError(error)).toBe("password_too_weak");
  });
});

describe("sign-up with confirmation by email", () => {
  it("gives a session only when the email's link is followed", async () => {
    const email = newAddress();
    const browser = openBrowser(confirming);
    const { data } = await browser.auth.signUp({ email, password: PASSWORD });
    expect(data.session).toBeNull();
    expect(await browser.readSession()).toBeNull();

    const { error } = await openBrowser(confirming).auth.signInWithPassword({
      email,
      password: PASSWORD,
    });
    expect(error && classifyAuthError(error)).toBe("refused");

    const link = latestLinkTo(email);
    expect(link.type).toBe("signup");
    const elsewhere = openBrowser(confirming);
    expect((await elsewhere.auth.verifyOtp(link)).error).toBeNull();
    const session = await elsewhere.readSession();
    expect(await verifyTokenWithSecret(session?.access_token ?? "", SECRET)).toMatchObject({
      email,
    });
  });

  it("sends an address that has an account to its emails too", async () => {
    const email = newAddress();
    await openBrowser(direct).auth.signUp({ email, password: PASSWORD });
    const { error } = await openBrowser(confirming).auth.signUp({ email, password: PASSWORD });
    expect(error && classifyAuthError(error)).toBe("too_many_emails");
  });
});

describe("a forgotten password", () => {
  it("of an unknown address gets the same response as a known one", async () => {
    const email = newAddress();
    await openBrowser(direct).auth.signUp({ email, password: PASSWORD });
    const known = await openBrowser(direct).auth.resetPasswordForEmail(email);
    const unknown = await openBrowser(direct).auth.resetPasswordForEmail(newAddress());
    expect(known.error).toBeNull();
    expect(unknown).toEqual(known);
  });

  it("is replaced by following the link, which works once", async () => {
    const email = newAddress();
    await openBrowser(direct).auth.signUp({ email, password: PASSWORD });
    await openBrowser(direct).auth.resetPasswordForEmail(email);

    const link = latestLinkTo(email);
    expect(link.type).toBe("recovery");
    const browser = openBrowser(direct);
    expect((await browser.auth.verifyOtp(link)).error).toBeNull();
    const unchanged = await browser.auth.updateUser({ password: PASSWORD });
    expect(unchanged.error && classifyAuthError(unchanged.error)).toBe("password_unchanged");
    expect((await browser.auth.updateUser({ password: "battery-staple" })).error).toBeNull();

    const again = await openBrowser(direct).auth.verifyOtp(link);
    expect(again.error && classifyAuthError(again.error)).toBe("refused");
    const old = await openBrowser(direct).auth.signInWithPassword({ email, password: PASSWORD });
    expect(old.error && classifyAuthError(old.error)).toBe("refused");
    const renewed = await openBrowser(direct).auth.signInWithPassword({
      email,
      password: "battery-staple",
    });
    expect(renewed.error).toBeNull();
  });

  it("confirms an unconfirmed address", async () => {
    const email = newAddress();
    await openBrowser(confirming).auth.signUp({ email, password: PASSWORD });
    await openBrowser(confirming).auth.resetPasswordForEmail(email);
    await openBrowser(confirming).auth.verifyOtp(latestLinkTo(email));
    const { error } = await openBrowser(confirming).auth.signInWithPassword({
      email,
      password: PASSWORD,
    });
    expect(error).toBeNull();
  });
});

describe("signing out", () => {
  it("ends the session at the auth server, and only that one", async () => {
    const email = newAddress();
    const here = openBrowser(direct);
    await here.auth.signUp({ email, password: PASSWORD });
    const there = openBrowser(direct);
    await there.auth.signInWithPassword({ email, password: PASSWORD });

    const session = await here.readSession();
    await openBrowser(direct).auth.admin.signOut(session?.access_token ?? "", "local");
    const revoked = await here.auth.refreshSession();
    expect(revoked.error).not.toBeNull();
    expect((await there.auth.refreshSession()).error).toBeNull();
  });

  it("elsewhere leaves the session here", async () => {
    const email = newAddress();
    const there = openBrowser(direct);
    await there.auth.signUp({ email, password: PASSWORD });
    const here = openBrowser(direct);
    await here.auth.signInWithPassword({ email, password: PASSWORD });

    expect((await here.auth.signOut({ scope: "others" })).error).toBeNull();
    expect((await there.auth.refreshSession()).error).not.toBeNull();
    expect((await here.auth.refreshSession()).error).toBeNull();
  });
});
