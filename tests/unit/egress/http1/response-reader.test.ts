import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EgressError } from "@/lib/egress/egress-error";
import { headersOf } from "@/lib/egress/http1/response-head";
import { ResponseReader } from "@/lib/egress/http1/response-reader";
import { createMask } from "@/lib/egress/secrets/secret-mask";
import { responseArbitrary } from "@/tests/unit/egress/response-arbitrary";

const limits = { maxHeaderBytes: 4_096, maxBodyBytes: 32_768 };

type Reading = {
  status: number | null;
  headers: unknown;
  body: string;
  error: string | null;
  isClean: boolean;
};

const show = (error: unknown) =>
  error instanceof EgressError
    ? `${error.runErrorCode}: ${error.message}`
    : `not an error of this layer: ${String(error)}`;

/** What a reader makes of pieces of bytes, in Latin-1, after which the socket is ended. */
function read(pieces: readonly string[], method = "GET"): Reading {
  const reading: Reading = { status: null, headers: null, body: "", error: null, isClean: false };
  const reader = new ResponseReader(method, limits, {
    onHead: ({ status, fields }) => Object.assign(reading, { status, headers: headersOf(fields) }),
    onBody: (bytes) => (reading.body += bytes.toString("latin1")),
  });
  try {
    for (const piece of pieces) reader.push(Buffer.from(piece, "latin1"));
    reader.end();
  } catch (error) {
    reading.error = show(error);
  }
  reading.body = reading.body.slice(0, limits.maxBodyBytes);
  reading.isClean = reader.isClean;
  return reading;
}

test("wherever the bytes are cut, the same response is read, or the same error", () => {
  fc.assert(
    fc.property(
      responseArbitrary,
      fc.array(fc.nat(), { maxLength: 8 }),
      fc.constantFrom("GET", "HEAD"),
      ({ pieces }, cuts, method) => {
        const text = pieces.map(({ bytes }) => bytes).join("");
        const places = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length];
        places.sort((a, b) => a - b);
        const cutUp = places.slice(1).map((end, index) => text.slice(places[index], end));
        const whole = read([text], method);
        expect(read(cutUp, method)).toEqual(whole);
        expect(whole.error ?? "").not.toMatch(/^(?:not an error|INTERNAL)/);
      },
    ),
    { numRuns: 1_500 },
  );
});

test("one byte at a time is the same as all at once", () => {
  const text =
    "\r\nHTTP/1.1 103 X\r\n\r\nHTTP/1.1 200 OK\r\nX-A: b\r\n c\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX-T: 1\r\n\r\n";
  const whole = read([text]);
  expect(whole).toMatchObject({ status: 200, body: "hello", error: null });
  expect(whole.headers).toEqual({ "x-a": "b c", "transfer-encoding": "chunked" });
  expect(read(Array.from(text))).toEqual(whole);
});

describe("another request may follow", () => {
  const clean = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  test.each<[string, string, boolean]>([
    ["after a length", clean, true],
    [
      "after chunks",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
      true,
    ],
    ["after 204", "HTTP/1.1 204 X\r\n\r\n", true],
    ["after bytes beyond the end", `${clean}x`, false],
    ["after a body to the close", "HTTP/1.1 200 OK\r\n\r\nok", false],
    ["after a length twice", clean.replace("2", "2, 2"), false],
    [
      "after a length and chunks",
      clean.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
      false,
    ],
    ["after a line end without CR", clean.replace("\r\n", "\n"), false],
    ["after a line that is no field", clean.replace("\r\n\r\n", "\r\nx\r\n\r\n"), false],
    ["after a blank before a colon", clean.replace("Length:", "Length :"), false],
    ["after a fold", clean.replace(" 2", "\r\n 2"), false],
    ["after an empty line first", `\r\n${clean}`, false],
  ])("%s: %#", (_, text, isClean) => {
    expect(read([text]).isClean).toBe(isClean);
  });
});

