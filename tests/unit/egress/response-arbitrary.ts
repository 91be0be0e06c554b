import fc from "fast-check";

/** The reaction of a server to a request. Bytes are characters up to U+00FF. */
export type HostileResponse = {
  pieces: readonly { bytes: string; isDeferred: boolean }[];
  ending: "end" | "destroy" | "reset" | "open";
  /** Whether it comes before the request. */
  isEarly: boolean;
};

const bytesOf = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString("latin1"));

const repeated = (unit: fc.Arbitrary<string>, maxTimes: number) =>
  fc.tuple(unit, fc.nat(maxTimes)).map(([text, times]) => text.repeat(times));

const weighted = <Value>(...choices: [number, fc.Arbitrary<Value>][]) =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));

const statuses = [
  ...[200, 200, 200, 201, 204, 205, 206, 299, 300, 301, 302, 303, 304, 307, 308],
  ...[400, 401, 404, 410, 429, 500, 503, 599, 600, 999, 100, 101, 103, 199],
];

const statusLine = weighted(
  [8, fc.constantFrom(...statuses).map((status) => `HTTP/1.1 ${status} X`)],
  [
    1,
    fc.constantFrom(
      ...["HTTP/1.1 200", "HTTP/1.1 200 ", "HTTP/1.1", "HTTP/1.0 200 OK", "HTTP/2.0 200 OK"],
      ...["HTTP/0.9 200 OK", "http/1.1 200 OK", "HTTP/1.1  200 OK", "HTTP/1.1\t200 OK"],
      ...["HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/1.1 -20 OK", "HTTP/1.1 000 OK"],
      ...["HTTP/1.1 2 00 OK", "HTTP/1.1200 OK", "HTTP/1.10 200 OK", " HTTP/1.1 200 OK"],
      ...["\r\nHTTP/1.1 200 OK", "\r\n\r\n\r\nHTTP/1.1 200 OK", "ICY 200 OK", "GET / HTTP/1.1"],
      ...[
        "PRI * HTTP/2.0\r\n\r\nSM",
        "SSH-2.0-x",
        "220 ESMTP",
        "\u0016\u0003\u0001\u0000\u0005",
        "",
      ],
    ),
  ],
  [
    1,
    fc
      .tuple(fc.nat(1_200), repeated(bytesOf(20), 500))
      .map(([status, reason]) => `HTTP/1.1 ${status} ${reason}`),
  ],
);

const knownValues: Readonly<Record<string, readonly string[]>> = {
  connection: ["keep-alive", "keep-alive", "close", "upgrade", "Keep-Alive, close", ",", "\u0000"],
  "keep-alive": ["timeout=5", "timeout=0", "timeout=-1", "timeout=99999999999", "max=1", "="],
  "content-encoding": ["gzip", "br", "identity", "", "gzip, gzip", "\u00ff"],
  "content-type": ["text/plain", "text/plain; charset=utf-16", "multipart/byteranges", ";"],
  "retry-after": ["1", "-1", "1e9", "99999999999999999999", "Wed, 21 Oct 2099 07:28:00 GMT", "x"],
  upgrade: ["h2c", "websocket", ""],
  trailer: ["content-length", "x"],
  "set-cookie": ["a=b", "=", ";;;"],
  location: [
    ...["/again", "again?x=1", "?", "#", "", "/", "/%00", "/%", "/\u0000", "/\u00e9", "//", "///x"],
    ...["http://127.0.0.1:4000/x", "http://localhost:4000/", "http://www.example.com/", "http://["],
    ...["http://10.0.0.1/", "http://[::1]/", "http://user:secret@127.0.0.1/", "file:///etc/passwd"],
    ...["https:again", "javascript:alert(1)", "http://127.0.0.1:0/", "http://127.0.0.1:99999/"],
    `/${"x".repeat(3_000)}`,
  ],
};

const header = weighted(
  [
    6,
    fc.constantFrom(
      ...Object.entries(knownValues).flatMap(([name, values]) =>
        values.map((value) => `${name}: ${value}`),
      ),
    ),
  ],
  [2, fc.constantFrom("connection: keep-alive", "location: /again", "x-a: 1")],
  [1, fc.tuple(bytesOf(12), bytesOf(30)).map(([name, value]) => `${name}:${value}`)],
  [
    1,
    fc.constantFrom(
      ...["x-a: 1\r\n folded", " folded first", "\tx-a: 1", "x-a : 1", "x a: 1", ": 1", "x-a"],
      ...["content-length : 1", "transfer-encoding: \u000bchunked", "content-length: 1\r\n 2"],
      ...["x-a:", "x-a: \u0000", "x-\u0000: 1", "x-a: 1\rx-b: 2", "__proto__: 1", "constructor: 1"],
    ),
  ],
  [1, repeated(bytesOf(8), 2_000).map((value) => `x-long: ${value}`)],
  [1, repeated(fc.constant("x-many: 1\r\n"), 500).map((lines) => `${lines}x-last: 1`)],
);

