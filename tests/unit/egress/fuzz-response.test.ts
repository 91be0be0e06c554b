import { once } from "node:events";
import net from "node:net";
import { setImmediate } from "node:timers/promises";
import v8 from "node:v8";
import vm from "node:vm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runErrorCodes } from "@/lib/domain/run/run-error-code";
import { parseAllowList } from "@/lib/egress/address-policy";
import { decodeBody, toStorableText } from "@/lib/egress/body-text";
import { ConnectionPool } from "@/lib/egress/connection-pool";
import { sendRequest, type SendOutcome } from "@/lib/egress/send-request";
import { responseArbitrary, type HostileResponse } from "@/tests/unit/egress/response-arbitrary";

/** A minute in the suite; longer where OPSPULSE_FUZZ_SECONDS says so. */
const FUZZ_MS = Number(process.env.OPSPULSE_FUZZ_SECONDS ?? 60) * 1_000;
/** Beyond the fuzz itself: the warm-up, the wait for idle sockets, and a counterexample. */
const BESIDES_MS = 120_000;
const CONCURRENCY = 32;
const WARM_UP_RUNS = 50;
/** How late a loaded machine may run a timer. */
const SLACK_MS = 5_000;
const KEEP_BODY_BYTES = 4_096;
/** Far less than one leaked socket, or one kept response, for each request of a minute. */
const MAX_GROWTH_BYTES = 4 * 1024 * 1024;

const stray: unknown[] = [];
const recordStray = (event: unknown) => stray.push(event);
const strayEvents = ["unhandledRejection", "uncaughtException", "warning"];

beforeAll(() => {
  for (const event of strayEvents) process.on(event, recordStray);
});

afterAll(() => {
  for (const event of strayEvents) process.off(event, recordStray);
});

type Scenario = {
  method: "GET" | "HEAD" | "POST";
  followRedirects: boolean;
  readsBody: boolean;
  isReusing: boolean;
  timeoutMs: number;
  /** One for each request that is made, starting again at the end. */
  responses: readonly HostileResponse[];
};

const scenarioArbitrary: fc.Arbitrary<Scenario> = fc.record({
  method: fc.constantFrom<Scenario["method"][]>("GET", "HEAD", "POST"),
  followRedirects: fc.boolean(),
  readsBody: fc.boolean(),
  isReusing: fc.boolean(),
  timeoutMs: fc.integer({ min: 20, max: 150 }),
  responses: fc.array(responseArbitrary, { minLength: 1, maxLength: 3 }),
});

/** Serves one scenario at a time, so that every connection to it belongs to one request. */
class FuzzServer {
  port = 0;
  readonly sockets = new Set<net.Socket>();
  readonly #server = net.createServer((socket) => this.#serve(socket));
  #responses: readonly HostileResponse[] = [];
  #next = 0;

  async open(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no port");
    this.port = address.port;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  play(responses: readonly HostileResponse[]): void {
    this.#responses = responses;
    this.#next = 0;
  }

  #serve(socket: net.Socket): void {
    this.sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => this.sockets.delete(socket));
    let received = "";
    let hasResponded = this.#nextResponse?.isEarly === true;
    if (hasResponded) void this.#respond(socket);
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      if (!received.includes("\r\n\r\n")) return;
      received = "";
      if (!hasResponded) void this.#respond(socket);
      hasResponded = false;
    });
  }

  get #nextResponse(): HostileResponse | undefined {
    return this.#responses[this.#next % this.#responses.length];
  }

  async #respond(socket: net.Socket): Promise<void> {
    const response = this.#nextResponse;
    this.#next += 1;
    for (const { bytes, isDeferred } of response?.pieces ?? []) {
      if (isDeferred) await setImmediate();
      if (!socket.writable) return;
      socket.write(bytes, "latin1");
    }
    if (response?.ending === "end") socket.end();
    if (response?.ending === "destroy") socket.destroy();
    if (response?.ending === "reset") socket.resetAndDestroy();
  }
}

const allow = parseAllowList("127.0.0.0/8");
const pool = new ConnectionPool({ minRestMs: 0 });
const servers: FuzzServer[] = [];
const seen = new Set<string>();
/** A fuzz that never comes this far would prove little. */
const reachable = [
  ...["OK", "OK over an old socket", "HTTP_STATUS", "REDIRECT"],
  ...["PROTOCOL", "TIMEOUT", "TOO_LARGE"],
];

