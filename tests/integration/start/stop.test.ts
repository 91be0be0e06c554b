import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SECOND_MS } from "@/lib/domain/time-units";
import { ensureBuild, nextArguments } from "@/scripts/start/build";
import { findFreePort } from "@/scripts/start/ports";
import { Launches, query, START_WITHIN_MS, type Launch } from "@/tests/integration/start/launch";
import { isAlive } from "@/tests/support/is-alive";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

const TEST_WITHIN_MS = 2 * START_WITHIN_MS;

/** Longer than servers are commonly given to end, and shorter than the longest request. */
const HELD_MS = 12 * SECOND_MS;

const cronSecret = "c".repeat(32);
const root = join(import.meta.dirname, "../../..");

let launches: Launches;
let receiver: Receiver;
let database: TestDatabase | null = null;
let server: ChildProcess | null = null;

beforeEach(async () => {
  launches = new Launches();
  receiver = await startReceiver();
});

afterEach(async () => {
  await receiver.close();
  await launches.end();
  server?.kill("SIGKILL");
  server = null;
  await database?.close();
  database = null;
}, 120_000);

/** An app on a database of its own, without a clock, and a member of it. */
async function launchApp() {
  database = await createTestDatabase("auth_only");
  const { url } = database;
  const launch = await launches.launch({
    DATABASE_URL: url,
    CRON_SECRET: cronSecret,
    OPSPULSE_CLOCK: "off",
    EGRESS_ALLOW: "127.0.0.1/32",
  });
  await launch.untilReady();
  const env = await launch.readEnv();
  const signedUp = await fetch(`${env.SUPABASE_URL ?? ""}/auth/v1/signup`, {
    method: "POST",
    headers: { "content-type": "application/json", apikey: env.SUPABASE_PUBLISHABLE_KEY ?? "" },
    body: JSON.stringify({ email: "someone@example.com", password: "correct-horse" }),
  });
  const { access_token: token } = (await signedUp.json()) as { access_token: string };
  const post = (path: string, init: RequestInit = {}) =>
    fetch(launch.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      ...init,
    });
  /** Returns the id of a routine whose request the receiver holds. */
  const createRoutine = async (name: string): Promise<string> => {
    const response = await post("/api/routines", {
      body: JSON.stringify({
        name,
        endpoint_url: `${receiver.url}/hold/${name}`,
        interval_minutes: 60,
        timeout_seconds: 30,
      }),
    });
    return ((await response.json()) as { id: string }).id;
  };
  const makeDue = (id: string) =>
    query(
      url,
      (sql) =>
        sql`update routines set next_run_at = date_trunc('minute', now()) where id = ${id} returning id`,
    );
  return { launch, url, post, createRoutine, makeDue };
}

const tick = (origin: string, signal?: AbortSignal) =>
  fetch(`${origin}/api/cron/tick`, {
    headers: { authorization: `Bearer ${cronSecret}` },
    ...(signal && { signal }),
  });

const untilHeld = (count: number) =>
  waitFor("the requests", () => receiver.requests.length === count, 60_000);

const readRuns = (url: string) =>
  query(
    url,
    (sql) => sql<{ name: string; triggered_by: string; status: string }[]>`
      select name, triggered_by, status from runs
      join routines on routines.id = routine_id order by name`,
  );

/** Asks again and again on one connection, as an open page does, until the server is gone. */
function keepAsking({ url }: Launch): void {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () => {
    get(`${url}/api/health`, { agent }, (response) => {
      response.resume().once("end", () => setTimeout(ask, 100));
    }).once("error", () => agent.destroy());
  };
  ask();
}

