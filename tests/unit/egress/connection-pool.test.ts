import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { parseAllowList } from "@/lib/egress/address-policy";
import { ConnectionPool } from "@/lib/egress/connection-pool";
import {
  sendRequest,
  type OutboundRequest,
  type SendOptions,
  type SendOutcome,
} from "@/lib/egress/send-request";
import { flood, type HostileServer } from "@/tests/support/hostile-server";
import { serveInTests, untilOpen } from "@/tests/support/hostile-servers";
import { LONG_MS, plainRequest, resolveNothing, SHORT_MS } from "@/tests/support/plain-request";
import { failOnStrayErrors } from "@/tests/support/stray-errors";
import { testCertificate, testCertificateKey } from "@/tests/support/test-certificate";

const loopback = parseAllowList("127.0.0.0/8");

failOnStrayErrors();

let pool: ConnectionPool;

beforeEach(() => {
  pool = new ConnectionPool({ minRestMs: 0 });
});

type Exchange = {
  socket: net.Socket;
  /** Counted over the whole server, from 1. */
  index: number;
  head: string;
};

const start = serveInTests();

/** A server that responds to every request of a connection, and not only the first. */
function serve(respond: (exchange: Exchange) => void): Promise<HostileServer> {
  let index = 0;
  return start(
    (socket) => {
      let pending = "";
      socket.on("data", (chunk) => {
        pending += chunk.toString("latin1");
        for (let end = pending.indexOf("\r\n\r\n"); end >= 0; end = pending.indexOf("\r\n\r\n")) {
          const head = pending.slice(0, end);
          const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0);
          if (pending.length < end + 4 + length) return;
          pending = pending.slice(end + 4 + length);
          index += 1;
          respond({ socket, index, head });
        }
      });
    },
    { atOnce: true },
  );
}

const responseOf = (body = "ok", headers = "connection: keep-alive") =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n${headers}\r\n\r\n${body}`;

const respondKeptAlive = ({ socket }: Exchange) => socket.write(responseOf());

const received = (server: HostileServer, method: string) =>
  server.requests.join("").split(`${method} /`).length - 1;

const send = (
  request: Partial<OutboundRequest> & { url: string },
  options: Partial<SendOptions> & { workspaceId?: string } = {},
): Promise<SendOutcome> => {
  const { workspaceId = "workspace-a", ...rest } = options;
  return sendRequest(plainRequest(request), {
    resolve: resolveNothing,
    allow: loopback,
    reuse: { pool, workspaceId },
    ...rest,
  });
};

describe("a socket is used again", () => {
  test("not before it has rested, and then the one that has rested longest", async () => {
    pool = new ConnectionPool({ minRestMs: 100 });
    const server = await serve(respondKeptAlive);
    const startedAtMs = performance.now();
    while (server.accepted() === 0 || received(server, "GET") === server.accepted()) {
      await send({ url: server.origin });
      expect(performance.now() - startedAtMs).toBeLessThan(LONG_MS);
    }
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(100);
    expect(server.requests[0]?.split("GET /")).toHaveLength(3);
  });

  test("by the next request of the workspace to the origin that changes nothing, whatever its path", async () => {
    const server = await serve(respondKeptAlive);
    const posted = await send({ url: `${server.origin}/a`, method: "POST", body: "x" });
    expect(posted).toMatchObject({ ok: true, body: Buffer.from("ok") });
    expect(await send({ url: `${server.origin}/b` })).toMatchObject({ ok: true });
    expect(await send({ url: `${server.origin}/c` })).toMatchObject({ ok: true });
    expect(server.accepted()).toBe(1);
    expect(server.requests[0]).toMatch(/^POST \/a .*GET \/b .*GET \/c /s);
  });

  test("by one request at a time", async () => {
    const server = await serve(respondKeptAlive);
    for (const round of [1, 2]) {
      await Promise.all([1, 2, 3].map((n) => send({ url: `${server.origin}/${round}/${n}` })));
    }
    expect(server.accepted()).toBe(3);
  });

  test("by the hops of a redirect within the origin", async () => {
    const server = await serve(({ socket, index }) => {
      socket.write(
        index === 1
          ? "HTTP/1.1 302 X\r\nlocation: /end\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n"
          : responseOf(),
      );
    });
    const outcome = await send({ url: server.origin, followRedirects: true });
    expect(outcome).toMatchObject({ ok: true, httpStatus: 200 });
    expect(server.accepted()).toBe(1);
  });

  test("over TLS, after one handshake", async () => {
    const authorities = tls.getCACertificates("default");
    tls.setDefaultCACertificates([...authorities, testCertificate]);
    let handshakes = 0;
    const server = tls.createServer(
      { cert: testCertificate, key: testCertificateKey },
      (socket) => {
        handshakes += 1;
        socket.on("error", () => undefined);
        socket.on("data", () => socket.write(responseOf()));
      },
    );
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no port");
    const url = `https://secure.example.com:${address.port}/`;
    const resolve = () => Promise.resolve(["127.0.0.1"]);
    try {
      expect(await send({ url }, { resolve })).toMatchObject({ ok: true });
      expect(await send({ url }, { resolve })).toMatchObject({ ok: true });
      expect(handshakes).toBe(1);
    } finally {
      tls.setDefaultCACertificates(authorities);
      server.close();
    }
  });
});

