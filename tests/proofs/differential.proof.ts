import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import http from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllowList } from "@/lib/egress/address-policy";
import { sendRequest } from "@/lib/egress/send-request";
import { startByteServer, type ByteServer } from "@/tests/support/web/byte-server";

const CURL = "/usr/bin/curl";
const TIMEOUT_SECONDS = 1;

/** What a client makes of a server: the status and the body, or what it is without. */
type Reading = string;

const client = {
  /** The outbound requests of the product; the error is its code. */
  async ours(url: string): Promise<Reading> {
    const outcome = await sendRequest(
      {
        url,
        method: "GET",
        headers: {},
        systemHeaders: {},
        body: null,
        timeoutMs: TIMEOUT_SECONDS * 1_000,
        acceptedStatuses: ["100-999"],
      },
      {
        allow: parseAllowList("127.0.0.1/32"),
        resolve: () => Promise.reject(new Error("No name is looked up here")),
      },
    );
    return outcome.errorCode ?? `${outcome.httpStatus} ${outcome.body.toString("latin1")}`;
  },

  curl(url: string): Promise<Reading> {
    const flags = ["-sS", "-m", String(TIMEOUT_SECONDS), "-w", "%{stderr}%{http_code}"];
    return new Promise((resolve) => {
      execFile(CURL, [...flags, url], { encoding: "latin1" }, (error, body, status) => {
        resolve(error === null ? `${status} ${body}` : "error");
      });
    });
  },

  node(url: string): Promise<Reading> {
    return new Promise((resolve) => {
      const request = http.request(url, { agent: false }, (response) => {
        let body = "";
        response.setEncoding("latin1");
        response.on("data", (text: string) => (body += text));
        response.on("end", () => resolve(`${response.statusCode} ${body}`));
        response.on("error", () => resolve("error"));
      });
      request.on("upgrade", (_, socket) => socket.destroy());
      request.on("error", () => resolve("error"));
      request.on("close", () => resolve("error"));
      request.setTimeout(TIMEOUT_SECONDS * 1_000, () => request.destroy(new Error("timeout")));
      request.end();
    });
  },
};

const OK = "HTTP/1.1 200 OK\r\n";
const END = "Content-Length: 2\r\nConnection: close\r\n\r\nok";
const chunked = (body: string) =>
  `${OK}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${body}`;
const lengths = (...values: string[]) =>
  `${OK}${values.map((value) => `Content-Length: ${value}\r\n`).join("")}Connection: close\r\n\r\nok`;

type Oddity = {
  answer: string;
  ours: Reading;
  curl: Reading;
  node: Reading;
  /** Who is right where they differ, and by what. */
  right?: string;
};

