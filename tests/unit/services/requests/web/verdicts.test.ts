import { gzipSync } from "node:zlib";
import { describe } from "vitest";
import type { Part } from "@/tests/support/web/byte-server";
import { testWebCases, type WebCase, type WebResult } from "@/tests/support/web/web-cases";

const big: Part = { repeat: "x", times: 1_200_000 };
const flood: Part = { forever: "x", times: 16_384, every: 1 };
const stay: Part = { then: "stay" };

/** Far below what the rest of an endless body is waited for. */
const SOON_MS = 600;

const head = (status: string, fields = "Content-Type: text/html") =>
  `HTTP/1.1 ${status}\r\n${fields}\r\nConnection: close\r\n\r\n`;

const byStatus = (status: number, more: Partial<WebResult> = {}): WebResult => ({
  status: "FAIL",
  error_code: "HTTP_STATUS",
  http_status: status,
  message: [String(status)],
  ...more,
});

const readsOk = [{ type: "body", operator: "contains", value: "ok" }];

const rejected: readonly (readonly [string, readonly Part[]])[] = [
  ["with a big page", [head("502 Bad Gateway"), big]],
  ["whose body never ends", [head("502 Bad Gateway"), "<html>", stay]],
  ["whose body never begins", [head("502 Bad Gateway", "Content-Length: 9"), stay]],
  ["with an endless quick body", [head("502 Bad Gateway"), flood]],
  ["that drips", [head("502 Bad Gateway"), { drip: "x".repeat(3_000), every: 5 }]],
  ["cut short", [head("502 Bad Gateway", "Content-Length: 500"), "short"]],
  [
    "reset",
    [head("502 Bad Gateway", "Content-Length: 500"), "short", { wait: 20 }, { then: "reset" }],
  ],
  ["cut before its last chunk", [head("502 X", "Transfer-Encoding: chunked"), "5\r\nhello\r\n"]],
  ["with a malformed chunk", [head("502 X", "Transfer-Encoding: chunked"), "zz\r\nhello\r\n"]],
  ["with endless chunk extensions", [head("502 X", "Transfer-Encoding: chunked"), "5;", flood]],
  ["with lengths that differ", [head("502 X", "Content-Length: 2\r\nContent-Length: 3"), "ok"]],
  ["with a malformed length", [head("502 X", "Content-Length: x"), "ok"]],
  ["with an unknown coding", [head("502 X", "Transfer-Encoding: smile"), "ok"]],
  [
    "that says it is packed",
    [head("502 X", "Content-Encoding: gzip\r\nContent-Length: 4"), "html"],
  ],
];

describe("a status that isn't accepted decides before the body", () => {
  testWebCases([
    ...rejected.map(([name, answer]): WebCase => ({
      name: `a 502 ${name}`,
      answer,
      timeoutSeconds: 1,
      expected: byStatus(502, { will_retry: true }),
    })),
    ...rejected.slice(0, 8).map(([name, answer]): WebCase => ({
      name: `a 502 ${name} where a rule reads the body`,
      answer,
      timeoutSeconds: 1,
      rules: readsOk,
      expected: byStatus(502, { will_retry: true }),
    })),
    {
      name: "a 404 with a big page",
      answer: [head("404 Not Found"), big],
      expected: byStatus(404, { will_retry: false }),
    },
    {
      name: "a 404 whose body never ends",
      answer: [head("404 Not Found"), "<html>", stay],
      timeoutSeconds: 1,
      expected: byStatus(404, { will_retry: false, max_ms: SOON_MS, kept: "<html>" }),
    },
    {
      name: "a 302 that isn't followed, with a big page",
      answer: [head("302 Found", "Location: /plain"), big],
      expected: byStatus(302),
    },
    {
      name: "a 200 that isn't accepted, with a big page",
      answer: [head("200 OK"), big],
      rules: [{ type: "status", accept: ["204"] }],
      expected: byStatus(200),
    },
    {
      name: "a 503 with the start of its page",
      answer: [head("503 X", "Content-Length: 500"), "maintenance"],
      expected: byStatus(503, { kept: "^maintenance$" }),
    },
    {
      name: "a 500 with a whole body that breaks a rule too",
      answer: [head("500 X", "Content-Length: 4"), "down"],
      rules: readsOk,
      expected: byStatus(500, { message: ["500", "contain"] }),
    },
  ]);
});

describe("a redirect that is followed is over with its head", () => {
  testWebCases(
    (
      [
        ["cut short", [head("302 X", "Location: /plain\r\nContent-Length: 500"), "short"]],
        ["with a big page", [head("301 X", "Location: /plain"), big]],
        ["whose body never ends", [head("307 X", "Location: /plain"), "<html>", stay]],
        [
          "with lengths that differ",
          [head("302 X", "Location: /plain\r\nContent-Length: 2, 3"), "ok"],
        ],
      ] as const
    ).map(([name, answer]): WebCase => ({
      name: `a redirect ${name}`,
      answer,
      follow: true,
      timeoutSeconds: 2,
      rules: readsOk,
      expected: { status: "SUCCESS", http_status: 200, max_ms: SOON_MS },
    })),
  );
});

const success: WebResult = { status: "SUCCESS", http_status: 200 };

