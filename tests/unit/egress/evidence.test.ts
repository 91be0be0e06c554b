import { once } from "node:events";
import net from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import tls from "node:tls";
import { describe, expect, test } from "vitest";
import { parseAllowList } from "@/lib/egress/address-policy";
import { decodeBody, toStorableText } from "@/lib/egress/body-text";
import { ConnectionPool } from "@/lib/egress/connection-pool";
import { keepHeaders } from "@/lib/egress/kept-headers";
import { sendRequest, type OutboundRequest, type SendOptions } from "@/lib/egress/send-request";
import { respondWith } from "@/tests/support/hostile-server";
import { serveInTests } from "@/tests/support/hostile-servers";
import { plainRequest, SHORT_MS } from "@/tests/support/plain-request";
import { testCertificate, testCertificateKey } from "@/tests/support/test-certificate";

/** How much earlier a timer may fire than the clock says it should. */
const EARLY_MS = 5;

const serve = serveInTests();

const toLoopback = () => Promise.resolve(["127.0.0.1"]);

const send = (
  request: Partial<OutboundRequest> & { url: string },
  options: Partial<SendOptions> = {},
) =>
  sendRequest(plainRequest(request), {
    resolve: toLoopback,
    allow: parseAllowList("127.0.0.0/8"),
    ...options,
  });

describe("the evidence of a request", () => {
  test("every step that there was has its time, and no other", async () => {
    const server = await serve(respondWith(200));
    const resolve = async () => {
      await delay(60);
      return ["127.0.0.1"];
    };
    const outcome = await send({ url: `http://named.example.com:${server.port}/` }, { resolve });
    expect(outcome.phases).toEqual({
      dns_ms: expect.any(Number) as number,
      connect_ms: expect.any(Number) as number,
      tls_ms: null,
      first_byte_ms: expect.any(Number) as number,
    });
    expect(outcome.phases.dns_ms).toBeGreaterThanOrEqual(60 - EARLY_MS);
    expect(outcome.phases.dns_ms).toBeLessThanOrEqual(outcome.durationMs);
    expect(outcome.remoteAddress).toBe("127.0.0.1");
  });

  test("waiting for the response and reading it are measured apart", async () => {
    const server = await serve((socket) => {
      setTimeout(() => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n");
        // Far more than what is asserted: a loaded machine reads the head late.
        setTimeout(() => socket.write("ok"), 600);
      }, 80);
    });
    const { phases, durationMs } = await send({ url: server.origin });
    expect(phases.first_byte_ms).toBeGreaterThanOrEqual(80 - EARLY_MS);
    expect(durationMs - (phases.first_byte_ms ?? 0)).toBeGreaterThanOrEqual(100);
  });

  test("the step in which the time ran out has the time until then", async () => {
    const outcome = await send(
      { url: "http://named.example.com/", timeoutMs: SHORT_MS },
      { resolve: () => Promise.resolve(["93.184.215.14"]), connect: () => new net.Socket() },
    );
    expect(outcome).toMatchObject({
      errorCode: "TIMEOUT",
      remoteAddress: "93.184.215.14",
      headers: null,
      bodyBytes: null,
      phases: { tls_ms: null, first_byte_ms: null },
    });
    const { dns_ms, connect_ms } = outcome.phases;
    expect((dns_ms ?? 0) + (connect_ms ?? 0)).toBeGreaterThanOrEqual(SHORT_MS - 50);
    expect(connect_ms).toBeGreaterThan(dns_ms ?? 0);
  });

  test("a response that breaks off leaves what had arrived", async () => {
    const server = await serve((socket) =>
      socket.write("HTTP/1.1 203 Half\r\ncontent-length: 50\r\nserver: edge\r\n\r\nmaintenance"),
    );
    expect(await send({ url: server.origin, timeoutMs: SHORT_MS })).toMatchObject({
      ok: false,
      errorCode: "TIMEOUT",
      httpStatus: 203,
      headers: { server: "edge" },
      body: Buffer.from("maintenance"),
      bodyBytes: 11,
      isBodyWhole: false,
    });
  });

  test("a request over an open socket has no look-up and no connection, and the same address", async () => {
    const server = await serve((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok");
    });
    const reuse = { pool: new ConnectionPool({ minRestMs: 0 }), workspaceId: "one" };
    await send({ url: `http://named.example.com:${server.port}/` }, { reuse });
    const second = await send({ url: `http://named.example.com:${server.port}/` }, { reuse });
    expect(server.accepted()).toBe(1);
    expect(second.phases).toMatchObject({ dns_ms: null, connect_ms: null, tls_ms: null });
    expect(second.remoteAddress).toBe("127.0.0.1");
  });

  test("every redirect that was followed is there, with its status, and not the last response", async () => {
    const server = await serve((socket, head) => {
      const location = head.startsWith("GET /a ") ? "/b?x=1" : "/c";
      const respond = head.startsWith("GET /c ")
        ? respondWith(200, {}, "end")
        : respondWith(head.startsWith("GET /a ") ? 301 : 307, { location });
      respond(socket, head);
    });
    const outcome = await send({ url: `${server.origin}/a`, followRedirects: true });
    expect(outcome).toMatchObject({ ok: true, httpStatus: 200, body: Buffer.from("end") });
    expect(outcome.redirects).toEqual([
      { url: `${server.origin}/a`, status: 301 },
      { url: `${server.origin}/b?x=1`, status: 307 },
    ]);
  });

  test("a redirect that is not followed is the response, with its headers", async () => {
    const server = await serve(respondWith(302, { location: "/elsewhere" }));
    expect(await send({ url: server.origin })).toMatchObject({
      errorCode: "HTTP_STATUS",
      redirects: [],
      headers: { location: "/elsewhere" },
    });
  });

  test("TLS leaves its time and the certificate's last day", async () => {
    const authorities = tls.getCACertificates("default");
    tls.setDefaultCACertificates([...authorities, testCertificate]);
    const server = tls.createServer(
      { cert: testCertificate, key: testCertificateKey },
      (socket) => {
        socket.on("error", () => undefined);
        socket.once("data", () => socket.end("HTTP/1.1 204 No Content\r\n\r\n"));
      },
    );
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("No port.");
    const outcome = await send({ url: `https://secure.example.com:${address.port}/` });
    server.close();
    tls.setDefaultCACertificates(authorities);
    expect(outcome).toMatchObject({
      ok: true,
      certificateExpiresAt: new Date("2126-10-31T06:10:05Z"),
    });
    expect(outcome.phases.tls_ms).toBeGreaterThanOrEqual(0);
  });
});