/** Readings of curl 7.88.1 and of the pinned Node.js. */
const oddities: Record<string, Oddity> = {
  "line ends without CR": {
    answer: "HTTP/1.1 200 OK\nContent-Length: 2\nConnection: close\n\nok",
    ours: "200 ok",
    curl: "200 ok",
    node: "error",
    right: "ours and curl: a recipient may take a single LF (RFC 9112, 2.2)",
  },
  "an empty line first": {
    answer: `\r\n${OK}${END}`,
    ours: "200 ok",
    curl: "error",
    node: "200 ok",
    right: "ours and Node.js: seen behind old servers, and nothing hangs on it",
  },
  "HTTP/1.2": {
    answer: `HTTP/1.2 200 OK\r\n${END}`,
    ours: "200 ok",
    curl: "error",
    node: "error",
    right: "ours: a higher minor version is read as the highest that is known (RFC 9110, 2.5)",
  },
  "HTTP/2 in words": {
    answer: `HTTP/2 200\r\n${END}`,
    ours: "PROTOCOL",
    curl: "200 ok",
    node: "error",
    right: "ours and Node.js: HTTP/2 has no status line",
  },
  "HTTP/0.9": { answer: "ok", ours: "PROTOCOL", curl: "error", node: "error" },
  "small letters": {
    answer: `http/1.1 200 OK\r\n${END}`,
    ours: "200 ok",
    curl: "200 ok",
    node: "error",
    right: "ours and curl: the name is in capitals (RFC 9112, 2.3), and nothing else can be meant",
  },
  "two blanks in the status line": {
    answer: `HTTP/1.1  200 OK\r\n${END}`,
    ours: "200 ok",
    curl: "200 ok",
    node: "error",
    right: "ours and curl: a recipient may part it at any white space (RFC 9112, 4)",
  },
  "no reason phrase": {
    answer: `HTTP/1.1 200\r\n${END}`,
    ours: "200 ok",
    curl: "200 ok",
    node: "200 ok",
  },
  "a status of two digits": {
    answer: `HTTP/1.1 20 OK\r\n${END}`,
    ours: "PROTOCOL",
    curl: "error",
    node: "error",
  },
  "a status of four digits": {
    answer: `HTTP/1.1 2000 OK\r\n${END}`,
    ours: "PROTOCOL",
    curl: "error",
    node: "error",
  },
  "a blank in a name": {
    answer: `${OK}X Thing: a\r\n${END}`,
    ours: "200 ok",
    curl: "200 ok",
    node: "error",
    right: "ours and curl: it can't be a field, and the others are whole",
  },
  "a blank before a colon": {
    answer: `${OK}Content-Length : 2\r\nConnection: close\r\n\r\nok and more`,
    ours: "200 ok",
    curl: "200 ok and more",
    node: "error",
    right: "ours: the blank is taken out of a response's field (RFC 9112, 5.1)",
  },
  "a line without a colon": {
    answer: `${OK}X-Thing\r\n${END}`,
    ours: "200 ok",
    curl: "error",
    node: "error",
    right: "ours: it can't be a field, and browsers pass over it too",
  },
  "no name": {
    answer: `${OK}: a\r\n${END}`,
    ours: "200 ok",
    curl: "200 ok",
    node: "error",
    right: "ours and curl: it can't be a field, and the others are whole",
  },
  "a control byte in a value": {
    answer: `${OK}X-A: a\u0001b\r\n${END}`,
    ours: "200 ok",
    curl: "200 ok",
    node: "error",
    right: "ours and curl: only CR, LF and NUL are dangerous (RFC 9110, 5.5)",
  },
  "a NUL in a value": {
    answer: `${OK}X-A: a\u0000b\r\n${END}`,
    ours: "PROTOCOL",
    curl: "error",
    node: "error",
  },
  "a lone CR in a value": {
    answer: `${OK}X-A: a\rb\r\n${END}`,
    ours: "200 ok",
    curl: "200 ok",
    node: "error",
    right: "ours and curl: it is read as a blank (RFC 9112, 2.2)",
  },
  "a fold": {
    answer: `${OK}X-A: a\r\n b\r\n${END}`,
    ours: "200 ok",
    curl: "200 ok",
    node: "error",
    right: "ours and curl: a user agent reads it as a blank (RFC 9112, 5.2)",
  },
  "a blank before the first field": {
    answer: `${OK} X-A: a\r\n${END}`,
    ours: "200 ok",
    curl: "error",
    node: "error",
    right: "ours: the line is passed over (RFC 9112, 2.2)",
  },
  "a blank after the length": {
    answer: lengths("2 "),
    ours: "200 ok",
    curl: "200 ok",
    node: "200 ok",
  },
  "equal lengths in a list": {
    answer: lengths("2, 2"),
    ours: "200 ok",
    curl: "200 ok",
    node: "error",
    right: "ours and curl: they may be read as one (RFC 9110, 8.6)",
  },
  "equal lengths in two fields": {
    answer: lengths("2", "2"),
    ours: "200 ok",
    curl: "200 ok",
    node: "error",
    right: "ours and curl: they may be read as one (RFC 9110, 8.6)",
  },
  "lengths that differ in a list": {
    answer: lengths("2, 3"),
    ours: "PROTOCOL",
    curl: "200 ok",
    node: "error",
    right: "ours and Node.js: which one is right can't be known (RFC 9112, 6.3)",
  },
  "lengths that differ in two fields": {
    answer: lengths("3", "2"),
    ours: "PROTOCOL",
    curl: "200 ok",
    node: "error",
    right: "ours and Node.js: which one is right can't be known (RFC 9112, 6.3)",
  },
  "a length below zero": { answer: lengths("-1"), ours: "PROTOCOL", curl: "error", node: "error" },
  "a length with a sign": {
    answer: lengths("+2"),
    ours: "PROTOCOL",
    curl: "200 ok",
    node: "error",
    right: "ours and Node.js: a length has figures only (RFC 9110, 8.6)",
  },
  "a length with a letter": {
    answer: lengths("2x"),
    ours: "PROTOCOL",
    curl: "200 ok",
    node: "error",
    right: "ours and Node.js: a length has figures only (RFC 9110, 8.6)",
  },
  "an empty length": { answer: lengths(""), ours: "PROTOCOL", curl: "error", node: "error" },
  "a length beyond every number": {
    answer: lengths("99999999999999999999"),
    ours: "PROTOCOL",
    curl: "200 ok",
    node: "error",
    right: "ours and Node.js: an overflow is guarded against (RFC 9110, 8.6)",
  },
  "a length and chunks": {
    answer: chunked("2\r\nok\r\n0\r\n\r\n").replace(OK, `${OK}Content-Length: 9\r\n`),
    ours: "200 ok",
    curl: "200 ok",
    node: "error",
    right: "ours and curl: the coding overrides the length (RFC 9112, 6.3)",
  },
  "chunked twice": {
    answer: chunked("2\r\nok\r\n0\r\n\r\n").replace("chunked", "chunked, chunked"),
    ours: "200 ok",
    curl: "200 ok",
    node: "200 ok",
  },
  "an unknown coding": {
    answer: chunked("2\r\nok\r\n0\r\n\r\n").replace("chunked", "smile, chunked"),
    ours: "PROTOCOL",
    curl: "error",
    node: "200 ok",
    right: "ours and curl: the body can't be read (RFC 9112, 6.1)",
  },
  "a coding of identity": {
    answer: `${OK}Transfer-Encoding: identity\r\nConnection: close\r\n\r\nok`,
    ours: "200 ok",
    curl: "200 ok",
    node: "200 ok",
  },
  "a chunk size with an extension": {
    answer: chunked("2;a=b\r\nok\r\n0\r\n\r\n"),
    ours: "200 ok",
    curl: "200 ok",
    node: "200 ok",
  },
  "a chunk size with a blank": {
    answer: chunked("2 \r\nok\r\n0\r\n\r\n"),
    ours: "200 ok",
    curl: "200 ok",
    node: "error",
    right: "ours and curl: older implementations pad it, and nothing else can be meant",
  },
  "a chunk size with 0x": {
    answer: chunked("0x2\r\nok\r\n0\r\n\r\n"),
    ours: "PROTOCOL",
    curl: "error",
    node: "error",
  },
  "chunks without CR": {
    answer: chunked("2\nok\n0\n\n"),
    ours: "200 ok",
    curl: "200 ok",
    node: "error",
    right: "ours and curl: a recipient may take a single LF (RFC 9112, 2.2)",
  },
  "a chunk longer than its size": {
    answer: chunked("1\r\nok\r\n0\r\n\r\n"),
    ours: "PROTOCOL",
    curl: "error",
    node: "error",
  },
  "no last chunk": {
    answer: chunked("2\r\nok\r\n"),
    ours: "PROTOCOL",
    curl: "error",
    node: "error",
  },
  "no empty line after the last chunk": {
    answer: chunked("2\r\nok\r\n0\r\n"),
    ours: "PROTOCOL",
    curl: "error",
    node: "error",
  },
  "a malformed trailer": {
    answer: chunked("2\r\nok\r\n0\r\nx\r\n\r\n"),
    ours: "200 ok",
    curl: "error",
    node: "error",
    right: "ours: trailers are passed over, and the body was whole before",
  },
  "more bytes than the length": {
    answer: `${OK}${END} and more`,
    ours: "200 ok",
    curl: "200 ok",
    node: "error",
    right: "ours and curl: the length decides (RFC 9112, 6.3)",
  },
  "fewer bytes than the length": {
    answer: lengths("9"),
    ours: "PROTOCOL",
    curl: "error",
    node: "error",
  },
  "204 with a body": {
    answer: "HTTP/1.1 204 X\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
    ours: "204 ",
    curl: "204 ",
    node: "error",
    right: "ours and curl: it has none (RFC 9112, 6.3)",
  },
  "100 and then 200": {
    answer: `HTTP/1.1 100 Continue\r\n\r\n${OK}${END}`,
    ours: "200 ok",
    curl: "200 ok",
    node: "200 ok",
  },
  "seventeen times 102": {
    answer: `${"HTTP/1.1 102 P\r\n\r\n".repeat(17)}${OK}${END}`,
    ours: "PROTOCOL",
    curl: "200 ok",
    node: "200 ok",
    right: "all: RFC 9110, 15.2, sets no limit; ours keeps a server from going on for ever",
  },
  "101": {
    answer: "HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    ours: "PROTOCOL",
    curl: "error",
    node: "error",
  },
  "a head without an empty line": {
    answer: `${OK}X-A: b\r\n`,
    ours: "PROTOCOL",
    curl: "200 ",
    node: "error",
    right: "ours and Node.js: the message is incomplete (RFC 9112, 8)",
  },
  "18 KB of headers": {
    answer: `${OK}X-A: ${"a".repeat(18_000)}\r\n${END}`,
    ours: "TOO_LARGE",
    curl: "200 ok",
    node: "error",
    right: "all: RFC 9110, 5.4, leaves the limit to the client",
  },
};

const refusal = /^(?:error|PROTOCOL|TOO_LARGE)$/;

/** Whether the clients read the same, or all refuse. */
const isAgreed = ({ ours, curl, node }: Oddity) =>
  new Set([ours, curl, node].map((reading) => (refusal.test(reading) ? "refused" : reading)))
    .size === 1;

const names = Object.keys(oddities);
let server: ByteServer;

beforeAll(async () => {
  await access(CURL);
  server = await startByteServer(
    Object.fromEntries(
      Object.values(oddities).map(({ answer }, index) => [`/${index}`, [[answer]]]),
    ),
  );
});

afterAll(() => server.close());

describe("an odd server is read as it is listed", () => {
  test.each(Object.entries(oddities))("%s", async (name, oddity) => {
    const url = `${server.origin}/${names.indexOf(name)}`;
    const { ours, curl, node, right } = oddity;
    const readings = {
      ours: await client.ours(url),
      curl: await client.curl(url),
      node: await client.node(url),
    };
    expect(readings).toEqual({ ours, curl, node });
    expect(right === undefined, "a difference is listed with who is right").toBe(isAgreed(oddity));
  });
});
