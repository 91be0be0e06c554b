import { gzipSync } from "node:zlib";
import { describe } from "vitest";
import type { Part } from "@/tests/support/web/byte-server";
import { testWebCases, type WebCase, type WebResult } from "@/tests/support/web/web-cases";

const success: WebResult = { status: "SUCCESS", http_status: 200 };

const broken = (...message: string[]): WebResult => ({
  status: "FAIL",
  error_code: "PROTOCOL",
  http_status: 200,
  message,
});

const contains = (value: string) => [{ type: "body", operator: "contains", value }];

/** A 200 whose head ends with these fields, on a socket that is closed. */
const answer = (fields: string, ...rest: Part[]): readonly Part[] => [
  `HTTP/1.1 200 OK\r\n${fields}\r\nConnection: close\r\n\r\n`,
  ...rest,
];

const readable = (name: string, parts: readonly Part[], text = "ok"): WebCase => ({
  name,
  answer: parts,
  rules: contains(text),
  expected: success,
});

const refused = (name: string, parts: readonly Part[], ...message: string[]): WebCase => ({
  name,
  answer: parts,
  expected: broken(...message),
});

describe("the length of a body", () => {
  testWebCases([
    ...[
      ["a blank before it", "Content-Length:  2"],
      ["no blank before it", "Content-Length:2"],
      ["blanks and a tab before it", "Content-Length:  \t2"],
      ["a tab before it", "Content-Length:\t2"],
      ["a blank after it", "Content-Length: 2 "],
      ["a tab after it", "Content-Length: 2\t"],
      ["blanks and tabs around it", "Content-Length: \t 2 \t "],
      ["a folded line", "Content-Length:\r\n 2"],
      ["a blank before the colon", "Content-Length : 2"],
      ["its name in capitals", "CONTENT-LENGTH: 2"],
      ["leading zeros", "Content-Length: 0002"],
      ["the same length twice in a list", "Content-Length: 2, 2"],
      ["the same length three times without blanks", "Content-Length: 2,2,2"],
      ["the same length in two fields", "Content-Length: 2\r\nContent-Length: 2"],
      ["the same length with and without zeros", "Content-Length: 2\r\nContent-Length: 02"],
    ].map(([name, fields]) => readable(`a length with ${name}`, answer(fields ?? "", "ok"))),
    readable(
      "a length and chunks",
      answer("Content-Length: 5\r\nTransfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"),
      "hello",
    ),
    readable(
      "chunks and a length that is no number",
      answer("Transfer-Encoding: chunked\r\nContent-Length: x", "5\r\nhello\r\n0\r\n\r\n"),
      "hello",
    ),
    ...[
      ["in two fields", "Content-Length: 2\r\nContent-Length: 3", "2, 3"],
      ["in a list", "Content-Length: 2, 3", "2, 3"],
      [
        "in two fields with another between",
        "Content-Length: 3\r\nX-A: b\r\nContent-Length: 2",
        "3",
      ],
    ].map(([name, fields, quoted]) =>
      refused(
        `lengths that differ ${name}`,
        answer(fields ?? "", "ok"),
        "conflicting lengths",
        "content-length",
        quoted ?? "",
      ),
    ),
    ...[
      ["below zero", "-1"],
      ["with a sign", "\\+2"],
      ["in hexadecimal", "0x2"],
      ["with decimals", "2\\.0"],
      ["with a letter", "2b"],
      ["with an inner blank", "2 2"],
      ["that is empty", ""],
      ["with an empty member", "2,"],
      ["in words", "two"],
      ["beyond every number", "99999999999999999999"],
      ["of 2 to the power of 64", "18446744073709551616"],
    ].map(([name, pattern = ""]) =>
      refused(
        `a length ${name}`,
        answer(`Content-Length: ${pattern.replace("\\", "")}`, "ok"),
        "malformed content-length",
        `line 2: "${pattern}"`,
      ),
    ),
    {
      name: "a length with an inner lone CR",
      answer: answer("Content-Length: 2\r5", "ok"),
      expected: broken("malformed content-length", '"2 5"'),
    },
    readable("no length and no chunks", answer("X-A: b", "ok")),
    {
      name: "more bytes than the length",
      answer: answer("Content-Length: 2", "ok and more"),
      rules: [{ type: "body", operator: "not_contains", value: "more" }],
      expected: success,
    },
    { name: "a length of zero", answer: answer("Content-Length: 0"), expected: success },
    refused(
      "fewer bytes than the length",
      answer("Content-Length: 500", "short"),
      "cut short",
      "closed after 5 of 500 bytes",
    ),
    refused("no byte of a body", answer("Content-Length: 9"), "closed after 0 of 9 bytes"),
    refused(
      "a reset in the middle of a body",
      answer("Content-Length: 100", "half", { wait: 20 }, { then: "reset" }),
      "reset after 4 of 100 bytes",
    ),
    refused(
      "a reset in the middle of a body without a length",
      answer("X-A: b", "half", { wait: 20 }, { then: "reset" }),
      "cut short",
      "reset after 4 bytes",
    ),
    readable(
      "a reset after the whole body",
      answer("Content-Length: 2", "ok", { wait: 30 }, { then: "reset" }),
    ),
    readable("one byte at a time", [
      { drip: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok", every: 1 },
    ]),
  ]);
});

const chunked = (...rest: Part[]) => answer("Transfer-Encoding: chunked", ...rest);

describe("a body in chunks", () => {
  testWebCases([
    ...[
      ["in one chunk", "2\r\nok\r\n0\r\n\r\n"],
      ["in two chunks", "1\r\no\r\n1\r\nk\r\n0\r\n\r\n"],
      ["with capital figures", "C\r\nok0123456789\r\n0\r\n\r\n"],
      ["with leading zeros", "0002\r\nok\r\n000\r\n\r\n"],
      ["with very many leading zeros", `${"0".repeat(300)}2\r\nok\r\n0\r\n\r\n`],
      ["with a blank after its size", "2 \r\nok\r\n0\r\n\r\n"],
      ["with blanks and a tab after its size", "2  \t\r\nok\r\n0  \r\n\r\n"],
      ["with extensions", '2;a=b;c="d;e"\r\nok\r\n0;f\r\n\r\n'],
      ["with an extension after a blank", "2 ; a=b\r\nok\r\n0\r\n\r\n"],
      ["with line ends without CR", "2\nok\n0\n\n"],
      ["with trailers", "2\r\nok\r\n0\r\nX-A: b\r\nX-C: d\r\n\r\n"],
      ["with a length in its trailers", "2\r\nok\r\n0\r\nContent-Length: 9\r\n\r\n"],
      ["with a malformed trailer", "2\r\nok\r\n0\r\nwhat is this\r\n\r\n"],
      ["with bytes after its end", "2\r\nok\r\n0\r\n\r\nHTTP/1.1 500 Stray\r\n\r\n"],
    ].map(([name, body]) => readable(`chunks ${name}`, chunked(body ?? ""))),
    ...[
      ["with capitals", "Transfer-Encoding: CHUNKED"],
      ["with blanks around", "Transfer-Encoding:\t chunked \t"],
      ["folded", "Transfer-Encoding:\r\n\tchunked"],
      ["named twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"],
      ["with an empty member", "Transfer-Encoding: , chunked"],
      ["after identity", "Transfer-Encoding: identity, chunked"],
    ].map(([name, fields]) =>
      readable(`a coding ${name}`, answer(fields ?? "", "2\r\nok\r\n0\r\n\r\n")),
    ),
    readable("a coding of identity alone", answer("Transfer-Encoding: identity", "ok")),
    readable(
      "a coding of identity and a length",
      answer("Transfer-Encoding: identity\r\nContent-Length: 2", "ok and more"),
    ),
    readable("an empty coding", answer("Transfer-Encoding: \r\nContent-Length: 2", "ok")),
    ...[
      ["unknown", "Transfer-Encoding: smile, chunked"],
      ["almost chunked", "Transfer-Encoding: xchunked"],
      ["chunked, and another after it", "Transfer-Encoding: chunked, gzip"],
      ["with a strange byte", "Transfer-Encoding: \u000bchunked"],
    ].map(([name, fields]) =>
      refused(
        `a coding that is ${name}`,
        answer(fields ?? "", "2\r\nok\r\n0\r\n\r\n"),
        "transfer-encoding",
        "line 2",
      ),
    ),
    {
      name: "a coding of gzip under chunks",
      answer: answer(
        "Transfer-Encoding: gzip, chunked",
        `${gzipSync("ok").length.toString(16)}\r\n`,
        { hex: gzipSync("ok").toString("hex") },
        "\r\n0\r\n\r\n",
      ),
      expected: success,
    },
    refused(
      "a chunk longer than its size",
      chunked("3\r\nhello\r\n0\r\n\r\n"),
      "chunk 1",
      "longer",
    ),
    refused("a chunk shorter than its size", chunked("5\r\nok\r\n0\r\n\r\n"), "chunk"),
    refused("a second chunk without a size", chunked("2\r\nok\r\nzz\r\n"), "chunk 2", '"zz"'),
    refused("a chunk size that is empty", chunked("\r\nok\r\n0\r\n\r\n"), "chunk 1", "size"),
    refused("a chunk size below zero", chunked("-2\r\nok\r\n0\r\n\r\n"), "chunk", '"-2"'),
    refused("a chunk size with 0x", chunked("0x2\r\nok\r\n0\r\n\r\n"), "chunk", '"0x2"'),
    refused("a chunk size beyond every number", chunked("ffffffffffffffffff\r\nok"), "chunk"),
    refused("a plain body that is called chunked", chunked("ok\r\n"), "chunk 1", '"ok"'),
    refused("no last chunk", chunked("2\r\nok\r\n"), "cut short", "before the last chunk"),
    refused("a last chunk without an empty line", chunked("2\r\nok\r\n0\r\n"), "cut short"),
    refused("no chunk at all", chunked(), "cut short", "after 0 bytes"),
    refused(
      "a reset within a chunk",
      chunked("5\r\nhal", { wait: 20 }, { then: "reset" }),
      "cut short",
      "reset after 3 bytes",
    ),
  ]);
});

describe("where a body must not be, and in old versions", () => {
  testWebCases([
    ...[
      ["204 with a length and bytes", "204 No Content", "Content-Length: 5", "hello"],
      ["204 in chunks", "204 No Content", "Transfer-Encoding: chunked", "0\r\n\r\n"],
      [
        "204 with lengths that differ",
        "204 No Content",
        "Content-Length: 2\r\nContent-Length: 3",
        "",
      ],
      ["205 with no length", "205 Reset Content", "X-A: b", ""],
      ["205 with a length of zero", "205 Reset Content", "Content-Length: 0", ""],
      ["304 with the length of the page", "304 Not Modified", "Content-Length: 500", ""],
      ["304 in chunks", "304 Not Modified", "Transfer-Encoding: chunked", ""],
    ].map(([name = "", status = "", fields, body = ""]): WebCase => ({
      name,
      answer: [`HTTP/1.1 ${status}\r\n${fields}\r\nConnection: close\r\n\r\n${body}`],
      rules: [{ type: "status", accept: ["2xx", "304"] }],
      expected: { status: "SUCCESS", http_status: Number(status.slice(0, 3)) },
    })),
    ...[
      ["the length of the page", "Content-Length: 500", ""],
      ["bytes of a body", "Content-Length: 5", "hello"],
      ["chunks", "Transfer-Encoding: chunked", "0\r\n\r\n"],
      ["no length", "X-A: b", ""],
      ["lengths that differ", "Content-Length: 2, 3", ""],
    ].map(([name = "", fields = "", body = ""]): WebCase => ({
      name: `HEAD with ${name}`,
      method: "HEAD",
      answer: [
        `HTTP/1.1 200 OK\r\n${fields}\r\nConnection: keep-alive\r\n\r\n${body}`,
        { then: "stay" },
      ],
      runs: 3,
      expected: success,
    })),
    readable("HTTP/1.0 to the close", ["HTTP/1.0 200 OK\r\n\r\nok"]),
    readable(
      "HTTP/1.0 with a length that it keeps the socket after",
      [
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello",
        { then: "stay" },
      ],
      "hello",
    ),
    readable(
      "HTTP/1.0 in chunks",
      ["HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"],
      "hello",
    ),
  ]);
});