const readAs = (
  rules: readonly unknown[],
  name: string,
  answer: readonly Part[],
  expected: WebResult,
) => ({ name, answer, rules, timeoutSeconds: 1, expected }) satisfies WebCase;

describe("an accepted status decides where no rule reads the body", () => {
  testWebCases([
    readAs([], "a big page", [head("200 OK"), big], success),
    readAs([], "an endless quick body", [head("200 OK"), flood], success),
    readAs([], "a body that never ends", [head("200 OK"), "<html>", stay], {
      ...success,
      max_ms: SOON_MS,
      kept: "<html>",
    }),
    readAs([], "a body that never begins", [head("200 OK", "Content-Length: 9"), stay], success),
    readAs([], "a vast length", [head("200 OK", "Content-Length: 9999999999"), big], success),
    readAs(
      [],
      "endless chunks",
      [
        head("200 OK", "Transfer-Encoding: chunked"),
        { forever: "1\r\nx\r\n", times: 500, every: 1 },
      ],
      success,
    ),
    readAs(
      [],
      "endless extensions of a chunk",
      [head("200 OK", "Transfer-Encoding: chunked"), "5;", flood],
      success,
    ),
    readAs(
      [{ type: "header", name: "X-A", value: "b" }],
      "a header and a big page",
      [head("200 OK", "X-A: b"), big],
      success,
    ),
    readAs(
      [{ type: "header", name: "X-A", value: "b" }],
      "a wrong header and a big page",
      [head("200 OK", "X-A: c"), big],
      {
        status: "FAIL",
        error_code: "ASSERTION",
        http_status: 200,
      },
    ),
    readAs(
      [{ type: "status", accept: ["503"] }],
      "a 503 that is accepted",
      [head("503 X"), "x", stay],
      {
        status: "SUCCESS",
        http_status: 503,
      },
    ),
    readAs(
      [],
      "a body that is cut where it is kept",
      [head("200 OK", "Content-Length: 500"), "short"],
      {
        status: "FAIL",
        error_code: "PROTOCOL",
        http_status: 200,
        message: ["cut short"],
      },
    ),
    readAs(
      [],
      "a body that is cut after what is kept",
      [head("200 OK", "Content-Length: 999999"), { repeat: "x", times: 200_000 }],
      success,
    ),
  ]);
});

describe("a rule that reads the body needs all of it", () => {
  testWebCases([
    readAs(readsOk, "a big page that a rule reads", [head("200 OK"), "ok", big], {
      status: "FAIL",
      error_code: "TOO_LARGE",
      http_status: 200,
    }),
    readAs(readsOk, "a body without an end that a rule reads", [head("200 OK"), "ok", stay], {
      status: "FAIL",
      error_code: "TIMEOUT",
      http_status: 200,
      message: ["within 1 s"],
    }),
    readAs(readsOk, "a cut body that a rule reads", [head("200 OK", "Content-Length: 500"), "ok"], {
      status: "FAIL",
      error_code: "PROTOCOL",
      http_status: 200,
      message: ["cut short"],
    }),
    readAs(
      readsOk,
      "a page of 900 KB that a rule reads",
      [head("200 OK"), { repeat: "x", times: 900_000 }, "ok"],
      success,
    ),
    {
      name: "a bomb that no rule reads",
      answer: [
        head("200 OK", "Content-Encoding: gzip"),
        { hex: gzipSync(Buffer.alloc(3_000_000)).toString("hex") },
      ],
      expected: success,
    },
  ]);
});

describe("whether a failure is tried again", () => {
  const busy = (status: string, retryAfter: readonly Part[]): readonly Part[] => [
    `HTTP/1.1 ${status}\r\nRetry-After: `,
    ...retryAfter,
    "\r\nContent-Length: 500\r\nConnection: close\r\n\r\nshort",
  ];
  testWebCases([
    ...(
      [
        ["soon", "429 X", ["2"], 429, true],
        ["in decimals", "503 X", ["1.5"], 503, true],
        ["after the next slot", "503 X", ["7200"], 503, false],
        ["with blanks around", "503 X", [" \t7200 "], 503, false],
        ["two hours ahead", "503 X", [{ date: "imf", ahead: 7_200 }], 503, false],
        [
          "two hours ahead in the form of RFC 850",
          "503 X",
          [{ date: "rfc850", ahead: 7_200 }],
          503,
          false,
        ],
        [
          "two hours ahead as asctime writes it",
          "503 X",
          [{ date: "asctime", ahead: 7_200 }],
          503,
          false,
        ],
        ["half an hour ahead", "503 X", [{ date: "imf", ahead: 1_800 }], 503, true],
        [
          "half an hour ahead as asctime writes it",
          "503 X",
          [{ date: "asctime", ahead: 1_800 }],
          503,
          true,
        ],
        ["in the past", "503 X", [{ date: "imf", ahead: -7_200 }], 503, true],
        ["that can't be read", "503 X", ["later"], 503, true],
        ["on a 404", "404 X", ["2"], 404, false],
      ] as const
    ).map(([name, status, retryAfter, code, willRetry]): WebCase => ({
      name: `a time to wait ${name}`,
      answer: busy(status, retryAfter),
      expected: byStatus(code, { will_retry: willRetry }),
    })),
  ]);
});
