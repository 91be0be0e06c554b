import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";
import { afterEach, describe, expect, test, vi } from "vitest";
import { parseAllowList, type AllowList } from "@/lib/egress/address-policy";
import { HostnameResolver } from "@/lib/egress/resolve-hostname";
import {
  sendRequest,
  type OutboundRequest,
  type SendOptions,
  type SendOutcome,
} from "@/lib/egress/send-request";
import { startDnsServer } from "@/tests/support/dns-server";
import {
  respondWith,
  drip,
  flood,
  startHostileServer,
  type Behaviour,
  type HostileServer,
} from "@/tests/support/hostile-server";
import { serveInTests, untilOpen } from "@/tests/support/hostile-servers";
import {
  LONG_MS,
  plainRequest,
  resolveNothing,
  SHORT_MS,
  SLACK_MS,
} from "@/tests/support/plain-request";
import { failOnStrayErrors } from "@/tests/support/stray-errors";
import { testCertificate, testCertificateKey } from "@/tests/support/test-certificate";

const loopback = parseAllowList("127.0.0.0/8");
const nothing = parseAllowList("");

failOnStrayErrors();

const serve = serveInTests();

const send = (
  request: Partial<OutboundRequest> & { url: string },
  options: Partial<SendOptions> = {},
): Promise<SendOutcome> =>
  sendRequest(plainRequest(request), { resolve: resolveNothing, allow: loopback, ...options });

/** The request line and the headers that a server received. */
function parseHead(request = ""): { line: string; headers: Record<string, string>; body: string } {
  const [head = "", body = ""] = request.split("\r\n\r\n");
  const [line = "", ...fields] = head.split("\r\n");
  return {
    line,
    headers: Object.fromEntries(
      fields.map((field) => {
        const [name = "", value = ""] = field.split(/: (.*)/s);
        return [name, value];
      }),
    ),
    body,
  };
}

describe("an honest exchange", () => {
  test("what was asked for arrives, and a 2xx is a success", async () => {
    const server = await serve(respondWith(201, {}, "created"));
    const outcome = await send({
      url: `${server.origin}/hook?a=1`,
      method: "POST",
      headers: { "Content-Type": "application/json", "User-Agent": "mine", "X-Custom": "1" },
      systemHeaders: {
        "Idempotency-Key": "slot-1",
        "OpsPulse-Run-Id": "run-1",
        "x-custom": "ours",
      },
      body: '{"é":1}',
    });

    expect(outcome).toEqual({
      ok: true,
      httpStatus: 201,
      durationMs: expect.any(Number) as number,
      errorCode: null,
      errorMessage: null,
      retryAfterSeconds: null,
      phases: {
        dns_ms: null,
        connect_ms: expect.any(Number) as number,
        tls_ms: null,
        first_byte_ms: expect.any(Number) as number,
      },
      remoteAddress: "127.0.0.1",
      certificateExpiresAt: null,
      redirects: [],
      headers: { "content-length": "7" },
      body: Buffer.from("created"),
      bodyBytes: 7,
      isBodyWhole: true,
    });
    expect(Number.isInteger(outcome.durationMs)).toBe(true);
    const { line, headers, body } = parseHead(server.requests[0]);
    expect(line).toBe("POST /hook?a=1 HTTP/1.1");
    expect(headers).toEqual({
      host: `127.0.0.1:${server.port}`,
      connection: "close",
      accept: "*/*",
      "accept-encoding": "identity",
      "user-agent": "mine",
      "content-type": "application/json",
      "content-length": "8",
      "x-custom": "ours",
      "idempotency-key": "slot-1",
      "opspulse-run-id": "run-1",
    });
    expect(Buffer.from(body, "latin1").toString()).toBe('{"é":1}');
  });

  test.each(["GET", "HEAD"] as const)("%s carries no body", async (method) => {
    const server = await serve(respondWith(200));
    await send({ url: server.origin, method, body: "secret" });
    expect(server.requests[0]).not.toContain("secret");
  });

  test.each([
    [200, true],
    [204, true],
    [299, true],
    [300, false],
    [304, false],
    [404, false],
    [500, false],
    [999, false],
  ])("status %i: success is %s", async (status, ok) => {
    const server = await serve(respondWith(status));
    expect(await send({ url: server.origin })).toMatchObject({
      ok,
      httpStatus: status,
      errorCode: ok ? null : "HTTP_STATUS",
      errorMessage: ok ? null : (expect.stringContaining(String(status)) as string),
    });
  });

  test("at most 4 KB of the body are kept, and all of it is counted", async () => {
    const long = await serve(respondWith(200, {}, "x".repeat(10_000)));
    expect(await send({ url: long.origin })).toMatchObject({
      body: Buffer.alloc(4_096, "x"),
      bodyBytes: 10_000,
    });
  });

  test("a compressed body is kept as it came", async () => {
    const zipped = await serve(respondWith(200, { "content-encoding": "gzip" }, "zipped"));
    expect(await send({ url: zipped.origin })).toMatchObject({
      ok: true,
      body: Buffer.from("zipped"),
      headers: { "content-encoding": "gzip" },
    });
  });

  test.each([
    [204, ["200-299"], true],
    [204, ["200"], false],
    [503, ["2xx", "503"], true],
    [302, ["3xx"], true],
  ])("status %i where %j are accepted: success is %s", async (status, acceptedStatuses, ok) => {
    const server = await serve(respondWith(status));
    const outcome = await send({ url: server.origin, acceptedStatuses });
    expect(outcome).toMatchObject({ ok, errorCode: ok ? null : "HTTP_STATUS" });
    if (!ok) expect(outcome.errorMessage).toContain(`only ${acceptedStatuses.join(", ")} is`);
  });

  test("a chunked body with trailers is read to its end", async () => {
    const server = await serve((socket) => {
      socket.write(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-trailer: 1\r\n\r\n",
      );
    });
    expect(await send({ url: server.origin })).toMatchObject({ ok: true, body: Buffer.from("ok") });
  });

  test("every request has a socket of its own, closed afterwards although the server would keep it", async () => {
    const server = await serve(respondWith(200, { connection: "keep-alive" }));
    await send({ url: server.origin });
    await send({ url: server.origin });
    expect(server.accepted()).toBe(2);
    await untilOpen(server, 0);
  });
});