type Framing = { fields: readonly string[]; body: string };

const chunk = fc
  .record({
    data: bytesOf(30),
    size: weighted<string | null>(
      [12, fc.constant(null)],
      [1, fc.constantFrom("0", "-1", "1", "ffffffffffffffffff", "zz", "", "0x5", "+5", " 5", "5 ")],
    ),
    extension: weighted(
      [8, fc.constant("")],
      [1, fc.constantFrom(";", ";a", ";a=b", ';a="\r\n"', ";\u0000", " ;a")],
      [1, repeated(fc.constant(";abcdefg=h"), 1_000)],
    ),
    end: weighted([12, fc.constant("\r\n")], [1, fc.constantFrom("", "\n", "\r", "x\r\n")]),
  })
  .map(
    ({ data, size, extension, end }) =>
      `${size ?? data.length.toString(16)}${extension}\r\n${data}${end}`,
  );

const chunkedBody = fc
  .record({
    chunks: fc.array(chunk, { maxLength: 5 }),
    flood: weighted([8, fc.constant("")], [1, repeated(fc.constant("1\r\nx\r\n"), 4_000)]),
    last: weighted([8, fc.constant("0\r\n")], [1, fc.constantFrom("", "0", "00\r\n", "0;a\r\n")]),
    trailers: weighted(
      [6, fc.constant("")],
      [1, fc.constantFrom("x-t: 1\r\n", "content-length: 5\r\n", "x\r\n", "\u0000: 1\r\n")],
      [1, repeated(fc.constant("x-t: 0123456789\r\n"), 2_000)],
    ),
    end: weighted([8, fc.constant("\r\n")], [1, fc.constantFrom("", "\n", "x")]),
  })
  .map(({ chunks, flood, last, trailers, end }) => chunks.join("") + flood + last + trailers + end);

const plainBody = weighted(
  [6, bytesOf(60)],
  [1, repeated(bytesOf(20), 2_000)],
  [1, repeated(fc.constantFrom("x", "é", "\u0000", "\u00ff", "\u00c3", "\r\n"), 40_000)],
);

const framing: fc.Arbitrary<Framing> = weighted<Framing>(
  [5, plainBody.map((body) => ({ fields: [`content-length: ${body.length}`], body }))],
  [
    2,
    fc
      .tuple(
        plainBody,
        fc.constantFrom(
          ...[
            "0",
            "1",
            "5",
            "70",
            "-1",
            "+5",
            "0x5",
            "1e3",
            "1, 1",
            "",
            " ",
            "5 5",
            "05",
            "5\u0000",
          ],
          ...["9007199254740993", "18446744073709551616", "99999999999999999999999"],
        ),
      )
      .map(([body, length]) => ({ fields: [`content-length: ${length}`], body })),
  ],
  [
    1,
    fc.tuple(bytesOf(20), fc.nat(30)).map(([body, other]) => ({
      fields: [`content-length: ${body.length}`, `content-length: ${other}`],
      body,
    })),
  ],
  [2, plainBody.map((body) => ({ fields: [], body }))],
  [4, chunkedBody.map((body) => ({ fields: ["transfer-encoding: chunked"], body }))],
  [
    1,
    fc
      .tuple(
        chunkedBody,
        fc.constantFrom("gzip, chunked", "chunked, chunked", "identity", "CHUNKED", "xchunked", ""),
      )
      .map(([body, coding]) => ({ fields: [`transfer-encoding: ${coding}`], body })),
  ],
  [
    1,
    chunkedBody.map((body) => ({
      fields: ["transfer-encoding: chunked", `content-length: ${body.length}`],
      body,
    })),
  ],
);

type Message = {
  first: string;
  headers: readonly string[];
  framing: Framing;
  lineEnd: string;
  terminator: string;
};

function write({
  first,
  headers,
  framing: { fields, body },
  lineEnd,
  terminator,
}: Message): string {
  return [first, ...headers, ...fields].map((line) => line + lineEnd).join("") + terminator + body;
}

