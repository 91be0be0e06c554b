import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Check } from "@/lib/services/instance/check";
import { dataApiCheck } from "@/lib/services/instance/database/data-api";
import { ourTables } from "@/lib/services/instance/database/our-objects";
import { appCheck } from "@/lib/services/instance/outside/app";
import { foreignHostCheck } from "@/lib/services/instance/outside/foreign-host";
import { tickRefusalCheck } from "@/lib/services/instance/outside/tick-refusal";
import { routineSecretsCheck } from "@/lib/services/instance/settings/routine-secrets";
import { signUpCheck } from "@/lib/services/instance/settings/sign-up";
import { findInstance } from "@/scripts/doctor/find-instance";

/** A server in the place of the app and of Supabase: a status, or JSON, for each request. */
let server: Server;
let seen: Pick<IncomingMessage, "url" | "headers">[];
let respond: (request: IncomingMessage) => number | object;
let url: string;

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    seen.push(request);
    const given = respond(request);
    if (typeof given === "number") response.writeHead(given).end("{}");
    else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(given));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(
  () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
);

async function findingOf({ run }: Check, variables: Record<string, string> = {}) {
  const instance = await findInstance(
    {
      APP_URL: "https://opspulse.example.com",
      DATABASE_URL: "postgres://127.0.0.1:1/none",
      SUPABASE_URL: url,
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
      CRON_SECRET: "0123456789abcdef".repeat(2),
      ...variables,
    },
    { projectRoot: import.meta.dirname, url },
  );
  return run(instance);
}

it("every table is asked for with the publishable key, and one that is read is found", async () => {
  respond = ({ url: path }) => (path?.startsWith("/rest/v1/workspaces?") === true ? [] : 401);
  const finding = await findingOf(dataApiCheck);
  expect(finding.level).toBe("problem");
  expect(finding.found).toContain("the Data API reads workspaces for everybody");
  expect(seen.map((request) => request.url)).toEqual(
    ourTables.map((table) => `/rest/v1/${table}?limit=0`),
  );
  for (const { headers } of seen) {
    expect(headers.apikey).toBe("sb_publishable_test");
    expect(headers.authorization).toBeUndefined();
  }
});

it("a page is asked for under a name that isn't the app's", async () => {
  respond = () => 421;
  expect(await findingOf(foreignHostCheck)).toMatchObject({ level: "ok" });
  expect(seen[0]?.headers.host).toBe("rebinding.invalid");
});

it("a tick is asked for without its secret, and with another", async () => {
  respond = () => 401;
  expect(await findingOf(tickRefusalCheck)).toMatchObject({ level: "ok" });
  expect(seen.map((request) => request.url)).toEqual(["/api/cron/tick", "/api/cron/tick"]);
  const sent = seen.map(({ headers }) => headers.authorization ?? "none");
  expect(sent.toSorted()).toEqual(["Bearer not-the-secret", "none"]);
  respond = ({ headers }) => (headers.authorization === undefined ? 401 : 200);
  expect(await findingOf(tickRefusalCheck)).toMatchObject({ level: "problem" });
});

it("an auth server that is open is found where sign-up is closed, and so are secrets for everybody", async () => {
  respond = () => ({ disable_signup: false, mailer_autoconfirm: true });
  const closed = {
    SIGN_UP: "closed",
    ROUTINE_SECRET_PAYMENTS: "a-secret-of-the-operator",
    ROUTINE_SECRET_PAYMENTS__ORIGINS: "https://api.example.com",
  };
  expect(await findingOf(signUpCheck, closed)).toMatchObject({ level: "problem" });
  expect(await findingOf(routineSecretsCheck, closed)).toMatchObject({ level: "problem" });
  respond = () => ({ disable_signup: true });
  expect(await findingOf(signUpCheck, closed)).toMatchObject({ level: "ok" });
  expect(await findingOf(routineSecretsCheck, closed)).toMatchObject({ level: "ok" });
});

it("an auth server that doesn't say what it does is not taken for a closed one", async () => {
  for (const given of [503, { disable_signup: "yes" }]) {
    respond = () => given;
    expect(await findingOf(signUpCheck, { SIGN_UP: "closed" })).toMatchObject({ level: "warning" });
  }
});

it("an app that isn't there is a problem", async () => {
  respond = () => 200;
  expect(await findingOf(appCheck)).toMatchObject({ level: "ok" });
  server.close();
  server.closeAllConnections();
  expect(await findingOf(appCheck)).toMatchObject({ level: "problem" });
});
