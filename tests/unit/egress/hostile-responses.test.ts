import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { parseAllowList } from "@/lib/egress/address-policy";
import { sendRequest, type OutboundRequest, type SendOptions } from "@/lib/egress/send-request";
import { drip, flood, type Behaviour } from "@/tests/support/hostile-server";
import { serveInTests, untilOpen } from "@/tests/support/hostile-servers";
import {
  LONG_MS,
  plainRequest,
  resolveNothing,
  SHORT_MS,
  SLACK_MS,
} from "@/tests/support/plain-request";

const MEGABYTE = 1024 * 1024;

const serve = serveInTests();

const send = (
  request: Partial<OutboundRequest> & { url: string },
  options: Partial<SendOptions> = {},
) =>
  sendRequest(plainRequest(request), {
    resolve: resolveNothing,
    allow: parseAllowList("127.0.0.0/8"),
    limits: { maxHeaderBytes: 4_096, maxBodyBytes: 65_536 },
    ...options,
  });

const ok = "HTTP/1.1 200 OK\r\n";
const interim = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
const chunked = `${ok}transfer-encoding: chunked\r\n\r\n`;

const dripAfter =
  (head: string, bytes: string): Behaviour =>
  (socket) => {
    socket.write(head);
    drip(socket, bytes);
  };

describe("a response that is odd but whole is a success", () => {
  test.each<[string, Behaviour]>([
    [
      "half-closes the connection after a body of no announced length",
      (socket) => socket.end(`${ok}\r\nok`),
    ],
    [
      "half-closes the connection after a body of an announced length",
      (socket) => socket.end(`${ok}content-length: 2\r\n\r\nok`),
    ],
    [
      "sends more than it announced, without end",
      (socket) => {
        socket.write(`${ok}content-length: 2\r\n\r\nok`);
        flood(socket, "0123456789");
      },
    ],
    [
      "contradicts its head in trailers",
      (socket) => socket.write(`${chunked}2\r\nok\r\n0\r\ncontent-length: 9\r\n\r\n`),
    ],
    ["extends its chunks", (socket) => socket.write(`${chunked}2;a=b;c\r\nok\r\n0;d\r\n\r\n`)],
    [
      "sends as many interim responses as are read",
      (socket) => socket.write(`${interim.repeat(16)}${ok}content-length: 2\r\n\r\nok`),
    ],
  ])("from a server that %s", async (_, behave) => {
    const server = await serve(behave);
    const outcome = await send({ url: server.origin });
    expect(outcome).toMatchObject({
      ok: true,
      httpStatus: 200,
      errorCode: null,
      body: Buffer.from("ok"),
    });
    await untilOpen(server, 0);
  });
});