describe("the headers that are kept", () => {
  test("are those of a list, never a cookie or anything else that may be a credential", () => {
    expect(
      keepHeaders({
        server: "nginx",
        "content-type": "text/plain",
        "set-cookie": ["session=1", "b=2"],
        authorization: "Bearer x",
        "x-api-key": "x",
        "x-ratelimit-remaining": "3",
        ratelimit: "limit=10",
        "x-unknown": "x",
        vary: ["accept", "origin"],
        etag: undefined,
      }),
    ).toEqual({
      "content-type": "text/plain",
      ratelimit: "limit=10",
      server: "nginx",
      vary: "accept, origin",
      "x-ratelimit-remaining": "3",
    });
  });
});

describe("a body as text", () => {
  test.each<[string, Buffer, string | null, string]>([
    ["UTF-8 by default", Buffer.from("é€"), null, "é€"],
    [
      "in the encoding that it names",
      Buffer.from("é", "latin1"),
      "text/html; charset=ISO-8859-1",
      "é",
    ],
    ["with the name in quotes", Buffer.from("é", "latin1"), 'text/html; charset="latin1"', "é"],
    ["UTF-8 where the name is none", Buffer.from("é"), "text/html; charset=nonsense", "é"],
    ["without half a character at its end", Buffer.from("aé").subarray(0, 2), null, "a"],
    ["Windows-1252 where nobody says and it isn't UTF-8", Buffer.from([0x61, 0xff]), null, "aÿ"],
    [
      "with a mark for what is no text in its encoding",
      Buffer.from([0x61, 0xff, 0x62]),
      "text/plain; charset=utf-8",
      "a\ufffdb",
    ],
  ])("is %s", (_, bytes, contentType, text) => {
    expect(decodeBody(bytes, contentType)).toBe(text);
  });

  test("that is stored has no control character but tab and line breaks, and no half character", () => {
    expect(toStorableText("é\u0000\u001b\t\r\nÿ\u0085\ud800")).toBe(
      "é\ufffd\ufffd\t\r\nÿ\ufffd\ufffd",
    );
  });
});
