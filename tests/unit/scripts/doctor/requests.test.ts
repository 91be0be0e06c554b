import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Check } from "@/lib/services/instance/check";
import { dataApiCheck } from "@/lib/services/instance/database/data-api";
import { exposedSchemasCheck } from "@/lib/services/instance/database/exposed-schemas";
import { ourTables } from "@/lib/services/instance/database/our-objects";
import { appCheck } from "@/lib/services/instance/outside/app";
import { foreignHostCheck } from "@/lib/services/instance/outside/foreign-host";
import { tickRefusalCheck } from "@/lib/services/instance/outside/tick-refusal";
import { mailCheck } from "@/lib/services/instance/settings/mail";
import { publishableKeyCheck } from "@/lib/services/instance/settings/publishable-key";
import { routineSecretsCheck } from "@/lib/services/instance/settings/routine-secrets";
import { secretStrengthCheck } from "@/lib/services/instance/settings/secret-strength";
import { signUpCheck } from "@/lib/services/instance/settings/sign-up";
import { outsideChecks } from "@/scripts/doctor/checks";
import { findInstance } from "@/scripts/doctor/find-instance";
import { findOutside } from "@/scripts/doctor/find-outside";
import { startMailServer } from "@/tests/support/notifications/mail-server";

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

it("a mail server is greeted and signed in to, and gets no mail", async () => {
  const commands: string[] = [];
  const mailServer = await startMailServer({
    disabledCommands: ["STARTTLS"],
    authOptional: false,
    onAuth: ({ username, password }, _, callback) => {
      commands.push("AUTH");
      if (password === "right") callback(null, { user: username ?? "" });
      else callback(new Error("no"));
    },
    onMailFrom: (_address, _session, callback) => {
      commands.push("MAIL");
      callback();
    },
    allowInsecureAuth: true,
  });
  try {
    const at = (password: string) => `smtp://user:${password}@127.0.0.1:${mailServer.port}`;
    expect(await findingOf(mailCheck, { SMTP_URL: at("right") })).toMatchObject({ level: "ok" });
    const refused = await findingOf(mailCheck, { SMTP_URL: at("wrong-password") });
    expect(refused).toMatchObject({ level: "problem" });
    expect(JSON.stringify(refused)).not.toContain("wrong-password");
    expect(new Set(commands)).toEqual(new Set(["AUTH"]));
  } finally {
    await mailServer.close();
  }
  const gone = await findingOf(mailCheck, { SMTP_URL: `smtp://127.0.0.1:${mailServer.port}` });
  expect(gone).toMatchObject({ level: "problem" });
});

it("the Data API names its schemas, in the words of each version", async () => {
  respond = () => ({ message: "The schema must be one of the following: public, opspulse" });
  expect(await findingOf(exposedSchemasCheck)).toMatchObject({ level: "problem" });
  expect(seen[0]?.headers["accept-profile"]).toBe("opspulse_probe");
  respond = () => ({ hint: "Only the following schemas are exposed: public, graphql_public" });
  expect(await findingOf(exposedSchemasCheck)).toMatchObject({
    level: "ok",
    found: expect.stringContaining("serves public, graphql_public") as string,
  });
});

it("a secret from the documentation, or used twice, is found and not shown", async () => {
  const weak = { CRON_SECRET: "change-me-please-0123456789abcdef" };
  const finding = await findingOf(secretStrengthCheck, weak);
  expect(finding).toMatchObject({ level: "problem" });
  expect(JSON.stringify(finding)).not.toContain("change-me");
  const twice = { METRICS_TOKEN: "0123456789abcdef".repeat(2) };
  expect(await findingOf(secretStrengthCheck, twice)).toMatchObject({ level: "warning" });
  expect(await findingOf(secretStrengthCheck)).toMatchObject({ level: "ok" });
});

it("a key that opens everything is found before it is sent anywhere", async () => {
  const claims = Buffer.from(JSON.stringify({ role: "service_role" })).toString("base64url");
  for (const SUPABASE_PUBLISHABLE_KEY of ["sb_secret_abc", `e30.${claims}.c2ln`]) {
    const finding = await findingOf(publishableKeyCheck, { SUPABASE_PUBLISHABLE_KEY });
    expect(finding).toMatchObject({ level: "problem" });
  }
  expect(seen).toEqual([]);
});

it("from outside, an instance is judged by what a stranger sees, without its variables", async () => {
  let ticks = 0;
  respond = ({ url: path, headers }) => {
    if (headers.host === "rebinding.invalid") return 421;
    if (path === "/api/cron/tick") return 401;
    if (path !== "/api/health") return 200;
    ticks += 1;
    return { status: "ok", scheduler: { last_tick_at: new Date(ticks * 1_000).toISOString() } };
  };
  const findings = new Map<string, string>();
  for (const { name, run } of outsideChecks) {
    if (name !== "ticking") findings.set(name, (await run(findOutside(url))).level);
  }
  expect(findings.get("app")).toBe("ok");
  expect(findings.get("tick-refusal")).toBe("ok");
  expect(findings.get("foreign-host")).toBe("ok");
  expect(findings.get("security-headers")).toBe("problem");
});
