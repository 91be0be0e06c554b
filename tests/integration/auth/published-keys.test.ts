import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from "jose";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createKeyFinder } from "@/lib/auth/published-keys";
import { verifyTokenWithKeys, verifyTokenWithSecret } from "@/lib/auth/verify-access-token";

const USER_ID = "7c1f4a55-3df1-4b5a-9d2e-0a9a5a4f1c11";
const SESSION_ID = "0d9a3c1e-6f4b-4e0a-8a3e-1c2b3d4e5f60";
const user = { id: USER_ID, email: null, sessionId: SESSION_ID };
const kid = "the-published-key";

let keyPair: CryptoKeyPair;
let server: Server;
let url: string;
let issuer: string;
/** What the auth server sends for its keys, and how often it was asked. */
let published: { status: number; body: string };
let fetches: number;
let keys: ReturnType<typeof createKeyFinder>;

beforeAll(async () => {
  keyPair = await generateKeyPair("ES256", { extractable: true });
});

beforeEach(async () => {
  const key = { ...(await exportJWK(keyPair.publicKey)), kid, alg: "ES256", use: "sig" };
  published = { status: 200, body: JSON.stringify({ keys: [key] }) };
  fetches = 0;
  server = createServer((request, response) => {
    if (request.url === "/auth/v1/.well-known/jwks.json") fetches += 1;
    response.writeHead(published.status).end(published.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  issuer = `${url}/auth/v1`;
  keys = createKeyFinder(url);
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const claims = (changes: Record<string, unknown> = {}): JWTPayload => ({
  sub: USER_ID,
  session_id: SESSION_ID,
  role: "authenticated",
  aud: "authenticated",
  iss: issuer,
  exp: Math.floor(Date.now() / 1_000) + 3_600,
  ...changes,
});

const sign = (changes: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
  new SignJWT(claims(changes))
    .setProtectedHeader({ alg: "ES256", kid, typ: "JWT", ...header })
    .sign(keyPair.privateKey);

const verify = (token: string) => verifyTokenWithKeys(token, keys, issuer);

describe("a token that is signed by a published key", () => {
  it("gives its user, with one fetch for a hundred of them", async () => {
    const tokens = await Promise.all(Array.from({ length: 100 }, () => sign()));
    expect(await Promise.all(tokens.map(verify))).toEqual(tokens.map(() => user));
    expect(fetches).toBe(1);
  });

  it.each<[string, () => Record<string, unknown>]>([
    ["another issuer", () => ({ iss: "https://elsewhere.example/auth/v1" })],
    ["no issuer", () => ({ iss: undefined })],
    ["another audience", () => ({ aud: "anon" })],
    ["no session", () => ({ session_id: undefined })],
    ["a time that is over", () => ({ exp: Math.floor(Date.now() / 1_000) - 60 })],
    ["a time to come", () => ({ nbf: Math.floor(Date.now() / 1_000) + 60 })],
    ["the role of a service", () => ({ role: "service_role" })],
  ])("with %s is refused", async (_, change) => {
    expect(await verify(await sign(change()))).toBeNull();
  });

  it("is accepted within seconds of a clock that is late or early", async () => {
    const now = Math.floor(Date.now() / 1_000);
    expect(await verify(await sign({ exp: now - 1 }))).toEqual(user);
    expect(await verify(await sign({ nbf: now + 3 }))).toEqual(user);
  });
});

describe("a token that is signed otherwise is refused", () => {
  it("by nobody, without a fetch", async () => {
    expect(await verify(new UnsecuredJWT(claims()).encode())).toBeNull();
    expect(fetches).toBe(0);
  });

  it("by HMAC with the published key as its secret, without a fetch", async () => {
    const secret = new TextEncoder().encode(published.body);
    const token = await new SignJWT(claims())
      .setProtectedHeader({ alg: "HS256", kid, typ: "JWT" })
      .sign(secret);
    expect(await verify(token)).toBeNull();
    expect(fetches).toBe(0);
  });

  it("by another key under the id of the published one", async () => {
    const other = await generateKeyPair("ES256");
    const token = await new SignJWT(claims())
      .setProtectedHeader({ alg: "ES256", kid })
      .sign(other.privateKey);
    expect(await verify(token)).toBeNull();
  });
});

describe("the auth server is asked seldom", () => {
  it("twenty unknown key ids cause one fetch", async () => {
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, index) => sign({}, { kid: `unknown-${index}` })),
    );
    for (const token of tokens) expect(await verify(token)).toBeNull();
    expect(await Promise.all(tokens.map(verify))).toEqual(tokens.map(() => null));
    expect(fetches).toBe(1);
  });

  it.each([
    ["that fails", { status: 503, body: "" }],
    ["that sends a page", { status: 200, body: "<html>" }],
    ["that sends no keys", { status: 200, body: '{"keys":[1,null]}' }],
    ["that sends another object", { status: 200, body: "{}" }],
  ])(
    "twenty tokens at a server %s cause one fetch, and are refused for the moment",
    async (_, sent) => {
      published = sent;
      const token = await sign();
      for (let count = 0; count < 20; count += 1) {
        await expect(verify(token)).rejects.toMatchObject({ code: "UNAVAILABLE" });
      }
      expect(fetches).toBe(1);
    },
  );

  it("the keys that it published last stay in use while it is down", async () => {
    expect(await verify(await sign())).toEqual(user);
    published = { status: 503, body: "" };
    await keys.reload();
    expect(fetches).toBe(2);
    expect(await verify(await sign())).toEqual(user);
  });
});

describe("a malformed token", () => {
  const json = fc.oneof(
    fc.json(),
    fc.string(),
    fc.constantFrom("", "null", "[]", "{}", "1", '"a"'),
  );
  const part = fc.oneof(
    json.map((text) => Buffer.from(text).toString("base64url")),
    fc.string(),
    fc.base64String(),
    fc.constantFrom("", "=", "e30", "%00", "\u0000", "..", "a".repeat(50_000)),
  );
  const header = fc
    .record(
      {
        alg: fc.oneof(
          fc.constantFrom("none", "None", "HS256", "HS512", "ES256", "RS256", "EdDSA", "PS256"),
          fc.jsonValue(),
        ),
        kid: fc.oneof(fc.constant(kid), fc.jsonValue(), fc.constant("k".repeat(10_000))),
        typ: fc.oneof(fc.constant("JWT"), fc.jsonValue()),
        crit: fc.jsonValue(),
        b64: fc.boolean(),
        jku: fc.webUrl(),
        jwk: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((value) => Buffer.from(JSON.stringify(value)).toString("base64url"));
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom("", "\u0000", `${USER_ID}\u0000`, "1' or '1'='1", -1, 1e308, "2999"),
  );
  // At least one claim is wrong: none of these could be verified whatever its signature.
  const payload = fc
    .tuple(
      fc.constantFrom("sub", "session_id", "role", "aud", "exp"),
      odd.filter((value) => value !== "authenticated" && typeof value !== "number"),
      fc.dictionary(fc.string(), odd),
    )
    .map(([name, value, more]) => ({ ...more, ...claims(), [name]: value }))
    .map((value) => Buffer.from(JSON.stringify(value)).toString("base64url"));
  const token = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 6 }).map((parts) => parts.join(".")),
    fc.tuple(header, part, part).map((parts) => parts.join(".")),
    fc.tuple(header, payload, part).map((parts) => parts.join(".")),
  );

  it("is refused without a fetch or an error, whatever it is: 2,000 of them", async () => {
    const secret = "a-secret-that-has-at-least-32-characters";
    await fc.assert(
      fc.asyncProperty(token, async (text) => {
        expect(await verify(text)).toBeNull();
        expect(await verifyTokenWithSecret(text, secret, issuer)).toBeNull();
      }),
      { numRuns: 2_000, seed: 14 },
    );
    expect(fetches).toBe(0);
  });

  it("that was cut or changed is refused, wherever", async () => {
    const valid = await sign();
    const last = valid.length - 1;
    for (let at = 0; at < last; at += 7) {
      expect(await verify(valid.slice(0, at))).toBeNull();
      const letter = valid[at] === "A" ? "B" : "A";
      expect(await verify(valid.slice(0, at) + letter + valid.slice(at + 1))).toBeNull();
    }
    expect(fetches).toBeLessThanOrEqual(1);
  });
});