describe("whatever the server does, the outcome is a result and the socket is closed", () => {
  const head = "HTTP/1.1 200 OK\r\n";

  test.each<[string, Behaviour, string, Partial<{ atOnce: boolean }>]>([
    ["closes before the request", (socket) => socket.end(), "PROTOCOL", { atOnce: true }],
    [
      "resets before the request",
      (socket) => socket.resetAndDestroy(),
      // The reset may come before the connection counts as made.
      "PROTOCOL|CONNECT",
      { atOnce: true },
    ],
    ["closes without a response", (socket) => socket.end(), "PROTOCOL", {}],
    ["resets without a response", (socket) => socket.resetAndDestroy(), "PROTOCOL", {}],
    [
      "responds with garbage",
      (socket) => socket.write("\u0000\u0001garbage\r\n\r\n"),
      "PROTOCOL",
      {},
    ],
    [
      "speaks another protocol first",
      (socket) => socket.write("SSH-2.0-x\r\n"),
      "PROTOCOL",
      { atOnce: true },
    ],
    [
      "responds in HTTP/2",
      (socket) => socket.write("\u0000\u0000\u0012\u0004\u0000"),
      "PROTOCOL",
      {},
    ],
    ["closes within the headers", (socket) => socket.end(`${head}x-a: 1\r\nx-b`), "PROTOCOL", {}],
    [
      "resets within the body",
      (socket) => {
        socket.write(`${head}content-length: 10\r\n\r\nabc`, () => socket.resetAndDestroy());
      },
      "PROTOCOL",
      {},
    ],
    [
      "sends less than it announced",
      (socket) => socket.end(`${head}content-length: 10\r\n\r\nabc`),
      "PROTOCOL",
      {},
    ],
    [
      "cuts a chunked body short",
      (socket) => socket.end(`${head}transfer-encoding: chunked\r\n\r\n5\r\nab`),
      "PROTOCOL",
      {},
    ],
    [
      "sends a bad chunk size",
      (socket) => socket.write(`${head}transfer-encoding: chunked\r\n\r\nzz\r\n`),
      "PROTOCOL",
      {},
    ],
    [
      "sends two lengths",
      (socket) => socket.write(`${head}content-length: 1\r\ncontent-length: 2\r\n\r\nab`),
      "PROTOCOL",
      {},
    ],
    [
      "switches protocols unasked",
      (socket) => socket.write("HTTP/1.1 101 X\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
      "PROTOCOL",
      {},
    ],
    [
      "sends 100 and no final response",
      (socket) => socket.write("HTTP/1.1 100 Continue\r\n\r\n"),
      "TIMEOUT",
      {},
    ],
    [
      "sends interim responses without end",
      (socket) => flood(socket, "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"),
      "PROTOCOL",
      {},
    ],
    [
      "sends headers without end",
      (socket) => {
        socket.write(head);
        flood(socket, "x-a: 0123456789\r\n");
      },
      "TOO_LARGE",
      {},
    ],
    [
      "sends one header without end",
      (socket) => {
        socket.write(`${head}x-a: `);
        flood(socket, "0123456789");
      },
      "TOO_LARGE",
      {},
    ],
    [
      "sends a header name without end",
      (socket) => {
        socket.write(head);
        flood(socket, "xxxxxxxxxx");
      },
      "TOO_LARGE",
      {},
    ],
    [
      "sends a reason phrase without end",
      (socket) => {
        socket.write("HTTP/1.1 200 ");
        flood(socket, "reason ");
      },
      "TOO_LARGE",
      {},
    ],
    ["sends empty lines without end", (socket) => flood(socket, "\r\n"), "TOO_LARGE", {}],
    [
      "sends a chunk extension without end",
      (socket) => {
        socket.write(`${head}transfer-encoding: chunked\r\n\r\n5;`);
        flood(socket, "xxxxxxxxxx");
      },
      "TOO_LARGE",
      {},
    ],
    [
      "sends trailers without end",
      (socket) => {
        socket.write(`${head}transfer-encoding: chunked\r\n\r\n0\r\n`);
        flood(socket, "x-a: 0123456789\r\n");
      },
      "TOO_LARGE",
      {},
    ],
    [
      "sends a body without end",
      (socket) => {
        socket.write(`${head}\r\n`);
        flood(socket, "0123456789");
      },
      "TOO_LARGE",
      {},
    ],
    [
      "sends tiny chunks without end",
      (socket) => {
        socket.write(`${head}transfer-encoding: chunked\r\n\r\n`);
        flood(socket, "1\r\nx\r\n");
      },
      "TOO_LARGE",
      {},
    ],
    [
      "announces and sends a huge body",
      (socket) => {
        socket.write(`${head}content-length: 99999999999\r\n\r\n`);
        flood(socket, "0123456789");
      },
      "TOO_LARGE",
      {},
    ],
    ["says nothing", () => undefined, "TIMEOUT", {}],
    [
      "half-closes and waits in the body",
      (socket) => socket.write(`${head}content-length: 10\r\n\r\nabc`),
      "TIMEOUT",
      {},
    ],
    [
      "drips its headers",
      (socket) => {
        socket.write(head);
        drip(socket, "x-a: 1\r\n");
      },
      "TIMEOUT",
      {},
    ],
    [
      "drips its body",
      (socket) => {
        socket.write(`${head}content-length: 100000\r\n\r\n`);
        drip(socket, "x");
      },
      "TIMEOUT",
      {},
    ],
    [
      "drips interim responses",
      (socket) => drip(socket, "HTTP/1.1 102 P\r\n\r\n", 2),
      "TIMEOUT",
      {},
    ],
  ])("it %s: %#", async (_, behave, errorCode, serverOptions) => {
    const server = await serve(behave, serverOptions);
    const timeoutMs = errorCode === "TIMEOUT" ? SHORT_MS : LONG_MS;
    const outcome = await send(
      { url: server.origin, timeoutMs },
      { limits: { maxHeaderBytes: 4_096, maxBodyBytes: 65_536 } },
    );

    expect(outcome.ok).toBe(false);
    expect(outcome.errorCode).toMatch(new RegExp(`^(?:${errorCode})$`));
    expect(outcome.errorMessage).toMatch(/^.{20,500}\.$/);
    expect(outcome.durationMs).toBeLessThan(timeoutMs + SLACK_MS);
    expect(server.accepted()).toBe(1);
    await untilOpen(server, 0);
  });

  test("bytes after the response are not read as another one", async () => {
    const server = await serve((socket) => {
      socket.write(`${head}content-length: 2\r\n\r\nokHTTP/1.1 500 X\r\n\r\n`);
    });
    expect(await send({ url: server.origin })).toMatchObject({ ok: true, body: Buffer.from("ok") });
  });

  test("a response at the limit passes, one byte more does not", async () => {
    const options = { limits: { maxBodyBytes: 1_000 } };
    const fits = await serve(respondWith(200, {}, "x".repeat(1_000)));
    expect(await send({ url: fits.origin }, options)).toMatchObject({ ok: true });
    const exceeds = await serve(respondWith(200, {}, "x".repeat(1_001)));
    expect(await send({ url: exceeds.origin }, options)).toMatchObject({
      ok: false,
      httpStatus: 200,
      errorCode: "TOO_LARGE",
    });
  });

  test("the message of a timeout says where the time went", async () => {
    const server = await serve((socket) => socket.write(`${head}content-length: 5\r\n\r\n`));
    const outcome = await send({ url: server.origin, timeoutMs: SHORT_MS });
    expect(outcome).toMatchObject({ httpStatus: 200, errorCode: "TIMEOUT" });
    expect(outcome.errorMessage).toContain("0.25 s");
    expect(outcome.errorMessage).toContain("reading the response");
  });
});

describe("the deadline covers what comes before the request", () => {
  const url = "http://public.example.com/";

  test("a look-up that never ends", async () => {
    const outcome = await send(
      { url, timeoutMs: SHORT_MS },
      { resolve: () => new Promise(() => undefined) },
    );
    expect(outcome).toMatchObject({ ok: false, httpStatus: null, errorCode: "TIMEOUT" });
    expect(outcome.errorMessage).toContain("looking up the host");
    expect(outcome.durationMs).toBeLessThan(SHORT_MS + SLACK_MS);
  });

  test("a look-up that DNS doesn't respond to fails before, with an error of DNS", async () => {
    const dns = await startDnsServer(() => "nothing");
    const resolver = new HostnameResolver({ servers: [dns.server], hostsFile: "" });
    const outcome = await send(
      { url, timeoutMs: SHORT_MS },
      { resolve: (hostname, timeoutMs) => resolver.resolve(hostname, { timeoutMs }) },
    );
    expect(outcome).toMatchObject({ ok: false, httpStatus: null, errorCode: "DNS" });
    expect(outcome.errorMessage).toContain("public.example.com got no response from DNS in time");
    expect(dns.questions).toContain("A public.example.com");
    await dns.close();
  });

  test("a look-up that ends too late opens no socket", async () => {
    const lookup = Promise.withResolvers<string[]>();
    const dialled: string[] = [];
    const outcome = await send(
      { url, timeoutMs: SHORT_MS },
      {
        resolve: () => lookup.promise,
        connect: ({ address }) => {
          dialled.push(address);
          return new net.Socket();
        },
      },
    );
    expect(outcome.errorCode).toBe("TIMEOUT");
    lookup.resolve(["93.184.215.14"]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(dialled).toEqual([]);
  });

  test("a connection that is never made, and its socket is destroyed", async () => {
    const sockets: net.Socket[] = [];
    const outcome = await send(
      { url, timeoutMs: SHORT_MS },
      {
        resolve: () => Promise.resolve(["93.184.215.14", "93.184.215.15"]),
        connect: () => {
          const socket = new net.Socket();
          sockets.push(socket);
          return socket;
        },
      },
    );
    expect(outcome).toMatchObject({ ok: false, errorCode: "TIMEOUT" });
    expect(outcome.errorMessage).toContain("connecting");
    expect(outcome.durationMs).toBeLessThan(SHORT_MS + SLACK_MS);
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true, true]);
  });

  test("a TLS handshake that never ends", async () => {
    const server = await serve(() => undefined, { atOnce: true });
    const outcome = await send({
      url: `https://127.0.0.1:${server.port}`,
      timeoutMs: SHORT_MS,
    });
    expect(outcome).toMatchObject({ ok: false, errorCode: "TIMEOUT" });
    expect(outcome.errorMessage).toContain("negotiating TLS");
    await untilOpen(server, 0);
  });
});

