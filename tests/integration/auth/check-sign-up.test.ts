import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findSignUpProblem, readAuthServerSignUp } from "@/lib/auth/check-sign-up";
import { startAuthServer, type AuthServer } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";

const KEY = "a-publishable-key";

let database: TestDatabase;
let connection: ReturnType<typeof openAuthConnection>;
const servers = new Map<string, AuthServer>();

beforeAll(async () => {
  database = await createTestDatabase("auth_only");
  connection = openAuthConnection(database.url);
  for (const signUp of ["open", "closed"] as const) {
    const server = await startAuthServer({
      connection,
      jwtSecret: "j".repeat(32),
      publishableKey: KEY,
      siteUrl: "http://localhost:3000",
      signUp,
      confirmEmail: false,
      onEmail: () => undefined,
    });
    servers.set(signUp, server);
  }
});

afterAll(async () => {
  await Promise.all([...servers.values()].map((server) => server.close()));
  await connection.close();
  await database.close();
});

const read = (url: string) =>
  readAuthServerSignUp({ SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: KEY });

describe("an auth server says whether anyone can sign up", () => {
  it.each(["open", "closed"])("%s", async (signUp) => {
    expect(await read(servers.get(signUp)?.url ?? "")).toBe(signUp);
  });

  it("and is unknown where it doesn't", async () => {
    expect(await read("http://127.0.0.1:1")).toBe("unknown");
  });
});

describe("a closed instance in front of an auth server", () => {
  it.each([
    ["that is open has a problem, with the way to close it", "open", /turn off "Allow new users/],
    ["that says nothing has a problem", "unknown", /SUPABASE_URL is reachable/],
  ] as const)("%s", (_, authServer, text) => {
    expect(findSignUpProblem("closed", authServer)).toMatch(text);
    expect(findSignUpProblem("open", authServer)).toBeNull();
  });

  it("that is closed has none", () => {
    expect(findSignUpProblem("closed", "closed")).toBeNull();
  });
});