it(
  "what is in flight is finished and recorded, nothing else is started, and a page cannot hold it up",
  async () => {
    const { launch, url, post, createRoutine, makeDue } = await launchApp();
    const [manual, scheduled, later] = [
      await createRoutine("manual"),
      await createRoutine("scheduled"),
      await createRoutine("later"),
    ];
    const caller = new AbortController();
    const left = post(`/api/routines/${manual}/run`, { signal: caller.signal });
    await untilHeld(1);
    caller.abort();
    await expect(left).rejects.toThrow("abort");
    await makeDue(scheduled);
    const ticked = tick(launch.url);
    await untilHeld(2);
    keepAsking(launch);

    const stoppedAtMs = performance.now();
    launch.signalGroup("SIGINT");
    await waitFor("a refusal to start anything", async () => {
      const response = await post(`/api/routines/${later}/run`);
      return response.status === 503 && response.headers.has("retry-after");
    });
    await makeDue(later);
    await waitFor(
      "the moment at which the requests end",
      () => performance.now() - stoppedAtMs > HELD_MS,
    );
    receiver.release();

    expect(await (await ticked).json()).toMatchObject({ claimed: 1, succeeded: 1 });
    expect(await launch.exitCode(25_000)).toBe(0);
    expect(await readRuns(url)).toEqual([
      { name: "manual", triggered_by: "MANUAL", status: "SUCCESS" },
      { name: "scheduled", triggered_by: "SCHEDULE", status: "SUCCESS" },
    ]);
    expect(receiver.requests).toHaveLength(2);
  },
  TEST_WITHIN_MS,
);

it(
  "a second Ctrl-C ends everything at once",
  async () => {
    const { launch, url, post, createRoutine } = await launchApp();
    const id = await createRoutine("manual");
    const run = post(`/api/routines/${id}/run`).catch(() => null);
    await untilHeld(1);
    const pids = await launch.processes();

    launch.signalGroup("SIGINT");
    await waitFor("the line that says so", () =>
      launch.lines.at(-1)?.endsWith("; Ctrl-C again ends everything at once"),
    );
    // What comes within a second of the first is the same Ctrl-C, which npm passes on.
    await waitFor("the end", () => {
      launch.signalGroup("SIGINT");
      return pids.every((pid) => !isAlive(pid));
    });
    expect(await launch.exitCode()).toBe(130);
    await run;
    expect(await readRuns(url)).toMatchObject([{ status: "RUNNING" }]);
  },
  TEST_WITHIN_MS,
);

/** The app's server without `npm start`, on a database of its own, once it is healthy. */
async function startServer(given: Record<string, string> = {}) {
  database = await createTestDatabase();
  const workspace = await createTestWorkspace(database.db);
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const variables = {
    ...process.env,
    NODE_ENV: "production" as const,
    DATABASE_URL: database.url,
    SUPABASE_URL: "http://127.0.0.1:1",
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
    CRON_SECRET: cronSecret,
    EGRESS_ALLOW: "127.0.0.1/32",
    LOG_LEVEL: "warn",
    ...given,
  };
  await ensureBuild(root, variables, () => undefined);
  server = spawn(
    process.execPath,
    nextArguments(root, ["start", "--hostname", "127.0.0.1", "--port", String(port)]),
    { cwd: root, env: variables, stdio: "ignore" },
  );
  const ended = once(server, "exit");
  await waitFor("the server", () =>
    fetch(`${origin}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  return { origin, workspace, server, ended };
}

it(
  "a server that is started by itself finishes a tick whose caller has gone",
  async () => {
    const { origin, workspace, server, ended } = await startServer();
    const routine = await workspace.createDueRoutine(`${receiver.url}/hold`);
    const caller = new AbortController();
    const left = tick(origin, caller.signal);
    await untilHeld(1);
    caller.abort();
    await expect(left).rejects.toThrow("abort");

    server.kill("SIGTERM");
    await waitFor("a refusal to start anything", async () => {
      return (await tick(origin)).status === 503;
    });
    receiver.release();
    expect(await ended).toEqual([143, null]);
    expect(await workspace.readRuns(routine.id)).toMatchObject([{ status: "SUCCESS" }]);
  },
  TEST_WITHIN_MS,
);

it(
  "a server that is to end says so first, and does everything until proxies have noticed",
  async () => {
    const { origin, server, ended } = await startServer({
      STOP_DELAY_SECONDS: "4",
      TICK_LINGER: "off",
    });
    const askLife = () => fetch(`${origin}/api/health/live`);
    expect((await askLife()).headers.get("connection")).toBe("keep-alive");

    server.kill("SIGTERM");
    const life = await waitFor("the word", async () => {
      const response = await askLife();
      return response.status === 503 && response;
    });
    expect(life.headers.get("connection")).toBe("close");
    expect(await life.json()).toMatchObject({ status: "stopping" });
    expect((await tick(origin)).status).toBe(200);
    expect((await fetch(`${origin}/sign-in`)).status).toBe(200);
    expect(await ended).toEqual([143, null]);
  },
  TEST_WITHIN_MS,
);
