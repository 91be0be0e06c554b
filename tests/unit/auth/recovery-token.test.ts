import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { isRecoveryOf, signRecovery } from "@/lib/auth/recovery-token";

const session = {
  id: "7c1f4a55-3df1-4b5a-9d2e-0a9a5a4f1c11",
  sessionId: "0d9a3c1e-6f4b-4e0a-8a3e-1c2b3d4e5f60",
};
const other = "11111111-1111-4111-8111-111111111111";
const DATABASE_URL = "postgres://opspulse:a-password@localhost/opspulse";
const secrets = {
  SUPABASE_JWT_SECRET: "j".repeat(32),
  CRON_SECRET: "c".repeat(32),
  DATABASE_URL,
};

describe("the mark of a recovery counts for its session alone", () => {
  it.each([
    ["with every secret", secrets],
    ["without the secret of tokens", { ...secrets, SUPABASE_JWT_SECRET: undefined }],
    [
      "with the database's alone",
      { SUPABASE_JWT_SECRET: undefined, CRON_SECRET: undefined, DATABASE_URL },
    ],
  ])("%s", async (_, known) => {
    const mark = await signRecovery(session, known);
    expect(await isRecoveryOf(mark, session, known)).toBe(true);
    expect(await isRecoveryOf(mark, { ...session, sessionId: other }, known)).toBe(false);
    expect(await isRecoveryOf(mark, { ...session, id: other }, known)).toBe(false);
  });
});

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

describe("nothing else is such a mark", () => {
  const sign = (secret: string) =>
    new SignJWT({ session_id: session.sessionId, role: "authenticated" })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(session.id)
      .setAudience("authenticated")
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode(secret));

  it("a user id, as older versions wrote it", async () => {
    expect(await isRecoveryOf(session.id, session, secrets)).toBe(false);
  });

  it("an access token of the same session", async () => {
    expect(await isRecoveryOf(await sign("j".repeat(32)), session, secrets)).toBe(false);
  });

  it("a mark of an instance with other secrets", async () => {
    const mark = await signRecovery(session, { ...secrets, SUPABASE_JWT_SECRET: "k".repeat(32) });
    expect(await isRecoveryOf(mark, session, secrets)).toBe(false);
  });

  it.each(["", "x", "a.b.c", "null"])("malformed text: %j", async (text) => {
    expect(await isRecoveryOf(text, session, secrets)).toBe(false);
  });

  it("lasts for 15 minutes", async () => {
    const [, payload = ""] = (await signRecovery(session, secrets)).split(".");
    const { exp } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { exp: number };
    expect(Math.abs(exp - inSeconds(15 * 60))).toBeLessThan(10);
  });
});