describe("a socket is never used again", () => {
  test("by another workspace", async () => {
    const server = await serve(respondKeptAlive);
    await send({ url: server.origin });
    await send({ url: server.origin }, { workspaceId: "workspace-b" });
    await send({ url: server.origin }, { workspaceId: "workspace-c" });
    expect(server.accepted()).toBe(3);
  });

  test("for another name or another port, also where both lead to the same address", async () => {
    const server = await serve(respondKeptAlive);
    const through = {
      resolve: () => Promise.resolve(["127.0.0.1"]),
      connect: () => net.connect(server.port, "127.0.0.1"),
    };
    await send({ url: "http://a.example.com:8080/" }, through);
    await send({ url: "http://b.example.com:8080/" }, through);
    await send({ url: "http://a.example.com:8081/" }, through);
    expect(server.accepted()).toBe(3);
  });

  test.each([
    ["does not say that it keeps it", "x-a: 1"],
    ["says that it closes it", "connection: close"],
    [
      "keeps it for hardly longer than a request takes",
      "connection: keep-alive\r\nkeep-alive: timeout=2",
    ],
  ])("where the endpoint %s", async (_, headers) => {
    const server = await serve(({ socket }) => socket.write(responseOf("ok", headers)));
    await send({ url: server.origin });
    await send({ url: server.origin });
    expect(server.accepted()).toBe(2);
    await untilOpen(server, 0);
  });

  test.each([
    ["another response", "HTTP/1.1 500 X\r\ncontent-length: 0\r\n\r\n"],
    ["garbage", "garbage"],
  ])("where %s follows the response", async (_, extra) => {
    const server = await serve(({ socket }) => socket.write(`${responseOf()}${extra}`));
    expect(await send({ url: server.origin })).toMatchObject({ ok: true, body: Buffer.from("ok") });
    expect(await send({ url: server.origin })).toMatchObject({ ok: true, body: Buffer.from("ok") });
    expect(server.accepted()).toBe(2);
  });

  test.each([
    ["a response that nobody asked for", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"],
    ["an empty line", "\r\n"],
    ["a part of a line", "HTT"],
  ])("where %s comes while it waits", async (_, unasked) => {
    const sockets: net.Socket[] = [];
    const server = await serve(({ socket }) => {
      sockets.push(socket);
      socket.write(responseOf());
    });
    await send({ url: server.origin });
    sockets[0]?.write(unasked);
    await untilOpen(server, 0);
    expect(await send({ url: server.origin })).toMatchObject({ ok: true });
    expect(server.accepted()).toBe(2);
  });

  test("after a request over it has failed", async () => {
    const server = await serve(({ socket, index }) => {
      socket.write(index === 2 ? "HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n" : responseOf());
    });
    await send({ url: server.origin });
    expect(await send({ url: server.origin })).toMatchObject({ ok: false, errorCode: "PROTOCOL" });
    expect(await send({ url: server.origin })).toMatchObject({ ok: true });
    expect(server.accepted()).toBe(2);
  });

  test("once it has reached its age: the name is looked up and judged again", async () => {
    pool = new ConnectionPool({ maxAgeMs: 200, minRestMs: 0 });
    const server = await serve(respondKeptAlive);
    let lookUps = 0;
    const rebound = {
      allow: parseAllowList(""),
      resolve: () => Promise.resolve([lookUps++ === 0 ? "1.1.1.1" : "10.0.0.1"]),
      connect: () => net.connect(server.port, "127.0.0.1"),
    };
    const startedAtMs = performance.now();
    let outcome = await send({ url: "http://public.example.com/" }, rebound);
    while (outcome.ok && performance.now() - startedAtMs < LONG_MS) {
      outcome = await send({ url: "http://public.example.com/" }, rebound);
    }
    expect(outcome.errorCode).toBe("FORBIDDEN_TARGET");
    expect(server.accepted()).toBe(1);
    expect(received(server, "GET")).toBeGreaterThan(1);
    expect(lookUps).toBe(2);
  });

  test("after its process was suspended, though the monotonic clock stood still meanwhile", async () => {
    const server = await serve(respondKeptAlive);
    await send({ url: server.origin });
    const wokenAtMs = Date.now() + 60_000;
    vi.spyOn(Date, "now").mockReturnValue(wokenAtMs);
    await send({ url: server.origin });
    vi.restoreAllMocks();
    expect(server.accepted()).toBe(2);
  });

  test("for a URL that may no longer be called", async () => {
    const server = await serve(respondKeptAlive);
    await send({ url: server.origin });
    const outcome = await send({ url: server.origin }, { allow: parseAllowList("") });
    expect(outcome.errorCode).toBe("FORBIDDEN_TARGET");
    expect(received(server, "GET")).toBe(1);
  });
});

describe("every limit holds for each request over a socket", () => {
  const limits = { maxHeaderBytes: 4_096, maxBodyBytes: 8_192 };

  test("responses that fit are read, however much they are together, and a longer one is not", async () => {
    const server = await serve(({ socket, index }) => {
      socket.write(responseOf("x".repeat(index === 5 ? 8_193 : 8_192)));
    });
    for (let index = 1; index <= 4; index += 1) {
      expect(await send({ url: server.origin }, { limits })).toMatchObject({ ok: true });
    }
    const outcome = await send({ url: server.origin }, { limits });
    expect(outcome).toMatchObject({ ok: false, errorCode: "TOO_LARGE" });
    expect(server.accepted()).toBe(1);
    await untilOpen(server, 0);
  });

  test.each([
    ["headers", "HTTP/1.1 200 OK\r\n", "x-a: 0123456789\r\n"],
    ["a reason phrase", "HTTP/1.1 200 ", "reason "],
    ["a body", "HTTP/1.1 200 OK\r\n\r\n", "0123456789"],
  ])("%s without end are cut off", async (_, start, more) => {
    const server = await serve(({ socket, index }) => {
      if (index === 1) socket.write(responseOf());
      else socket.write(start, () => flood(socket, more));
    });
    await send({ url: server.origin }, { limits });
    const outcome = await send({ url: server.origin }, { limits });
    expect(outcome).toMatchObject({ ok: false, errorCode: "TOO_LARGE" });
    expect(server.accepted()).toBe(1);
    await untilOpen(server, 0);
  });

  test("the deadline ends one request and its socket, and no other", async () => {
    const held: net.Socket[] = [];
    const server = await serve(({ socket, head }) => {
      if (head.startsWith("GET /silent")) return;
      if (head.startsWith("GET /held")) held.push(socket);
      else socket.write(responseOf());
    });
    await Promise.all([send({ url: `${server.origin}/1` }), send({ url: `${server.origin}/2` })]);
    const slow = send({ url: `${server.origin}/held` });
    await vi.waitFor(() => expect(held).toHaveLength(1));
    const silent = await send({ url: `${server.origin}/silent`, timeoutMs: SHORT_MS });
    expect(silent).toMatchObject({ ok: false, errorCode: "TIMEOUT" });
    expect(silent.errorMessage).toContain("waiting for the response");
    await untilOpen(server, 1);
    held[0]?.write(responseOf());
    expect(await slow).toMatchObject({ ok: true });
    expect(server.accepted()).toBe(2);
  });
});

describe("an endpoint that closes sockets", () => {
  test("although it promised to keep them does not fail the next request", async () => {
    pool = new ConnectionPool();
    const server = await serve(({ socket }) => socket.end(responseOf()));
    for (let index = 0; index < 30; index += 1) {
      expect(await send({ url: server.origin, method: "POST", body: "x" })).toMatchObject({
        ok: true,
        errorCode: null,
      });
    }
    expect(received(server, "POST")).toBe(30);
  });

  test("while they wait does not fail the next request", async () => {
    const sockets: net.Socket[] = [];
    const server = await serve(({ socket }) => {
      sockets.push(socket);
      socket.write(responseOf());
    });
    await Promise.all([1, 2, 3].map((n) => send({ url: `${server.origin}/${n}` })));
    sockets[0]?.resetAndDestroy();
    sockets[1]?.end();
    await untilOpen(server, 1);
    for (const n of [4, 5, 6]) {
      expect(await send({ url: `${server.origin}/${n}` })).toMatchObject({ ok: true });
    }
    expect(received(server, "GET")).toBe(6);
  });

  test.each([0, 1, 2])(
    "just when a GET is to be written, %i turns later, gets it over a new one, once",
    async (turns) => {
      const sockets: net.Socket[] = [];
      const server = await serve(({ socket }) => {
        sockets.push(socket);
        socket.write(responseOf());
      });
      await send({ url: server.origin });
      const outcome = send({ url: server.origin });
      for (let turn = 0; turn < turns; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      // The other end cannot have noticed before its next turn.
      sockets[0]?.resetAndDestroy();
      expect(await outcome).toMatchObject({ ok: true });
      expect(server.accepted()).toBe(2);
    },
  );

  test.each<[string, (socket: net.Socket) => unknown]>([
    ["closes it", (socket) => socket.end()],
    ["resets it", (socket) => socket.resetAndDestroy()],
    [
      "says that it waited too long",
      (socket) => socket.end("HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n"),
    ],
  ])("after it was sent a GET, and %s, gets it again over a new one", async (_, leave) => {
    const server = await serve(({ socket, index }) => {
      if (index === 2) leave(socket);
      else socket.write(responseOf());
    });
    await send({ url: server.origin });
    expect(await send({ url: server.origin })).toMatchObject({ ok: true, httpStatus: 200 });
    expect(received(server, "GET")).toBe(3);
    expect(server.accepted()).toBe(2);
  });

  test("each time gets a GET twice at most, and the failure is the result", async () => {
    const server = await serve(({ socket, index }) => {
      if (index === 1) socket.write(responseOf());
      else socket.end();
    });
    await send({ url: server.origin });
    expect(await send({ url: server.origin })).toMatchObject({ ok: false, errorCode: "PROTOCOL" });
    expect(received(server, "GET")).toBe(3);
    expect(server.accepted()).toBe(2);
  });

  test("with a part of a response gets a GET once", async () => {
    const server = await serve(({ socket, index }) => {
      if (index === 2) socket.end("HTTP/1.1 2");
      else socket.write(responseOf());
    });
    await send({ url: server.origin });
    expect(await send({ url: server.origin })).toMatchObject({ ok: false, errorCode: "PROTOCOL" });
    expect(received(server, "GET")).toBe(2);
  });

  test.each(["POST", "PUT", "PATCH", "DELETE"] as const)(
    "gets a %s over a socket of its own, once, and the failure is the result",
    async (method) => {
      const server = await serve(({ socket, index }) => {
        if (index === 2) socket.end();
        else socket.write(responseOf());
      });
      await send({ url: server.origin });
      const outcome = await send({ url: server.origin, method, body: "x" });
      expect(outcome).toMatchObject({ ok: false, httpStatus: null, errorCode: "PROTOCOL" });
      expect(received(server, method)).toBe(1);
      expect(server.accepted()).toBe(2);
    },
  );
});

describe("nothing is left behind", () => {
  test("a socket that waits in vain is closed within moments", async () => {
    const server = await serve(respondKeptAlive);
    await Promise.all([1, 2, 3].map((n) => send({ url: `${server.origin}/${n}` })));
    expect(server.open()).toBe(3);
    await untilOpen(server, 0);
  });

  test("no more sockets wait than the pool may hold", async () => {
    pool = new ConnectionPool({ maxWaiting: 2, minRestMs: 0 });
    const server = await serve(respondKeptAlive);
    await Promise.all([1, 2, 3].map((n) => send({ url: `${server.origin}/${n}` })));
    await untilOpen(server, 2);
    await Promise.all([1, 2, 3].map((n) => send({ url: `${server.origin}/${n}` })));
    expect(server.accepted()).toBe(4);
  });
});
