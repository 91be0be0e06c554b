import { createChunks } from "@supabase/ssr";
import { describe, expect, it } from "vitest";
import { capAge, readStoredSession, sessionCookie } from "@/lib/auth/session-cookie";

const NAME = "opspulse-auth-3000";
const SESSION = { access_token: "access", refresh_token: "refresh", expires_at: 1_800_000_000 };

const encode = (value: unknown) =>
  `base64-${Buffer.from(JSON.stringify(value)).toString("base64url")}`;

describe("the cookie is named by the port, and bound to the host on https", () => {
  it.each([
    ["http://localhost:3000", "opspulse-auth-3000", false],
    ["http://localhost:3001", "opspulse-auth-3001", false],
    ["http://ops.example.com", "opspulse-auth-80", false],
    ["https://ops.example.com", "__Host-opspulse-auth-443", true],
    ["https://ops.example.com:8443/", "__Host-opspulse-auth-8443", true],
  ])("%s", (appUrl, name, secure) => {
    expect(sessionCookie(appUrl)).toEqual({
      name,
      secure,
      httpOnly: true,
      sameSite: "lax",
      path: "/",
    });
  });
});

it.each([
  [400 * 24 * 3_600, 30 * 24 * 3_600],
  [undefined, 30 * 24 * 3_600],
  [60, 60],
  [0, 0],
])("a cookie that asks for %s seconds lives for %s", (maxAge, expected) => {
  expect(capAge({ maxAge, path: "/" })).toEqual({ maxAge: expected, path: "/" });
});

describe("a session is read back", () => {
  it("from one cookie", async () => {
    expect(await readStoredSession([{ name: NAME, value: encode(SESSION) }], NAME)).toEqual(
      SESSION,
    );
  });

  it("from one that was cut into chunks", async () => {
    const long = { ...SESSION, access_token: "a".repeat(8_000) };
    const chunks = createChunks(NAME, encode(long));
    expect(chunks.length).toBeGreaterThan(1);
    expect(await readStoredSession(chunks.toReversed(), NAME)).toEqual(long);
  });
});

describe("other values are not a session", () => {
  it.each([
    ["nothing", []],
    ["the cookie of another port", [{ name: "opspulse-auth-3001", value: encode(SESSION) }]],
    ["an empty cookie", [{ name: NAME, value: "" }]],
    ["unencoded JSON", [{ name: NAME, value: JSON.stringify(SESSION) }]],
    ["no base64", [{ name: NAME, value: "base64-%%%" }]],
    ["no JSON", [{ name: NAME, value: `base64-${Buffer.from("{").toString("base64url")}` }]],
    ["null", [{ name: NAME, value: encode(null) }]],
    ["no access token", [{ name: NAME, value: encode({ ...SESSION, access_token: "" }) }]],
    ["no expiry", [{ name: NAME, value: encode({ ...SESSION, expires_at: undefined }) }]],
    ["a chunk that is missing", [{ name: `${NAME}.1`, value: encode(SESSION) }]],
  ])("%s", async (_name, cookies) => {
    expect(await readStoredSession(cookies, NAME)).toBeNull();
  });
});
