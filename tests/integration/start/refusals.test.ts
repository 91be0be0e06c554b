import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { createServer, type AddressInfo, type Server } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Launches } from "@/tests/integration/start/launch";

const TEST_WITHIN_MS = 60_000;

let launches: Launches;
let server: Server | null = null;

beforeEach(() => {
  launches = new Launches();
});

afterEach(async () => {
  await launches.end();
  server?.close();
  server = null;
});

async function listen(host: string): Promise<number> {
  server = createServer((socket) => socket.destroy());
  server.listen(0, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

it.each(["127.0.0.1", "::"])(
  "a port that is in use on %s is named in one line, with the way to choose another",
  async (host) => {
    const port = await listen(host);
    const launch = await launches.launch({}, { port });
    expect(await launch.exitCode()).toBe(1);
    expect(launch.lines).toHaveLength(1);
    expect(launch.output).toContain(`Port ${port} is in use`);
    expect(launch.output).toContain("PORT=");
    expect(await readdir(launch.directory)).toEqual([]);
  },
  TEST_WITHIN_MS,
);

it(
  "malformed variables are named all at once, a line each",
  async () => {
    const launch = await launches.launch({
      PORT: "70000",
      MAX_CONCURRENCY: "many",
      OPSPULSE_CLOCK: "sometimes",
      EGRESS_ALLOW: "everything!",
    });
    expect(await launch.exitCode()).toBe(1);
    expect(launch.lines).toHaveLength(4);
    for (const name of ["PORT", "MAX_CONCURRENCY", "OPSPULSE_CLOCK", "EGRESS_ALLOW"]) {
      expect(launch.output).toContain(name);
    }
  },
  TEST_WITHIN_MS,
);

it(
  "a database that cannot be reached is named by host and port, never by its password",
  async () => {
    const port = await listen("127.0.0.1");
    server?.close();
    const launch = await launches.launch({
      DATABASE_URL: `postgres://someone:hunter2@127.0.0.1:${port}/app`,
    });
    expect(await launch.exitCode(20_000)).toBe(1);
    expect(launch.lines).toHaveLength(1);
    expect(launch.output).toContain(`127.0.0.1:${port}`);
    expect(launch.output).not.toContain("hunter2");
  },
  TEST_WITHIN_MS,
);

it(
  "a server that is no PostgreSQL is refused within seconds",
  async () => {
    const port = await listen("127.0.0.1");
    const launch = await launches.launch({
      DATABASE_URL: `postgres://someone:hunter2@127.0.0.1:${port}/app`,
    });
    expect(await launch.exitCode(20_000)).toBe(1);
    expect(launch.lines).toHaveLength(1);
    expect(launch.output).toContain(`127.0.0.1:${port}`);
  },
  TEST_WITHIN_MS,
);

it(
  "Supabase without its database is refused by the name of the missing variables",
  async () => {
    const launch = await launches.launch({
      SUPABASE_URL: "http://127.0.0.1:1",
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_key",
    });
    expect(await launch.exitCode()).toBe(1);
    expect(launch.output).toContain("DATABASE_URL is required");
    expect(launch.output).toContain("CRON_SECRET is required");
  },
  TEST_WITHIN_MS,
);
