import { afterEach, beforeEach, expect, it } from "vitest";
import { startAuthServer, type AuthServer } from "@/scripts/stack/auth-server";
import { openAuthConnection } from "@/scripts/stack/embedded-database";
import { Launches, START_WITHIN_MS } from "@/tests/integration/start/launch";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";

const publishableKey = "sb_publishable_test";
const cronSecret = "c".repeat(32);

let launches: Launches;
let database: TestDatabase;
let connection: ReturnType<typeof openAuthConnection>;
let project: AuthServer;
let variables: Record<string, string>;

// A project of Supabase, as far as the app can see: its database, and its auth server at a URL.
beforeEach(async () => {
  launches = new Launches();
  database = await createTestDatabase("auth_only");
  connection = openAuthConnection(database.url);
  project = await startAuthServer({
    connection,
    jwtSecret: "j".repeat(32),
    publishableKey,
    siteUrl: "http://localhost:3000",
    signUp: "open",
    confirmEmail: false,
    onEmail: () => undefined,
  });
  variables = {
    DATABASE_URL: database.url,
    SUPABASE_URL: project.url,
    SUPABASE_PUBLISHABLE_KEY: publishableKey,
    OPSPULSE_CLOCK: "off",
  };
});

afterEach(async () => {
  await launches.end();
  await project.close();
  await connection.close();
  await database.close();
}, 120_000);

it(
  "with a Supabase project, the app uses its users and database, and checks tokens with it",
  async () => {
    const app = await launches.launch({ ...variables, CRON_SECRET: cronSecret });
    await app.untilReady();
    expect((await app.readEnv()).SUPABASE_URL).toBe(project.url);

    const signedUp = await fetch(`${project.url}/auth/v1/signup`, {
      method: "POST",
      headers: { "content-type": "application/json", apikey: publishableKey },
      body: JSON.stringify({ email: "someone@example.com", password: "correct-horse" }),
    });
    const { access_token: token } = (await signedUp.json()) as { access_token: string };
    const listWith = (bearer: string) =>
      fetch(`${app.url}/api/routines`, { headers: { authorization: `Bearer ${bearer}` } });
    const list = await listWith(token);
    expect(list.status).toBe(200);
    expect(await list.json()).toEqual({ data: [], next_cursor: null });
    expect((await listWith(`${token.slice(0, -3)}abc`)).status).toBe(401);

    const tick = await fetch(`${app.url}/api/cron/tick`, {
      headers: { authorization: `Bearer ${cronSecret}` },
    });
    expect(tick.status).toBe(200);
  },
  START_WITHIN_MS,
);

it(
  "without a cron secret, which no stack is there to make, it is refused in one line",
  async () => {
    const app = await launches.launch(variables);
    expect(await app.exitCode()).toBe(1);
    expect(app.lines).toHaveLength(1);
    expect(app.output).toContain("CRON_SECRET");
  },
  START_WITHIN_MS,
);

it(
  "with sign-up closed in the app alone it says how to close the project, and refuses a secret of every workspace",
  async () => {
    const closed = { ...variables, CRON_SECRET: cronSecret, SIGN_UP: "closed" };
    const warned = await launches.launch(closed);
    await warned.untilReady();
    expect(warned.output).toContain("Allow new users to sign up");
    await warned.stop();

    const refused = await launches.launch({
      ...closed,
      ROUTINE_SECRET_PAYMENTS: "a-long-enough-secret",
      ROUTINE_SECRET_PAYMENTS__ORIGINS: "https://api.example.com",
    });
    expect(await refused.exitCode(START_WITHIN_MS)).not.toBe(0);
    expect(refused.output).toContain("Allow new users to sign up");
    expect(refused.output).toContain("ROUTINE_SECRET_PAYMENTS__WORKSPACES is required");
  },
  START_WITHIN_MS,
);