describe("only what was checked is dialled", () => {
  const url = "http://public.example.com:8080/";

  /** Records what would be dialled, and leads it to a loopback server. */
  function recordDials(server: HostileServer) {
    const dialled: string[] = [];
    const connect: NonNullable<SendOptions["connect"]> = ({ address, port }) => {
      dialled.push(`${address} ${port}`);
      return net.connect(server.port, "127.0.0.1");
    };
    return { dialled, connect };
  }

  test("a name is resolved once, so that it cannot be rebound before the dial", async () => {
    const server = await serve(respondWith(200));
    const { dialled, connect } = recordDials(server);
    const asked: string[] = [];
    const outcome = await send(
      { url },
      {
        allow: nothing,
        connect,
        resolve: (hostname) => {
          asked.push(hostname);
          return Promise.resolve(asked.length === 1 ? ["93.184.215.14"] : ["127.0.0.1"]);
        },
      },
    );
    expect(outcome.ok).toBe(true);
    expect(asked).toEqual(["public.example.com"]);
    expect(dialled).toEqual(["93.184.215.14 8080"]);
    expect(parseHead(server.requests[0]).headers.host).toBe("public.example.com:8080");
  });

  test("an answer that the resolver kept is judged at each use", async () => {
    const server = await serve(respondWith(200));
    const dns = await startDnsServer(() => ({ addresses: ["127.0.0.1"] }));
    const resolver = new HostnameResolver({ servers: [dns.server], hostsFile: "" });
    const sendUnder = (allow: AllowList) =>
      send(
        { url: `http://public.example.com:${server.port}/` },
        { allow, resolve: (hostname) => resolver.resolve(hostname) },
      );
    expect(await sendUnder(loopback)).toMatchObject({ ok: true });
    expect(await sendUnder(nothing)).toMatchObject({ errorCode: "FORBIDDEN_TARGET" });
    expect([...dns.questions].sort()).toEqual(["A public.example.com", "AAAA public.example.com"]);
    await dns.close();
  });

  test("what is dialled and recorded is the address that was judged, however it was written", async () => {
    const server = await serve(respondWith(200));
    const { dialled, connect } = recordDials(server);
    const resolved = ["::FFFF:93.184.215.14"];
    const outcome = await send(
      { url },
      { allow: nothing, connect, resolve: () => Promise.resolve(resolved) },
    );
    expect(dialled).toEqual(["93.184.215.14 8080"]);
    expect(outcome.remoteAddress).toBe("93.184.215.14");
  });

  test("a literal is dialled without a look-up", async () => {
    const server = await serve(respondWith(200));
    const { dialled, connect } = recordDials(server);
    await send({ url: "http://[2606:4700::1111]:8080/" }, { allow: nothing, connect });
    expect(dialled).toEqual(["2606:4700::1111 8080"]);
  });

  test.each([
    ["loopback", ["127.0.0.1"]],
    ["a private address", ["10.0.0.1"]],
    ["metadata", ["169.254.169.254"]],
    ["a public and a private address", ["93.184.215.14", "192.168.0.1"]],
    ["a private and a public address", ["::1", "93.184.215.14"]],
    [
      "a private address after many public ones",
      ["1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "10.0.0.1"],
    ],
    ["an IPv4-mapped private address", ["::ffff:127.0.0.1"]],
    ["a private address behind NAT64", ["64:ff9b::a00:1"]],
    ["an address with a zone", ["fe80::1%lo"]],
    ["another name", ["localhost"]],
    ["an empty address", [""]],
    ["a short address", ["127.1"]],
  ])("a name that resolves to %s is refused, and nothing is dialled", async (_, addresses) => {
    const server = await serve(respondWith(200));
    const { dialled, connect } = recordDials(server);
    const outcome = await send(
      { url },
      { allow: nothing, connect, resolve: () => Promise.resolve(addresses) },
    );
    expect(outcome).toMatchObject({ ok: false, httpStatus: null, errorCode: "FORBIDDEN_TARGET" });
    expect(outcome.errorMessage).not.toContain(addresses.at(-1) === "" ? "\n" : addresses.at(-1));
    expect(dialled).toEqual([]);
  });

  test.each(["localhost", "evil.example.net", "127.1"])(
    "an allow entry for the name does not let the resolver return %j",
    async (resolved) => {
      const server = await serve(respondWith(200));
      const { dialled, connect } = recordDials(server);
      const outcome = await send(
        { url },
        {
          allow: parseAllowList("public.example.com:8080"),
          ownHosts: ["localhost:8080"],
          connect,
          resolve: () => Promise.resolve([resolved]),
        },
      );
      expect(outcome.errorCode).toBe("FORBIDDEN_TARGET");
      expect(dialled).toEqual([]);
    },
  );

  test.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://[::ffff:169.254.169.254]/",
    "http://metadata.google.internal/",
    "http://user@public.example.com/",
    "http://public.example.com:6379/",
    "file:///etc/passwd",
  ])("%s is refused before any look-up", async (target) => {
    const outcome = await send({ url: target }, { allow: nothing });
    expect(outcome).toMatchObject({ ok: false, errorCode: "FORBIDDEN_TARGET" });
  });

  test("an opened block opens names that resolve into it, and no other address", async () => {
    const server = await serve(respondWith(200));
    const target = `http://public.example.com:${server.port}/`;
    const opened = await send({ url: target }, { resolve: () => Promise.resolve(["127.0.0.1"]) });
    expect(opened.ok).toBe(true);
    const mixed = await send(
      { url: target },
      { resolve: () => Promise.resolve(["127.0.0.1", "10.0.0.1"]) },
    );
    expect(mixed.errorCode).toBe("FORBIDDEN_TARGET");
  });

  test("an opened loopback does not lead back to the app under another name", async () => {
    const server = await serve(respondWith(200));
    const options = {
      ownHosts: [`localhost:${server.port}`],
      resolve: () => Promise.resolve(["127.0.0.1"]),
    };
    for (const host of ["localhost", "127.0.0.1", "public.example.com"]) {
      const outcome = await send({ url: `http://${host}:${server.port}/` }, options);
      expect(outcome.errorCode).toBe("FORBIDDEN_TARGET");
    }
    expect(server.accepted()).toBe(0);
  });

  test("a socket that dies at once is not replaced by another one", async () => {
    const server = await serve(respondWith(200));
    let dials = 0;
    const outcome = await send(
      { url: server.origin },
      {
        connect: () => {
          dials += 1;
          const socket = net.connect(server.port, "127.0.0.1");
          return socket.once("connect", () => queueMicrotask(() => socket.destroy()));
        },
      },
    );
    expect(outcome).toMatchObject({ ok: false, errorCode: "PROTOCOL" });
    expect(dials).toBe(1);
  });

  const failWith = (code: string) => () => Promise.reject(Object.assign(new Error("x"), { code }));

  test.each([
    ["is unknown", failWith("ENOTFOUND"), "does not exist in DNS"],
    ["gets no response", failWith("ETIMEOUT"), "got no response from DNS in time"],
    ["isn't asked for in time", failWith("EBUSY"), "was not looked up in time"],
    ["fails", failWith("EAI_AGAIN"), "DNS did not resolve the host"],
    [
      "throws",
      () => {
        throw new Error("x");
      },
      "DNS did not resolve the host",
    ],
    ["has no address", () => Promise.resolve([]), "has no address in DNS"],
  ])("a name that %s is a DNS failure, and the message says so", async (_, resolve, message) => {
    const outcome = await send({ url }, { resolve });
    expect(outcome).toMatchObject({ ok: false, errorCode: "DNS" });
    expect(outcome.errorMessage).toContain(message);
  });
});

