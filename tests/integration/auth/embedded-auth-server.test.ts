import { createClient } from "@supabase/supabase-js";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { AuthEmail } from "@/scripts/stack/auth-email";
import { prepareAuth, startAuthServer, type AuthServer } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";

const publishableKey = "sb_publishable_test";
const password = "correct-horse";

let database: TestDatabase;
let connection: ReturnType<typeof openAuthConnection>;
const servers: AuthServer[] = [];
const emails: AuthEmail[] = [];

beforeAll(async () => {
  database = await createTestDatabase("migrated");
  connection = openAuthConnection(database.url);
}, 60_000);

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  emails.length = 0;
});

afterAll(async () => {
  await connection.close();
  await database.close();
});

async function start(rules: { signUp?: "closed"; confirmEmail?: true } = {}): Promise<AuthServer> {
  const server = await startAuthServer({
    connection,
    jwtSecret: "j".repeat(32),
    publishableKey,
    siteUrl: "http://localhost:3000",
    signUp: rules.signUp ?? "open",
    confirmEmail: rules.confirmEmail ?? false,
    onEmail: (email) => emails.push(email),
  });
  servers.push(server);
  return server;
}

const clientOf = ({ url }: AuthServer, key = publishableKey) =>
  createClient(url, key, { auth: { persistSession: false } }).auth;

const newAddress = () => `${crypto.randomUUID()}@example.com`;

function lastToken(type: "signup" | "recovery" | "email_change" | "magiclink") {
  const { searchParams } = new URL(emails.at(-1)?.link ?? "");
  expect(searchParams.get("type")).toBe(type);
  return { token_hash: searchParams.get("token_hash") ?? "", type };
}

it("preparing a database again, by several at once, changes nothing", async () => {
  await Promise.all([1, 2, 3].map(() => prepareAuth(connection)));
  const grants = await database.db.execute(
    "select 1 from information_schema.column_privileges where table_name = 'routines' and column_name = 'lease_token' and privilege_type in ('INSERT', 'UPDATE') and grantee in ('anon', 'authenticated')",
  );
  expect(grants).toHaveLength(0);
});

it("claims are read as hosted Supabase reads them, from one setting or from the older ones", async () => {
  const sub = "11111111-1111-4111-8111-111111111111";
  const read = (settings: string) =>
    database.db.transaction(async (tx) => {
      await tx.execute(`select ${settings}`);
      return tx.execute("select auth.uid() as uid, auth.role() as role");
    });
  const claims = JSON.stringify({ sub, role: "authenticated" });
  expect(await read(`set_config('request.jwt.claims', '${claims}', true)`)).toEqual([
    { uid: sub, role: "authenticated" },
  ]);
  expect(
    await read(
      `set_config('request.jwt.claim.sub', '${sub}', true), set_config('request.jwt.claim.role', 'anon', true)`,
    ),
  ).toEqual([{ uid: sub, role: "anon" }]);
  expect(await read("1")).toEqual([{ uid: null, role: null }]);
});

it("the links of its emails confirm a sign-up, a recovery, a new address and a sign-in", async () => {
  const server = await start({ confirmEmail: true });
  const auth = clientOf(server);
  const [email, changed] = [newAddress(), newAddress()];

  expect((await auth.signUp({ email, password })).data.session).toBeNull();
  expect((await auth.signInWithPassword({ email, password })).error?.code).toBe(
    "email_not_confirmed",
  );
  expect((await auth.verifyOtp(lastToken("signup"))).data.user?.email).toBe(email);

  await clientOf(server).resetPasswordForEmail(email);
  const recovered = clientOf(server);
  expect((await recovered.verifyOtp(lastToken("recovery"))).error).toBeNull();
  expect((await recovered.updateUser({ password: "battery-staple" })).error).toBeNull();

  await recovered.updateUser({ email: changed });
  expect((await recovered.verifyOtp(lastToken("email_change"))).error).toBeNull();

  await clientOf(server).signInWithOtp({ email: changed });
  expect((await clientOf(server).verifyOtp(lastToken("magiclink"))).data.user?.email).toBe(changed);
  expect(
    (await auth.signInWithPassword({ email: changed, password: "battery-staple" })).error,
  ).toBeNull();
});

it("many sign up at once", async () => {
  const server = await start();
  const responses = await Promise.all(
    Array.from({ length: 6 }, () => clientOf(server).signUp({ email: newAddress(), password })),
  );
  expect(responses.map(({ error }) => error)).toEqual(Array(6).fill(null));
});

it("where sign-up is closed, only the operator can create users", async () => {
  const server = await start({ signUp: "closed" });
  const [stranger, invited] = [newAddress(), newAddress()];
  expect((await clientOf(server).signUp({ email: stranger, password })).error).not.toBeNull();
  await server.createUser(invited, password);
  await server.createUser(invited, "another-password");
  expect(
    (await clientOf(server).signInWithPassword({ email: invited, password })).error,
  ).toBeNull();
});

it("a short password and a wrong key are refused", async () => {
  const server = await start();
  const email = newAddress();
  expect((await clientOf(server).signUp({ email, password: "1234567" })).error?.code).toBe(
    "weak_password",
  );
  const stranger = clientOf(server, "sb_publishable_other");
  expect((await stranger.signUp({ email, password })).error).not.toBeNull();
});

it.each(["/", "/rest/v1/routines", "/storage/v1/bucket", "/auth/v1/../../rest/v1/routines"])(
  "nothing but the auth API is served: %s",
  async (path) => {
    const server = await start();
    const response = await fetch(server.url + path, { headers: { apikey: publishableKey } });
    expect(response.status).toBe(404);
  },
);