describe("limits", () => {
  const ok = "HTTP/1.1 200 OK\r\n";

  test.each<[string, string, string]>([
    ["a head", `${ok}X-A: ${"x".repeat(4_096)}`, "headers"],
    ["a line of interim responses", `HTTP/1.1 103 ${"x".repeat(4_096)}`, "headers"],
    ["empty lines", "\r\n".repeat(2_100), "headers"],
    ["an extension", `${ok}Transfer-Encoding: chunked\r\n\r\n1;${"x".repeat(4_200)}`, "headers"],
    [
      "many extensions",
      `${ok}Transfer-Encoding: chunked\r\n\r\n${`1;${"x".repeat(100)}\r\nx\r\n`.repeat(60)}`,
      "headers",
    ],
    [
      "trailers",
      `${ok}Transfer-Encoding: chunked\r\n\r\n0\r\n${"X-T: 1\r\n".repeat(600)}`,
      "headers",
    ],
    [
      "chunks of one byte",
      `${ok}Transfer-Encoding: chunked\r\n\r\n${"1\r\nx\r\n".repeat(7_000)}`,
      "longer",
    ],
    ["a body", `${ok}\r\n${"x".repeat(32_769)}`, "longer than 32768 bytes"],
  ])("%s without end: too large", (_, text, words) => {
    expect(read([text]).error).toMatch(new RegExp(`^TOO_LARGE: .*${words}`));
  });

  test("a body at the limit is read", () => {
    expect(read([`${ok}\r\n${"x".repeat(32_768)}`]).error).toBeNull();
  });

  test("5,000 fields are read, and no more, however short they are", () => {
    const many = { maxHeaderBytes: 1_000_000, maxBodyBytes: 10 };
    const readFields = (count: number) => {
      const reader = new ResponseReader("GET", many, {
        onHead: () => undefined,
        onBody: () => undefined,
      });
      reader.push(Buffer.from(`${ok}${"a:\r\n".repeat(count)}\r\n`));
    };
    expect(() => readFields(5_000)).not.toThrow();
    expect(() => readFields(5_002)).toThrow(EgressError);
  });
});

describe("what an error shows of the endpoint's text", () => {
  const errorOf = (text: string, secrets: readonly string[] = []) => {
    const reader = new ResponseReader("GET", limits, {
      onHead: () => undefined,
      onBody: () => undefined,
    });
    try {
      reader.push(Buffer.from(text, "latin1"));
      reader.end();
    } catch (error) {
      if (error instanceof EgressError) return error.explain(createMask(secrets).cut);
    }
    return null;
  };

  test("is 60 characters at most, with control bytes made visible", () => {
    const message = errorOf(
      `HTTP/1.1 200 OK\r\nX-A: \u0000\u001b[32m\u0081${"y".repeat(500)}\r\n\r\n`,
    );
    expect(message).toContain(String.raw`"X-A: \x00\x1b[32m\x81yyy`);
    expect(/"(.*)"/.exec(message ?? "")?.[1]?.replaceAll(/\\x../g, "?")).toHaveLength(61);
    expect(message).not.toMatch(/\p{Cc}/u);
  });

  test("holds no secret, also where it is cut in the middle of one", () => {
    const secret = "sk-live-0123456789abcdefghijklmnopqrstuvwxyz";
    const message = errorOf(`HTTP/1.1 200 OK\r\nX-A: \u0000${"y".repeat(40)}${secret}\r\n\r\n`, [
      secret,
    ]);
    expect(message).toContain("[secret]");
    expect(message).not.toContain("sk-live");
  });

  test("holds no part of a secret that more bytes would complete", () => {
    const secret = "0123456789abcdefghijklmnopqrstuvwxyz";
    const chunk = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n${"y".repeat(55)}${secret}`;
    expect(errorOf(chunk, [secret])).not.toContain("0123");
    expect(errorOf(`${"y".repeat(55)}${secret.slice(0, 12)}`, [secret])).not.toContain("0123");
  });

  test("is not taken for a part of the sentence", () => {
    expect(errorOf("{quote} $& $1\r\n")).toContain('"{quote} $& $1"');
  });
});

test("a head of the largest size in pieces of one byte takes milliseconds, not seconds", async () => {
  const text = `HTTP/1.1 200 OK\r\nX-A: ${"x".repeat(4_000)}\r\n\r\n`;
  const startedAt = performance.now();
  for (let round = 0; round < 20; round += 1) read(Array.from(text));
  await setImmediate();
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