describe("headers", () => {
  test.each([
    [{ Host: "127.0.0.1" }, '"Host"'],
    [{ authorization: "Bearer x" }, '"authorization"'],
    [{ "X-Custom": "a\r\nHost: b" }, '"X-Custom"'],
    [{ "X-Custom": "1", "x-custom": "2" }, '"x-custom"'],
  ])("%j is refused before anything is dialled, and the reason names it", async (headers, name) => {
    const server = await serve(respondWith(200));
    const outcome = await send({ url: server.origin, headers });
    expect(outcome).toMatchObject({ ok: false, errorCode: "FORBIDDEN_TARGET" });
    expect(outcome.errorMessage).toContain(name);
    expect(server.accepted()).toBe(0);
  });

  test("a system header that would split the request is never sent", async () => {
    const server = await serve(respondWith(200));
    const outcome = await send({ url: server.origin, systemHeaders: { "X-Key": "a\r\nHost: b" } });
    expect(outcome).toMatchObject({ ok: false, errorCode: "INTERNAL" });
    await untilOpen(server, 0);
    expect(server.requests.join("")).toBe("");
  });
});

describe("redirects", () => {
  const redirectTo = (location: string, status = 302) => respondWith(status, { location });

  test("are the result by default, and the message names the other origin only", async () => {
    const server = await serve(redirectTo("https://www.example.com/path?token=hunter2"));
    const outcome = await send({ url: server.origin });
    expect(outcome).toMatchObject({ ok: false, httpStatus: 302, errorCode: "HTTP_STATUS" });
    expect(outcome.errorMessage).toContain("https://www.example.com ");
    expect(outcome.errorMessage).not.toContain("hunter2");
    expect(server.accepted()).toBe(1);
  });

  test("are followed on request, to a relative URL with all headers", async () => {
    const server = await serve((socket, head) => {
      const isStart = head.startsWith("GET /start ");
      (isStart ? redirectTo("/end?x=1") : respondWith(200, {}, "end"))(socket, head);
    });
    const outcome = await send({
      url: `${server.origin}/start`,
      headers: { "X-Custom": "1" },
      systemHeaders: { "Idempotency-Key": "k" },
      followRedirects: true,
    });
    expect(outcome).toMatchObject({ ok: true, httpStatus: 200, body: Buffer.from("end") });
    const second = parseHead(server.requests[1]);
    expect(second.line).toBe("GET /end?x=1 HTTP/1.1");
    expect(second.headers).toMatchObject({ "x-custom": "1", "idempotency-key": "k" });
  });

  test("across origins, headers of user and system are dropped, and stay dropped on the way back", async () => {
    const hops: string[] = [];
    const home = await serve((socket, head) => {
      const isStart = head.startsWith("GET /start ");
      redirectOrEnd(isStart ? `${away.origin}/away` : null)(socket, head);
    });
    const redirectOrEnd = (location: string | null) =>
      location === null ? respondWith(200) : redirectTo(location, 307);
    const away: HostileServer = await serve((socket, head) => {
      hops.push(head);
      redirectOrEnd(`${home.origin}/back`)(socket, head);
    });
    const outcome = await send({
      url: `${home.origin}/start`,
      headers: { "X-Custom": "hunter2", "User-Agent": "hunter2" },
      systemHeaders: { Authorization: "Bearer hunter2", "Idempotency-Key": "hunter2" },
      followRedirects: true,
    });
    expect(outcome.ok).toBe(true);
    expect(home.requests[0]).toContain("hunter2");
    expect(hops).toHaveLength(1);
    expect(hops[0]).not.toContain("hunter2");
    expect(home.requests[1]).not.toContain("hunter2");
    expect(Object.keys(parseHead(home.requests[1]).headers).sort()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
  });

  test("take the cookies that they set along, to their own origin and within their chain", async () => {
    const setCookie = (location: string, cookie: string) =>
      respondWith(302, { location, "set-cookie": cookie });
    const home = await serve((socket, head) => {
      if (head.startsWith("GET /start ")) setCookie("/next", "a=1; Path=/")(socket, head);
      else if (head.startsWith("GET /next ")) setCookie(`${away.origin}/`, "b=2")(socket, head);
      else respondWith(200)(socket, head);
    });
    const away: HostileServer = await serve((socket, head) => {
      setCookie(`${home.origin}/back`, "c=3")(socket, head);
    });
    const cookiesAt = ({ requests }: HostileServer) =>
      requests.map((request) => parseHead(request).headers.cookie ?? null);
    for (const round of [1, 2]) {
      expect(await send({ url: `${home.origin}/start`, followRedirects: true })).toMatchObject({
        ok: true,
      });
      expect(cookiesAt(home).slice(3 * (round - 1))).toEqual([null, "a=1", "a=1; b=2"]);
      expect(cookiesAt(away).slice(round - 1)).toEqual([null]);
    }
  });

  test.each([
    ["POST", 301, "GET", ""],
    ["POST", 302, "GET", ""],
    ["POST", 303, "GET", ""],
    ["POST", 307, "POST", "body"],
    ["POST", 308, "POST", "body"],
    ["PUT", 301, "PUT", "body"],
    ["PUT", 303, "GET", ""],
    ["DELETE", 302, "DELETE", "body"],
    ["HEAD", 303, "HEAD", ""],
  ] as const)("a %s with the response %i goes on as %s", async (method, status, next, body) => {
    const server = await serve((socket, head) => {
      (head.includes(" /start ") ? redirectTo("/end", status) : respondWith(200))(socket, head);
    });
    await send({
      url: `${server.origin}/start`,
      method,
      headers: { "Content-Type": "text/plain" },
      body: "body",
      followRedirects: true,
    });
    const second = parseHead(server.requests[1]);
    expect(second.line).toBe(`${next} /end HTTP/1.1`);
    expect(second.body).toBe(body);
    expect("content-type" in second.headers).toBe(method !== "HEAD" && body === "" ? false : true);
  });

  test.each([
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[fd00:ec2::254]/",
    "//192.168.0.1/",
    "\\\\192.168.0.1\\",
    "http://metadata.google.internal/",
    "http://intranet/",
    "http://user:password@example.com/",
    "http://example.com:6379/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_INFO",
    "javascript:alert(1)",
  ])("to %s are refused", async (location) => {
    const server = await serve(redirectTo(location));
    const outcome = await send({ url: server.origin, followRedirects: true });
    expect(outcome).toMatchObject({
      ok: false,
      httpStatus: 302,
      errorCode: "FORBIDDEN_TARGET",
      errorMessage: expect.stringContaining("redirects") as string,
    });
    expect(server.accepted()).toBe(1);
  });

  test("to a name that resolves to a forbidden address are refused", async () => {
    const server = await serve(redirectTo("http://public.example.com/"));
    const outcome = await send(
      { url: server.origin, followRedirects: true },
      { resolve: () => Promise.resolve(["10.0.0.1"]) },
    );
    expect(outcome.errorCode).toBe("FORBIDDEN_TARGET");
  });

  test("are followed 5 times and not a sixth", async () => {
    let left = 5;
    const server = await serve((socket, head) => {
      left -= 1;
      (left >= 0 ? redirectTo("/again") : respondWith(200))(socket, head);
    });
    expect(await send({ url: server.origin, followRedirects: true })).toMatchObject({ ok: true });
    expect(server.accepted()).toBe(6);

    left = 6;
    expect(await send({ url: server.origin, followRedirects: true })).toMatchObject({
      ok: false,
      errorCode: "REDIRECT",
    });
    expect(server.accepted()).toBe(12);
    await untilOpen(server, 0);
  });

  test("share one deadline", async () => {
    const server = await serve((socket, head) => {
      setTimeout(() => redirectTo("/again")(socket, head), 100);
    });
    const outcome = await send({ url: server.origin, followRedirects: true, timeoutMs: SHORT_MS });
    expect(outcome.errorCode).toBe("TIMEOUT");
  });

  test.each([
    ["no Location", respondWith(302)],
    ["a Location that is no URL", redirectTo("http://[")],
  ])("with %s fail as redirects", async (_, behave) => {
    const server = await serve(behave);
    expect(await send({ url: server.origin, followRedirects: true })).toMatchObject({
      ok: false,
      httpStatus: 302,
      errorCode: "REDIRECT",
    });
  });

  test("are not followed where a secret is attached", async () => {
    const server = await serve(redirectTo("/end"));
    const outcome = await send({ url: server.origin, followRedirects: true, carriesSecret: true });
    expect(outcome).toMatchObject({ ok: false, httpStatus: 302, errorCode: "REDIRECT" });
    expect(server.accepted()).toBe(1);
  });
});

describe("TLS", () => {
  const resolve = () => Promise.resolve(["127.0.0.1"]);
  const systemAuthorities = tls.getCACertificates("default");
  const tlsServers: tls.Server[] = [];

  afterEach(() => {
    tls.setDefaultCACertificates(systemAuthorities);
    for (const server of tlsServers.splice(0)) {
      server.close();
    }
  });

  async function serveTls(response: string) {
    const serverNames: string[] = [];
    const server = tls.createServer(
      { cert: testCertificate, key: testCertificateKey },
      (socket) => {
        serverNames.push(socket.servername === false ? "" : String(socket.servername));
        socket.on("error", () => undefined);
        socket.once("data", () => socket.write(response));
      },
    );
    server.on("tlsClientError", () => undefined);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    tlsServers.push(server);
    const address = server.address();
    if (address === null || typeof address === "string") {
      throw new Error("The server has no port");
    }
    return { port: address.port, serverNames };
  }

  const ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

  test("a certificate that no authority signed is refused, whatever the environment says", async () => {
    const server = await serveTls(ok);
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    const outcome = await send({ url: `https://secure.example.com:${server.port}/` }, { resolve });
    vi.unstubAllEnvs();
    expect(outcome).toMatchObject({ ok: false, httpStatus: null, errorCode: "TLS" });
    expect(outcome.errorMessage).toContain("self-signed");
  });

  test("a trusted certificate is accepted for its own host, which is the server name asked for", async () => {
    tls.setDefaultCACertificates([...systemAuthorities, testCertificate]);
    const server = await serveTls(ok);
    const outcome = await send({ url: `https://secure.example.com:${server.port}/` }, { resolve });
    expect(outcome).toMatchObject({ ok: true, httpStatus: 200, body: Buffer.from("ok") });
    expect(server.serverNames).toEqual(["secure.example.com"]);
  });

  test.each(["other.example.com", "127.0.0.1"])(
    "a trusted certificate is refused for %s",
    async (host) => {
      tls.setDefaultCACertificates([...systemAuthorities, testCertificate]);
      const server = await serveTls(ok);
      const outcome = await send({ url: `https://${host}:${server.port}/` }, { resolve });
      expect(outcome).toMatchObject({ ok: false, errorCode: "TLS" });
      expect(outcome.errorMessage).toContain("another host");
    },
  );

  test("a body without end is cut off over TLS too", async () => {
    tls.setDefaultCACertificates([...systemAuthorities, testCertificate]);
    const server = await serveTls(`HTTP/1.1 200 ${"x".repeat(200_000)}`);
    const outcome = await send(
      { url: `https://secure.example.com:${server.port}/` },
      { resolve, limits: { maxHeaderBytes: 4_096, maxBodyBytes: 65_536 } },
    );
    expect(outcome).toMatchObject({ ok: false, errorCode: "TOO_LARGE" });
  });

  test("a redirect from https to http is refused", async () => {
    tls.setDefaultCACertificates([...systemAuthorities, testCertificate]);
    const plain = await serve(respondWith(200));
    const server = await serveTls(
      `HTTP/1.1 302 Found\r\nlocation: ${plain.origin}/\r\ncontent-length: 0\r\n\r\n`,
    );
    const outcome = await send(
      { url: `https://secure.example.com:${server.port}/`, followRedirects: true },
      { resolve },
    );
    expect(outcome).toMatchObject({ ok: false, httpStatus: 302, errorCode: "REDIRECT" });
    expect(plain.accepted()).toBe(0);
  });

  test("a server that speaks plain HTTP is a TLS failure", async () => {
    const server = await serve((socket) => socket.end("HTTP/1.1 400 X\r\n\r\n"), { atOnce: true });
    const outcome = await send({ url: `https://127.0.0.1:${server.port}/` });
    expect(outcome).toMatchObject({ ok: false, errorCode: "TLS" });
  });
});

test("a refused connection is a result that says what to check", async () => {
  const server = await startHostileServer(() => undefined);
  await server.close();
  const outcome = await send({ url: `${server.origin}/path?token=hunter2` });
  expect(outcome).toMatchObject({ ok: false, httpStatus: null, errorCode: "CONNECT" });
  expect(outcome.errorMessage).toContain(`port ${server.port}`);
  expect(outcome.errorMessage).not.toContain("hunter2");
});