const nearlyValid = fc
  .record({
    first: statusLine,
    headers: fc.array(header, { maxLength: 4 }),
    framing,
    lineEnd: weighted(
      [20, fc.constant("\r\n")],
      [1, fc.constantFrom("\n", "\r", "\r\r\n", "\n\r", "")],
    ),
    terminator: weighted(
      [12, fc.constant("\r\n")],
      [1, fc.constantFrom("", "\n", "\r", "\r\n\r\n")],
    ),
  })
  .map(write);

/** What an honest endpoint sends, whole and in order. */
const valid = fc
  .record({
    first: fc
      .constantFrom(...[200, 200, 200, 201, 204, 301, 302, 303, 307, 404, 429, 500, 503])
      .map((status) => `HTTP/1.1 ${status} X`),
    headers: fc.array(
      fc.constantFrom("connection: keep-alive", "location: /again", "x-a: 1", "content-type: x/y"),
      { maxLength: 4 },
    ),
    framing: fc.oneof(
      plainBody.map((body) => ({ fields: [`content-length: ${body.length}`], body })),
      fc.array(bytesOf(30), { maxLength: 5 }).map((chunks) => ({
        fields: ["transfer-encoding: chunked"],
        body: [...chunks.filter((data) => data !== ""), ""]
          .map((data) => `${data.length.toString(16)}\r\n${data}\r\n`)
          .join(""),
      })),
    ),
    lineEnd: fc.constant("\r\n"),
    terminator: fc.constant("\r\n"),
  })
  .map(write);

const message = fc.oneof(valid, nearlyValid);

const interim = fc.constantFrom(
  "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n",
  "HTTP/1.1 102 Processing\r\n\r\n",
  "HTTP/1.1 100 Continue\r\n\r\n",
  "HTTP/1.1 101 X\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
);

const conversation = fc
  .tuple(
    weighted([8, fc.constant("")], [1, repeated(interim, 3)], [1, repeated(interim, 40)]),
    message,
    weighted([8, fc.constant("")], [1, message], [1, bytesOf(30)]),
  )
  .map((parts) => parts.join(""));

type Mutation = {
  at: number;
  length: number;
  kind: "replace" | "remove" | "repeat";
  bytes: string;
};

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  length: fc.nat(12),
  kind: fc.constantFrom<Mutation["kind"][]>("replace", "remove", "repeat"),
  bytes: bytesOf(6),
});

function mutate(original: string, mutations: readonly Mutation[]): string {
  return mutations.reduce((bytes, { at, length, kind, bytes: inserted }) => {
    const start = at % (bytes.length + 1);
    const spoilt = bytes.slice(start, start + length);
    const middle = { replace: inserted, remove: "", repeat: spoilt + spoilt }[kind];
    return bytes.slice(0, start) + middle + bytes.slice(start + length);
  }, original);
}

const text = weighted(
  [1, bytesOf(300)],
  [1, repeated(bytesOf(40), 1_000)],
  [6, conversation],
  [6, valid],
  [
    4,
    fc
      .tuple(conversation, fc.array(mutation, { minLength: 1, maxLength: 4 }))
      .map(([bytes, mutations]) => mutate(bytes, mutations)),
  ],
);

/** Where the bytes are cut. What is deferred comes in a later turn of the event loop. */
const cut = fc.record({ at: fc.nat(), isDeferred: fc.boolean() });

/** Responses that are random, valid, nearly valid or spoilt, in pieces, with every kind of end. */
export const responseArbitrary: fc.Arbitrary<HostileResponse> = fc
  .record({
    text,
    cuts: fc.array(cut, { maxLength: 6 }),
    isDripped: weighted([12, fc.constant(false)], [1, fc.constant(true)]),
    ending: weighted<HostileResponse["ending"]>(
      [5, fc.constant("end")],
      [3, fc.constant("open")],
      [1, fc.constant("destroy")],
      [1, fc.constant("reset")],
    ),
    isEarly: weighted([12, fc.constant(false)], [1, fc.constant(true)]),
  })
  .map(({ text: bytes, cuts, isDripped, ending, isEarly }) => {
    const places = isDripped
      ? Array.from({ length: Math.min(bytes.length, 200) }, (_, at) => ({ at, isDeferred: true }))
      : cuts.map(({ at, isDeferred }) => ({ at: at % (bytes.length + 1), isDeferred }));
    places.sort((a, b) => a.at - b.at);
    const starts = [{ at: 0, isDeferred: false }, ...places];
    const pieces = starts.map(({ at, isDeferred }, index) => ({
      bytes: bytes.slice(at, starts[index + 1]?.at),
      isDeferred,
    }));
    return { pieces: pieces.filter((piece) => piece.bytes !== ""), ending, isEarly };
  });
