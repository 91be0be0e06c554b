import { SignJWT, UnsecuredJWT, exportSPKI, generateKeyPair } from "jose";
import { describe, expect, it } from "vitest";
import { verifyTokenWithSecret } from "@/lib/auth/verify-access-token";

const SECRET = "a-secret-that-has-at-least-32-characters";
const ISSUER = "https://project.supabase.co/auth/v1";
const USER_ID = "7c1f4a55-3df1-4b5a-9d2e-0a9a5a4f1c11";
const SESSION_ID = "0d9a3c1e-6f4b-4e0a-8a3e-1c2b3d4e5f60";

type Claims = Record<string, unknown>;

const claims: Claims = {
  sub: USER_ID,
  aud: "authenticated",
  role: "authenticated",
  email: "ada@example.com",
  session_id: SESSION_ID,
  exp: Math.floor(Date.now() / 1_000) + 3_600,
};

function sign(changes: Claims = {}, alg = "HS256", secret: Uint8Array | string = SECRET) {
  const payload = Object.fromEntries(
    Object.entries({ ...claims, ...changes }).filter(([, value]) => value !== undefined),
  );
  const key = typeof secret === "string" ? new TextEncoder().encode(secret) : secret;
  return new SignJWT(payload).setProtectedHeader({ alg, typ: "JWT" }).sign(key);
}

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("a token of this instance's auth server gives its user", () => {
  it.each<[string, Claims, string | null]>([
    ["with an address", {}, "ada@example.com"],
    ["without an address", { email: undefined }, null],
    ["with an empty address", { email: "" }, null],
    ["for several audiences", { aud: ["authenticated", "other"] }, "ada@example.com"],
    ["of this issuer", { iss: ISSUER }, "ada@example.com"],
    ["with ids in capitals", { sub: USER_ID.toUpperCase() }, "ada@example.com"],
    ["expired for a moment", { exp: Math.floor(Date.now() / 1_000) - 1 }, "ada@example.com"],
  ])("%s", async (_name, changes, email) => {
    expect(await verifyTokenWithSecret(await sign(changes), SECRET, ISSUER)).toEqual({
      id: USER_ID,
      email,
      sessionId: SESSION_ID,
    });
  });
});

describe("a token whose claims break a rule is refused", () => {
  it.each<[string, Claims]>([
    ["expired", { exp: Math.floor(Date.now() / 1_000) - 60 }],
    ["another issuer", { iss: "https://elsewhere.example/auth/v1" }],
    ["no session", { session_id: undefined }],
    ["a session that is no uuid", { session_id: "1" }],
    ["without an expiry", { exp: undefined }],
    ["not valid yet", { nbf: Math.floor(Date.now() / 1_000) + 3_600 }],
    ["another audience", { aud: "anon" }],
    ["no audience", { aud: undefined }],
    ["the role of a service", { role: "service_role" }],
    ["the role of a visitor", { role: "anon" }],
    ["no role", { role: undefined }],
    ["a subject that is no uuid", { sub: "1' or '1'='1" }],
    ["an empty subject", { sub: "" }],
    ["no subject", { sub: undefined }],
    ["an address that is no text", { email: { $ne: null } }],
  ])("%s", async (_name, changes) => {
    expect(await verifyTokenWithSecret(await sign(changes), SECRET, ISSUER)).toBeNull();
  });
});

describe("a token that was not signed with the secret by HS256 is refused", () => {
  it("another secret", async () => {
    const token = await sign({}, "HS256", "another-secret-with-at-least-32-characters");
    expect(await verifyTokenWithSecret(token, SECRET)).toBeNull();
  });

  it.each(["HS384", "HS512"])("the right secret with %s", async (alg) => {
    const secret = SECRET.repeat(2);
    expect(await verifyTokenWithSecret(await sign({}, alg, secret), secret)).toBeNull();
  });

  it("no signature, by alg none", async () => {
    expect(await verifyTokenWithSecret(new UnsecuredJWT(claims).encode(), SECRET)).toBeNull();
  });

  it("no signature, with the header of a signed one", async () => {
    const token = `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url(claims)}.`;
    expect(await verifyTokenWithSecret(token, SECRET)).toBeNull();
  });

  it("an asymmetric signature", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    const token = await new SignJWT(claims).setProtectedHeader({ alg: "RS256" }).sign(privateKey);
    expect(await verifyTokenWithSecret(token, SECRET)).toBeNull();
  });

  it("a public key used as the secret of an HMAC", async () => {
    const { publicKey } = await generateKeyPair("RS256", { extractable: true });
    const token = await sign({}, "HS256", await exportSPKI(publicKey));
    expect(await verifyTokenWithSecret(token, SECRET)).toBeNull();
  });

  it("claims changed after signing", async () => {
    const [header, , signature] = (await sign()).split(".");
    const forged = { ...claims, sub: "00000000-0000-4000-8000-000000000000" };
    const token = [header, base64url(forged), signature].join(".");
    expect(await verifyTokenWithSecret(token, SECRET)).toBeNull();
  });

  it.each(["", "x", "a.b", "a.b.c", "..", "null", `${"a".repeat(10_000)}.b.c`])(
    "a malformed token: %.20j",
    async (token) => {
      expect(await verifyTokenWithSecret(token, SECRET)).toBeNull();
    },
  );
});
