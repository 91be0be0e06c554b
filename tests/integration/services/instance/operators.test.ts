import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { Instance } from "@/lib/services/instance/instance";
import { isOperatorOf } from "@/lib/services/instance/operators";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

const database = openSuiteDatabase();

/** An auth server that confirms any address by itself, or sends an email first. */
let server: Server;
let asked = 0;
let status = 200;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    const confirmsItself = request.headers.apikey === "confirms-itself";
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ disable_signup: false, mailer_autoconfirm: confirmsItself }));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
});
afterAll(() => server.close());

let path = 0;
beforeEach(() => {
  // An address of its own for each test: what it said is remembered for a minute.
  path += 1;
  asked = 0;
  status = 200;
});

type Situation = { operators: string; confirmsItself: boolean; appUrl?: string; host?: string };

function instanceOf({ operators, confirmsItself, appUrl, host }: Situation): Instance {
  const { port } = server.address() as AddressInfo;
  const env = parseEnv({
    APP_URL: appUrl ?? "https://ops.acme.com",
    DATABASE_URL: database.url,
    SUPABASE_URL: `http://127.0.0.1:${port}/${path}`,
    SUPABASE_PUBLISHABLE_KEY: "key",
    OPERATORS: operators,
  });
  return new Instance(
    {
      env,
      variables: {},
      url: env.APP_URL,
      isInside: true,
      databaseUrl: env.DATABASE_URL,
      authUrl: env.SUPABASE_URL,
      publishableKey: confirmsItself ? "confirms-itself" : "key",
      cronSecret: null,
      sealing: null,
      host,
      hasDemo: false,
      dataDirectory: null,
    },
    () => Promise.resolve({ db: database.db, close: () => Promise.resolve() }),
  );
}

/** An account that has signed up with this address, confirmed as auth servers note it. */
async function signUp(email: string, { isConfirmed = true } = {}) {
  const workspace = await createTestWorkspace(database.db);
  const { userId: id } = workspace.context.actor;
  await database.db.execute(sql`
    update auth.users set email = ${email}, email_confirmed_at = ${isConfirmed ? "now" : null}::timestamptz
    where id = ${id}`);
  return { id, email };
}

test("who signs up first with an operator's address isn't one where addresses confirm themselves", async () => {
  const stranger = await signUp("boss@acme.com");
  const claimed = { operators: "boss@acme.com", confirmsItself: true };
  expect(await isOperatorOf(instanceOf(claimed), stranger)).toBe(false);
  const byId = { operators: `boss@acme.com,${stranger.id}`, confirmsItself: true };
  expect(await isOperatorOf(instanceOf(byId), stranger)).toBe(true);
});

test("an address counts where it was confirmed by an email, and not before", async () => {
  const situation = { operators: "Ops@Acme.com", confirmsItself: false };
  const confirmed = await signUp("ops@acme.com");
  expect(await isOperatorOf(instanceOf(situation), confirmed)).toBe(true);
  const early = await signUp("early@acme.com", { isConfirmed: false });
  const waiting = { operators: "early@acme.com", confirmsItself: false };
  expect(await isOperatorOf(instanceOf(waiting), early)).toBe(false);
  // A token may be older than a change of the address: the account counts as it is.
  const renamed = await signUp("new@acme.com");
  expect(await isOperatorOf(instanceOf(situation), { ...renamed, email: "ops@acme.com" })).toBe(
    false,
  );
});

test("an address counts on an instance that only its machine reaches, and not beyond", async () => {
  const owner = await signUp("me@acme.com");
  const here = { operators: "me@acme.com", confirmsItself: true, appUrl: "http://localhost:3000" };
  expect(await isOperatorOf(instanceOf({ ...here, host: "127.0.0.1" }), owner)).toBe(true);
  expect(await isOperatorOf(instanceOf({ ...here, host: "0.0.0.0" }), owner)).toBe(false);
  expect(await isOperatorOf(instanceOf(here), owner)).toBe(false);
});

test("an auth server that says nothing leaves addresses unproven", async () => {
  status = 503;
  const account = await signUp("quiet@acme.com");
  const situation = { operators: "quiet@acme.com", confirmsItself: false };
  expect(await isOperatorOf(instanceOf(situation), account)).toBe(false);
});

test("nobody is asked about a user whom OPERATORS doesn't name", async () => {
  const member = await signUp("member@acme.com");
  const situation = { operators: "ops@acme.com", confirmsItself: false };
  expect(await isOperatorOf(instanceOf(situation), member)).toBe(false);
  expect(asked).toBe(0);
});