describe("whatever the server does, the outcome is a result and the socket is closed", () => {
  test.each<[string, Behaviour, string]>([
    [
      "resets within the headers",
      (socket) => void socket.write(`${ok}x-a: 1`, () => socket.resetAndDestroy()),
      "PROTOCOL",
    ],
    [
      "resets within a chunk",
      (socket) => void socket.write(`${chunked}5\r\nab`, () => socket.resetAndDestroy()),
      "PROTOCOL",
    ],
    [
      "half-closes before the last chunk",
      (socket) => socket.end(`${chunked}2\r\nok\r\n`),
      "PROTOCOL",
    ],
    ["half-closes within trailers", (socket) => socket.end(`${chunked}0\r\nx-a: 1`), "PROTOCOL"],
    ["half-closes after an interim response", (socket) => socket.end(interim), "PROTOCOL"],
    [
      "sends one interim response too many",
      (socket) => socket.end(interim.repeat(17) + ok),
      "PROTOCOL",
    ],
    ["responds with random bytes", (socket) => socket.end(randomBytes(2_000)), "PROTOCOL"],
    ["responds with NUL in a header", (socket) => socket.end(`${ok}x: \u0000\r\n\r\n`), "PROTOCOL"],
    ...["-1", "+2", "0x2", "2, 3", "18446744073709551618", "2 2"].map(
      (length): [string, Behaviour, string] => [
        `announces a length of ${length}`,
        (socket) => socket.end(`${ok}content-length: ${length}\r\n\r\nok`),
        "PROTOCOL",
      ],
    ),
    [
      "announces a chunk beyond every number",
      (socket) => socket.end(`${chunked}ffffffffffffffffff\r\nok`),
      "PROTOCOL",
    ],
    ["drips its status line", dripAfter("", "HTTP/1.1 200 reason"), "TIMEOUT"],
    ["drips empty lines", dripAfter("", "\r\n"), "TIMEOUT"],
    ["drips one header", dripAfter(`${ok}x-a: `, "x"), "TIMEOUT"],
    ["drips chunks", dripAfter(chunked, "1\r\nx\r\n"), "TIMEOUT"],
    ["drips a chunk extension", dripAfter(`${chunked}1;`, "x"), "TIMEOUT"],
    ["drips trailers", dripAfter(`${chunked}0\r\n`, "x-a: 1\r\n"), "TIMEOUT"],
    ["drips a body of no announced length", dripAfter(`${ok}\r\n`, "x"), "TIMEOUT"],
    ["stops after an interim response", (socket) => socket.write(interim), "TIMEOUT"],
  ])("it %s", async (_, behave, errorCode) => {
    const server = await serve(behave);
    const timeoutMs = errorCode === "TIMEOUT" ? SHORT_MS : LONG_MS;
    const outcome = await send({ url: server.origin, timeoutMs });
    expect(outcome).toMatchObject({ ok: false, errorCode });
    expect(outcome.errorMessage).toMatch(/^.{20,500}\.$/);
    expect(outcome.durationMs).toBeLessThan(timeoutMs + SLACK_MS);
    await untilOpen(server, 0);
  });

  test("it drips its side of the TLS handshake", async () => {
    // A record of 16 KB that holds a ServerHello, as far as it ever comes.
    const server = await serve(
      dripAfter("\u0016\u0003\u0003\u0040\u0000\u0002\u0000\u003f\u00fc", "\u0003"),
      {
        atOnce: true,
      },
    );
    const outcome = await send({ url: `https://127.0.0.1:${server.port}/`, timeoutMs: SHORT_MS });
    expect(outcome).toMatchObject({ ok: false, httpStatus: null, errorCode: "TIMEOUT" });
    expect(outcome.errorMessage).toContain("negotiating TLS");
    await untilOpen(server, 0);
  });
});

describe("a body that would grow when it is unpacked", () => {
  const UNPACKED_BYTES = 64 * MEGABYTE;
  const bomb = gzipSync(Buffer.alloc(UNPACKED_BYTES));

  /** The most memory that was in use above the start, seen at every turn of the event loop. */
  async function peakGrowth(work: Promise<unknown>): Promise<number> {
    const used = () => {
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const before = used();
    let [peak, isRunning] = [before, true];
    const end = () => (isRunning = false);
    work.then(end, end);
    while (isRunning) {
      await setImmediate();
      peak = Math.max(peak, used());
    }
    return peak - before;
  }

  test.each([
    ["in one piece", `content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`, false],
    ["until the connection ends", "content-encoding: x-gzip\r\n\r\n", false],
    ["in chunks", "content-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n", true],
  ])("is counted as it comes, and costs no more memory: %s", async (_, fields, isChunked) => {
    const server = await serve((socket) => {
      socket.write(ok + fields);
      if (isChunked) socket.write(`${bomb.length.toString(16)}\r\n`);
      socket.write(bomb);
      socket.end(isChunked ? "\r\n0\r\n\r\n" : "");
    });
    const sending = send({ url: server.origin }, { limits: { maxBodyBytes: bomb.length } });
    expect(await peakGrowth(sending)).toBeLessThan(UNPACKED_BYTES / 4);
    const outcome = await sending;
    expect(outcome).toMatchObject({ ok: true, bodyBytes: bomb.length });
    expect(outcome.body).toEqual(bomb.subarray(0, outcome.body.length));

    const limited = await send(
      { url: server.origin },
      { limits: { maxBodyBytes: bomb.length - 1 } },
    );
    expect(limited).toMatchObject({ ok: false, errorCode: "TOO_LARGE" });
  });

  test("a coding of the transfer is not undone either", async () => {
    const server = await serve((socket) => {
      socket.write(`${ok}transfer-encoding: gzip\r\n\r\n`);
      socket.end(bomb);
    });
    const outcome = await send({ url: server.origin }, { limits: { maxBodyBytes: MEGABYTE } });
    expect(outcome).toMatchObject({ ok: true, bodyBytes: bomb.length });
  });
});
