import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import { describe } from "vitest";
import { respondWithBytes, testWebCases, type WebCase } from "@/tests/support/web/web-cases";

const json = Buffer.from('{"status":"up","n":1,"s":"1","v":1.0}');
const isUp = [{ type: "json", path: "$.status", operator: "equals", value: "up" }];
const gzipped = gzipSync(json);
const halves = [json.subarray(0, 10), json.subarray(10)] as const;
const zeros = Buffer.alloc(8);
const comment = Buffer.from("<!-- 0.2 s -->");
const skippable = Buffer.from("502a4d180400000001020304", "hex");
const join = (...parts: Buffer[]) => Buffer.concat(parts);

/** A name and a comment in the header of gzip. */
const named = join(
  Buffer.of(0x1f, 0x8b, 8, 0x18, 0, 0, 0, 0, 0, 3),
  Buffer.from("a.json\0by hand\0"),
  gzipped.subarray(10),
);

/** No text, and in no coding. */
const noise = Buffer.from(Array.from({ length: 64 }, (_, index) => (index * 151 + 7) % 256));

const response = (codings: string | readonly string[], body: Buffer) =>
  respondWithBytes(
    [
      ...[codings].flat().map((coding) => `Content-Encoding: ${coding}`),
      "Content-Type: application/json",
    ],
    body,
  );

const read = (name: string, codings: string | readonly string[], body: Buffer): WebCase => ({
  name,
  answer: response(codings, body),
  rules: isUp,
  expected: { status: "SUCCESS" },
});

const refused = (
  name: string,
  codings: string,
  body: Buffer,
  ...message: readonly string[]
): WebCase => ({
  name,
  answer: response(codings, body),
  rules: isUp,
  expected: { status: "FAIL", error_code: "ASSERTION", message },
});

describe("a word for a coding that names none", () => {
  testWebCases([
    ...[
      "UTF-8",
      "utf8",
      "none",
      "8bit",
      "7bit",
      "binary",
      "identity",
      "ISO-8859-1",
      "utf8, identity",
      "identity, , none",
      "aws-chunked",
      "base64",
      "",
      " , ",
      '""',
    ].map((word, index) => read(`${index} plain under ${word}`, word, json)),
    read("a charset before gzip", "utf-8, gzip", gzipped),
    read("a charset after gzip", "gzip, utf-8", gzipped),
    read("a charset and gzip in two fields", ["gzip", "UTF-8"], gzipped),
    read("nothing and gzip in two fields", ["", "gzip"], gzipped),
    read("quotes around gzip", '"gzip"', gzipped),
  ]);
});

describe("gzip", () => {
  testWebCases([
    ...["gzip", "GZIP", "x-gzip", "X-GZip", " gzip ", "gzip,"].map((word, index) =>
      read(`${index} named ${word}`, word, gzipped),
    ),
    read("with zeros after it", "gzip", join(gzipped, zeros)),
    read("with a line end after it", "gzip", join(gzipped, Buffer.from("\r\n"))),
    read("with HTML after it", "gzip", join(gzipped, comment)),
    read("with plain JSON after it", "gzip", join(gzipped, json)),
    read("of two members", "gzip", join(gzipSync(halves[0]), gzipSync(halves[1]))),
    read("of a member and an empty one", "gzip", join(gzipped, gzipSync(""))),
    read(
      "of two members with zeros between",
      "gzip",
      join(gzipSync(halves[0]), zeros, gzipSync(halves[1])),
    ),
    read(
      "of two members with HTML after them",
      "gzip",
      join(gzipSync(halves[0]), gzipSync(halves[1]), comment),
    ),
    read("with a name and a comment", "gzip", named),
    read("without its footer", "gzip", gzipped.subarray(0, -8)),
    read("with half of its footer", "gzip", gzipped.subarray(0, -4)),
    read("stored and not deflated", "gzip", gzipSync(json, { level: 0 })),
    refused("cut in its data", "gzip", gzipped.subarray(0, 20), "cut short", "unpack"),
    refused("cut in its header", "gzip", gzipped.subarray(0, 6), "cut short"),
    refused(
      "with a wrong checksum",
      "gzip",
      join(gzipped.subarray(0, -8), Buffer.of(1, 2, 3, 4), gzipped.subarray(-4)),
      "unpack",
    ),
    refused("that is none", "gzip", noise, "unpack"),
    refused("of a bomb", "gzip", gzipSync(Buffer.alloc(4_000_000, " ")), "more than is read"),
    {
      name: "of nothing without a rule",
      answer: response("gzip", Buffer.alloc(0)),
      expected: { status: "SUCCESS" },
    },
    {
      name: "of nothing with a rule on the body",
      answer: response("gzip", Buffer.alloc(0)),
      rules: isUp,
      expected: { status: "FAIL", error_code: "ASSERTION", message: ["empty"] },
    },
    {
      name: "damaged without a rule on the body",
      answer: response("gzip", noise),
      expected: { status: "SUCCESS" },
    },
    {
      name: "to a HEAD",
      method: "HEAD",
      answer: respondWithBytes(["Content-Encoding: gzip"], gzipped).slice(0, 1),
      expected: { status: "SUCCESS" },
    },
    {
      name: "as the coding of the transfer",
      answer: [
        `HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n${gzipped.length.toString(16)}\r\n`,
        { hex: gzipped.toString("hex") },
        "\r\n0\r\n\r\n",
      ],
      rules: isUp,
      expected: { status: "SUCCESS" },
    },
  ]);
});

