import { createServer, type RequestListener } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { frontRequests } from "@/lib/http/request-front";
import { arrive } from "@/lib/http/visit";

// The console as it is before the front holds back its lines.
const written = { error: vi.fn(), warn: vi.fn() };

let inner: RequestListener = () => undefined;
const server = createServer((request, response) => inner(request, response));
let port = 0;

beforeAll(async () => {
  vi.spyOn(console, "error").mockImplementation(written.error);
  vi.spyOn(console, "warn").mockImplementation(written.warn);
  frontRequests();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
  // The front is put up with the first request.
  inner = (_, response) => response.end();
  await send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
});
afterEach(() => {
  written.error.mockClear();
  written.warn.mockClear();
});
afterAll(() => server.close());

function send(bytes: string): Promise<{ status: number; head: string; body: string }> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      const [head = "", body = ""] = text.split("\r\n\r\n");
      resolve({ status: Number(head.split(" ")[1]), head, body });
    });
    socket.write(bytes);
  });
}

const ask = (method: string, target: string, more = "", body = "") =>
  send(
    `${method} ${target} HTTP/1.1\r\nHost: app.example\r\nConnection: close\r\n${more}${body === "" ? "" : `Content-Length: ${body.length}\r\n`}\r\n${body}`,
  );

/** As Next.js answers where it fails, on its way to a page too. */
const failBare: RequestListener = (_, response) => {
  console.error(new TypeError("Failed to parse body as FormData."));
  response.statusCode = 500;
  response.setHeader("Content-Type", "text/plain");
  response.end("Internal Server Error");
};

test.each([
  ["GET", "/api/routines/%", 400, "BAD_REQUEST"],
  ["GET", "*", 400, "BAD_REQUEST"],
  ["GET", "ftp://x/", 400, "BAD_REQUEST"],
  ["TRACE", "/", 405, "METHOD_NOT_ALLOWED"],
  ["PROPFIND", "/sign-in", 405, "METHOD_NOT_ALLOWED"],
  ["CONNECT", "/", 405, "METHOD_NOT_ALLOWED"],
  ["get", "/", 400, "BAD_REQUEST"],
  ["GET", "/long", 431, "HEADERS_TOO_LARGE"],
])("%s %s never reaches the router: %i", async (method, target, status, code) => {
  inner = vi.fn();
  const response = await ask(method, target.replace("long", "a".repeat(17_000)));
  expect(response.status).toBe(status);
  expect(response.head).toMatch(/content-type: application\/problem\+json/i);
  const problem = JSON.parse(response.body) as Record<string, unknown>;
  expect(problem).toMatchObject({ status, code });
  expect(response.head).toContain(String(problem.request_id));
  expect(/^allow: /im.test(response.head)).toBe(status === 405);
  expect(inner).not.toHaveBeenCalled();
});

test.each([
  ["CONNECT", "/"],
  ["get", "/"],
])(
  "%s %s, which has no response of Node.js, carries the security headers",
  async (method, target) => {
    const { head } = await ask(method, target);
    expect(head).toContain("X-Content-Type-Options: nosniff");
    expect(head).toContain("Content-Security-Policy: default-src 'none'");
  },
);

test.each([
  ["GET", "/routines/%ff", "GET /_not-found"],
  ["POST", "/%E0%A4%A", "GET /_not-found"],
  ["GET", "/_global-error", "GET /_not-found"],
  ["PROPFIND", "/api/routines", "OPTIONS /api/routines PROPFIND"],
  ["GET", "http://other.example/api/x?y", "GET /api/x?y"],
  ["GET", "/runs?cursor=%ff", "GET /runs?cursor=%ff"],
])("%s %s reaches the router as %s", async (method, target, seen) => {
  inner = ({ method: as, url, headers }, response) => {
    const mark = headers["x-opspulse-refused-method"];
    response.end([as, url, mark].filter((part) => part !== undefined).join(" "));
  };
  const response = await ask(method, target);
  expect(response.body).toContain(seen);
});

test("a caller can't say that a method was refused", async () => {
  inner = ({ headers }, response) => response.end(headers["x-opspulse-refused-method"] ?? "none");
  const response = await ask("OPTIONS", "/api/x", "X-Opspulse-Refused-Method: LOCK\r\n");
  expect(response.body).toContain("none");
});

describe("a form that can't be read", () => {
  test("is a 400, and nothing is logged as an error", async () => {
    inner = failBare;
    const response = await ask("POST", "/sign-in", "", "x");
    expect(response.status).toBe(400);
    expect(response.body).toContain('"code":"BAD_REQUEST"');
    expect(written.error).not.toHaveBeenCalled();
  });

  test("is a 413 where it is too large", async () => {
    inner = (_, response) => {
      console.error(new Error("Body exceeded 1 MB limit.\nTo configure"));
      response.writeHead(500, { "Content-Type": "text/x-component" });
      response.end("0:{}");
    };
    const response = await ask("POST", "/sign-in", "", "x");
    expect(response.status).toBe(413);
    expect(response.body).toContain("0:{}");
  });
});

describe("a failure of the app stays one", () => {
  test("behind a form that has arrived, and its error is logged", async () => {
    inner = (request, response) => {
      arrive();
      failBare(request, response);
    };
    const response = await ask("POST", "/sign-in", "", "x");
    expect(response.status).toBe(500);
    expect(response.body).toContain('"code":"INTERNAL"');
    expect(written.error).toHaveBeenCalledOnce();
  });

  test("on a page, which a browser gets as one", async () => {
    inner = failBare;
    const response = await ask("GET", "/", "Accept: text/html\r\n");
    expect(response.status).toBe(500);
    expect(response.head).toMatch(/content-type: text\/html/i);
    expect(response.body).toContain("This page couldn't be shown");
    expect(written.error).toHaveBeenCalledOnce();
  });

  test("in the API, for a request that changes something too", async () => {
    inner = failBare;
    for (const method of ["GET", "POST"]) {
      const response = await ask(method, "/api/x");
      expect(response.status).toBe(500);
      expect(response.body).toContain('"code":"INTERNAL"');
    }
    expect(written.error).toHaveBeenCalledTimes(2);
  });

  test("and what a page logs while it is sent is not held back", async () => {
    inner = (_, response) => {
      response.writeHead(200, { "Content-Type": "text/html" });
      response.write("<p>");
      console.error(new Error("late"));
      response.end("</p>");
    };
    expect((await ask("POST", "/", "", "x")).status).toBe(200);
    expect(written.error).toHaveBeenCalledOnce();
  });
});

test("a sender that goes away is not logged", async () => {
  inner = (_, response) => {
    console.error(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
    response.end("ok");
  };
  await ask("POST", "/api/x");
  expect(written.error).not.toHaveBeenCalled();
});

test("an error that has a body keeps it", async () => {
  inner = (_, response) => {
    response.writeHead(404, { "Content-Type": "text/html; charset=utf-8" });
    response.end("<h1>Nothing here</h1>");
  };
  const response = await ask("GET", "/x");
  expect(response.status).toBe(404);
  expect(response.body).toContain("Nothing here");
});
