import { describe } from "vitest";
import type { Part } from "@/tests/support/web/byte-server";
import { testWebCases } from "@/tests/support/web/web-cases";

const kept = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok";
const keptHead = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n";
const stay: Part = { then: "stay" };
const success = { status: "SUCCESS", http_status: 200 } as const;
const isOk = [{ type: "body", operator: "matches", value: "^ok$" }];

/** Longer than a socket rests, and shorter than it is kept. */
const pause = [80, 90] as const;

describe("an endpoint that promises to keep its sockets", () => {
  testWebCases([
    {
      name: "and closes them 55 ms after a response",
      turns: [[kept, { wait: 55 }, { then: "end" }]],
      runs: 20,
      pause: [20, 60],
      expected: success,
    },
    {
      name: "and closes them with the second request",
      turns: [[kept, stay], [{ then: "end" }]],
      runs: 5,
      pause,
      expected: success,
    },
    {
      name: "and resets them with the second request",
      turns: [[keptHead, stay], [{ then: "reset" }]],
      method: "HEAD",
      runs: 5,
      pause,
      expected: success,
    },
    {
      name: "and closes them with the second request, to a POST",
      turns: [[kept, stay], [{ then: "end" }]],
      method: "POST",
      body: "a",
      runs: 5,
      pause,
      expected: success,
    },
    {
      name: "and ends them with a 408 that nobody waits for",
      turns: [[kept, { wait: 60 }, "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n"]],
      runs: 5,
      pause,
      expected: success,
    },
    {
      name: "and sends more bytes than the length",
      turns: [[`${kept}HTTP/1.1 500 Stray\r\nContent-Length: 0\r\n\r\n`, stay]],
      runs: 5,
      pause,
      rules: isOk,
      expected: success,
    },
    {
      name: "and sends another response 20 ms later",
      turns: [[kept, { wait: 20 }, "HTTP/1.1 500 Stray\r\nContent-Length: 0\r\n\r\n", stay]],
      runs: 5,
      pause,
      rules: isOk,
      expected: success,
    },
    {
      name: "and sends another response after chunks",
      turns: [
        [
          "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
          "HTTP/1.1 500 Stray\r\nContent-Length: 0\r\n\r\n",
          stay,
        ],
      ],
      runs: 5,
      pause,
      rules: isOk,
      expected: success,
    },
    {
      name: "for no second",
      turns: [
        [
          kept.replace("\r\n\r\n", "\r\nKeep-Alive: timeout=0\r\n\r\n"),
          { wait: 60 },
          { then: "end" },
        ],
      ],
      runs: 5,
      pause: [50, 70],
      expected: success,
    },
    {
      name: "after a body that is left, which is read by nobody",
      turns: [
        [
          `HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 60000\r\n\r\n${"x".repeat(30_000)}`,
          { wait: 10 },
          `${"x".repeat(29_000)}HTTP/1.1 500 Stray\r\nContent-Length: 0\r\n\r\n`,
          stay,
        ],
      ],
      runs: 4,
      pause,
      expected: success,
    },
    {
      name: "after lengths that contradict chunks",
      turns: [
        [
          "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
          stay,
        ],
        ["HTTP/1.1 500 Second\r\nContent-Length: 0\r\n\r\n", stay],
      ],
      runs: 4,
      pause,
      rules: isOk,
      expected: success,
    },
  ]);
});