describe("other codings", () => {
  const zlib = deflateSync(json);
  const br = brotliCompressSync(json);
  const zstd = zstdCompressSync(json);
  testWebCases([
    read("deflate as zlib", "deflate", zlib),
    read("deflate without zlib", "deflate", deflateRawSync(json)),
    read("deflate as zlib without its checksum", "deflate", zlib.subarray(0, -4)),
    read("deflate as zlib with bytes after it", "deflate", join(zlib, comment)),
    read(
      "deflate without zlib and a line end",
      "deflate",
      join(deflateRawSync(json), Buffer.from("\r\n")),
    ),
    read("x-deflate", "x-deflate", zlib),
    read("br", "br", br),
    read("br in capitals", "BR", br),
    read("br with zeros after it", "br", join(br, zeros)),
    read("br with HTML after it", "br", join(br, comment)),
    read("zstd", "zstd", zstd),
    read("zstd with HTML after it", "zstd", join(zstd, comment)),
    read(
      "zstd in two frames with one to skip",
      "zstd",
      join(zstdCompressSync(halves[0]), skippable, zstdCompressSync(halves[1])),
    ),
    read("zstd after a frame to skip", "zstd", join(skippable, zstd)),
    refused("br cut", "br", br.subarray(0, -6), "cut short"),
    refused("zstd cut", "zstd", zstd.subarray(0, -6), "cut short"),
    refused("deflate cut", "deflate", zlib.subarray(0, -12), "cut short"),
    refused("br that is none", "br", noise, "unpack"),
    refused("zstd that is none", "zstd", noise, "unpack"),
    refused(
      "a dictionary with br",
      "dcb",
      join(Buffer.from("ff444342", "hex"), noise),
      "Content-Encoding",
    ),
    refused(
      "LZW",
      "compress",
      join(Buffer.of(0x1f, 0x9d, 0x90), noise),
      "Content-Encoding",
      "unpack",
    ),
    refused("bzip2", "bzip2", join(Buffer.from("BZh9"), noise), "Content-Encoding"),
  ]);
});

describe("codings in a row, and false ones", () => {
  testWebCases([
    read("gzip twice", "gzip, gzip", gzipSync(gzipped)),
    read("gzip twice in two fields", ["gzip", "gzip"], gzipSync(gzipped)),
    read("gzip and then br", "gzip, br", brotliCompressSync(gzipped)),
    read("br and then gzip", "br, gzip", gzipSync(brotliCompressSync(json))),
    read("deflate and then zstd", "deflate,zstd", zstdCompressSync(deflateSync(json))),
    read("gzip three times", "gzip, gzip, gzip", gzipSync(gzipSync(gzipped))),
    refused(
      "gzip six times",
      "gzip, gzip, gzip, gzip, gzip, gzip",
      [1, 2, 3, 4, 5].reduce((bytes) => gzipSync(bytes), gzipped),
      "unpack",
    ),
    read("gzip once that is named twice", "gzip, gzip", gzipped),
    ...["gzip", "deflate", "br", "zstd", "compress"].map((coding) =>
      read(`plain JSON that calls itself ${coding}`, coding, json),
    ),
    read("gzip that calls itself br", "br", gzipped),
    read("gzip that calls itself deflate", "deflate", gzipped),
    read("zstd that calls itself gzip", "gzip", zstdCompressSync(json)),
  ]);
});