async function request(server: FuzzServer, scenario: Scenario): Promise<void> {
  const sockets: net.Socket[] = [];
  server.play(scenario.responses);
  const startedAt = performance.now();
  const outcome = await sendRequest(
    {
      url: `http://127.0.0.1:${server.port}/`,
      method: scenario.method,
      headers: { "x-custom": "1" },
      systemHeaders: { "idempotency-key": "1" },
      body: "{}",
      timeoutMs: scenario.timeoutMs,
      followRedirects: scenario.followRedirects,
      readsBody: scenario.readsBody,
      cutText: (text, limit) => text.slice(0, limit),
    },
    {
      allow,
      resolve: () => Promise.resolve(["127.0.0.1"]),
      limits: { maxHeaderBytes: 4_096, maxBodyBytes: 32_768, keepBodyBytes: KEEP_BODY_BYTES },
      // Wherever a redirect leads, it leads here.
      connect: () => {
        const socket = net.connect(server.port, "127.0.0.1");
        sockets.push(socket);
        return socket;
      },
      ...(scenario.isReusing && { reuse: { pool, workspaceId: "w" } }),
    },
  );
  expect(performance.now() - startedAt).toBeLessThan(scenario.timeoutMs + SLACK_MS);
  expectWellFormed(outcome, scenario);
  const open = sockets.filter(({ destroyed }) => !destroyed);
  if (!scenario.isReusing) expect(open).toHaveLength(0);
  seen.add(outcome.errorCode ?? (sockets.length === 0 ? "OK over an old socket" : "OK"));
}

function expectWellFormed(outcome: SendOutcome, { timeoutMs }: Scenario): void {
  const { ok, httpStatus, durationMs, errorCode, errorMessage, headers, body, bodyBytes } = outcome;
  expect(errorCode === null).toBe(ok);
  expect(errorMessage === null).toBe(ok);
  if (errorCode !== null) expect(runErrorCodes).toContain(errorCode);
  expect(errorCode).not.toBe("INTERNAL");
  expect(errorMessage ?? "A message.").toMatch(/^\S.{0,498}\.$/);
  expect(httpStatus ?? (ok ? 0 : 200)).toBeGreaterThanOrEqual(200);
  expect(httpStatus ?? 200).toBeLessThanOrEqual(999);
  expect(headers === null).toBe(httpStatus === null);
  expect(bodyBytes === null).toBe(httpStatus === null);
  for (const ms of [durationMs, ...Object.values(outcome.phases)]) {
    expect(ms ?? 0).toBeGreaterThanOrEqual(0);
    expect(ms ?? 0).toBeLessThan(timeoutMs + SLACK_MS);
  }
  expect(outcome.retryAfterSeconds ?? 0).toBeGreaterThanOrEqual(0);
  expect(outcome.redirects.length).toBeLessThanOrEqual(5);
  expect(body.length).toBe(Math.min(bodyBytes ?? 0, KEEP_BODY_BYTES));
  const text = toStorableText(decodeBody(body, String(headers?.["content-type"])));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(KEEP_BODY_BYTES * 3);
  expect(text).not.toContain("\u0000");
  expect(text.isWellFormed()).toBe(true);
}

let running: Promise<PromiseSettledResult<void>[]> = Promise.resolve([]);

const property = fc.asyncProperty(
  fc.array(scenarioArbitrary, { minLength: 1, maxLength: CONCURRENCY, size: "max" }),
  async (scenarios) => {
    running = Promise.allSettled(
      servers.slice(0, scenarios.length).map(async (server, index) => {
        const scenario = scenarios[index];
        if (scenario !== undefined) await request(server, scenario);
      }),
    );
    const failed = (await running).find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    expect(stray.splice(0)).toEqual([]);
  },
);

const isTcpSocket = (name: string) => name === "TCPSocketWrap";
const countTcpSockets = () => process.getActiveResourcesInfo().filter(isTcpSocket).length;

function untilIdle(tcpSocketsBefore: number): Promise<void> {
  return vi.waitFor(
    () => {
      expect(servers.reduce((open, { sockets }) => open + sockets.size, 0)).toBe(0);
      expect(countTcpSockets()).toBe(tcpSocketsBefore);
    },
    { timeout: 20_000, interval: 20 },
  );
}

async function usedBytes(): Promise<number> {
  v8.setFlagsFromString("--expose-gc");
  const collectGarbage: unknown = vm.runInNewContext("gc");
  if (typeof collectGarbage !== "function") throw new Error("Node.js gives no garbage collector");
  for (let round = 0; round < 3; round += 1) {
    await setImmediate();
    Reflect.apply(collectGarbage, undefined, []);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test(
  "whatever bytes an endpoint responds with, the outcome is a result and nothing is left behind",
  async () => {
    const tcpSocketsBefore = countTcpSockets();
    servers.push(...Array.from({ length: CONCURRENCY }, () => new FuzzServer()));
    await Promise.all(servers.map((server) => server.open()));

    await fc.assert(property, { numRuns: WARM_UP_RUNS });
    await untilIdle(tcpSocketsBefore);
    const bytesBefore = await usedBytes();

    await fc.assert(property, {
      numRuns: Number.MAX_SAFE_INTEGER,
      plugins: [fc.interruptAfterTimeLimit(FUZZ_MS), fc.timeout(4 * SLACK_MS)],
    });
    // The interrupt does not wait for the last of them.
    expect((await running).filter(({ status }) => status === "rejected")).toEqual([]);
    await untilIdle(tcpSocketsBefore);
    expect(await usedBytes()).toBeLessThan(bytesBefore + MAX_GROWTH_BYTES);

    await Promise.all(servers.map((server) => server.close()));
    await setImmediate();
    expect(stray).toEqual([]);
    expect([...seen.keys()]).toEqual(expect.arrayContaining(reachable));
  },
  FUZZ_MS + BESIDES_MS,
);
