import { request as sendHttp, type IncomingHttpHeaders } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signUp } from "@/scripts/stack/auth-client";
import type { StackAddress } from "@/scripts/stack/env-file";
import { Launches, START_WITHIN_MS, type Launch } from "@/tests/integration/start/launch";
import { startMailbox } from "@/tests/support/mailbox";
import { waitFor } from "@/tests/support/wait-for";

const APP_URL = "https://ops.example.com";
const password = "correct-horse";

const launches = new Launches();
let mailbox: Awaited<ReturnType<typeof startMailbox>>;
let launch: Launch;
let env: StackAddress;
let token: string;

/** One embedded instance behind a proxy that speaks TLS, which mails its links. */
beforeAll(async () => {
  mailbox = await startMailbox();
  launch = await launches.launch({
    APP_URL,
    ALLOWED_HOSTS: "ops.lan",
    OPSPULSE_CLOCK: "off",
    SMTP_URL: mailbox.url,
    MAIL_FROM: "OpsPulse <ops@example.com>",
    EGRESS_ALLOW: "127.0.0.0/8",
    OPSPULSE_DEMO: "on",
  });
  await launch.untilReady();
  env = (await launch.readEnv()) as StackAddress;
  const session = await signUp(env, { email: "ada@example.com", password });
  token = session.access_token;
}, START_WITHIN_MS);

afterAll(async () => {
  await launches.end();
  await mailbox.close();
}, 120_000);

function send(
  path: string,
  headers: Record<string, string>,
  method = "GET",
  port = launch.port,
): Promise<{ status: number; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, method, headers, agent: false };
    const request = sendHttp(options, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    request.once("error", reject);
    request.end();
  });
}

const playgroundUrl = () =>
  new URL(/endpoints to try routines on: (\S+)/.exec(launch.output)?.[1] ?? "");

describe("an instance that users reach by https", () => {
  it("keeps browsers on https with every response", async () => {
    const host = "ops.example.com";
    for (const path of [
      "/",
      "/sign-in",
      "/routines",
      "/nothing",
      "/api/health",
      "/api/routines",
      "/icon.svg",
    ]) {
      const { headers } = await send(path, { host });
      expect(headers["strict-transport-security"], path).toMatch(/^max-age=\d{8}/);
    }
    const { headers } = await send("/sign-in", { host });
    expect(headers["content-security-policy"]).toContain("upgrade-insecure-requests");
  });

  it("answers under its own names only", async () => {
    const hosts = ["ops.example.com", "ops.lan:8080", "127.0.0.1", `localhost:${launch.port}`];
    for (const host of hosts) expect((await send("/sign-in", { host })).status, host).toBe(200);
    for (const host of ["ops.example.com.evil.example", "evil.example", "lan", "192.168.1.5"]) {
      expect((await send("/sign-in", { host })).status, host).toBe(421);
    }
    expect((await send("/api/health", { host: "10.0.0.7" })).status).toBe(200);
  });

  it("takes no form from an unencrypted page, and believes no proxy that it wasn't told of", async () => {
    const host = "ops.example.com";
    for (const headers of [
      { host, origin: "http://ops.example.com" },
      { host: "ops.lan", origin: "http://ops.lan" },
      { host, origin: "https://evil.example", "x-forwarded-host": "evil.example" },
    ]) {
      expect((await send("/sign-in", headers, "POST")).status).toBe(403);
    }
    expect((await send("/sign-in", { host, origin: APP_URL }, "POST")).status).not.toBe(403);
  });
});

describe("a routine", () => {
  const create = (endpoint_url: string) =>
    fetch(`${launch.url}/api/routines`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "Inward", endpoint_url, interval_minutes: 60 }),
    });

  it("reaches neither the app, the auth server nor the database, while loopback is open", async () => {
    const ports = [
      launch.port,
      ...[env.SUPABASE_URL, env.DATABASE_URL].map((url) => Number(new URL(url).port)),
    ];
    const hosts = ["localhost", "127.0.0.1", "127.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"];
    for (const port of ports) {
      for (const host of [...hosts, "localhost.", "ops.example.com"]) {
        const response = await create(`http://${host}:${port}/`);
        expect(response.status, `${host}:${port}`).toBe(422);
        expect(await response.text(), `${host}:${port}`).toContain("OpsPulse itself");
      }
    }
  });

  it("reaches the playground", async () => {
    const response = await create(new URL("/ok", playgroundUrl()).href);
    expect(response.status).toBe(201);
    const { id } = (await response.json()) as { id: string };
    const run = await fetch(`${launch.url}/api/routines/${id}/run`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await run.json()).toMatchObject({ status: "SUCCESS" });
  });
});

it("the auth server and the playground answer under names of loopback only", async () => {
  const { href: playground } = playgroundUrl();
  for (const [url, path] of [
    [env.SUPABASE_URL, "/auth/v1/health"],
    [playground, "/ok"],
  ] as const) {
    const port = Number(new URL(url).port);
    for (const host of ["rebound.example.com", `rebound.example.com:${port}`, "127.0.0.1.nip.io"]) {
      expect((await send(path, { host }, "GET", port)).status, `${host} ${path}`).toBe(421);
    }
    expect((await send(path, { host: `localhost:${port}` }, "GET", port)).status).not.toBe(421);
  }
});

it("a link to reset a password is mailed to its owner alone, and never printed", async () => {
  const response = await fetch(`${env.SUPABASE_URL}/auth/v1/recover`, {
    method: "POST",
    headers: { "content-type": "application/json", apikey: env.SUPABASE_PUBLISHABLE_KEY },
    body: JSON.stringify({ email: "ada@example.com" }),
  });
  expect(response.status).toBe(200);
  const email = await waitFor("the email", () => mailbox.emails[0]);
  expect(email.to).toBe("ada@example.com");
  expect(email.source).toContain("From: OpsPulse <ops@example.com>");
  expect(email.source).toMatch(
    /https:\/\/ops\.example\.com\/auth\/confirm\?token_hash=\w+&type=recovery/,
  );
  expect(launch.output).not.toContain("token_hash");
});
