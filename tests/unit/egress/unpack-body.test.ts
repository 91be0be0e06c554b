import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { unpackBody } from "@/lib/egress/unpack-body";

const MAX_BYTES = 1_048_576;
const text = Array.from({ length: 20_000 }, (_, index) => (index * 7_919) % 1_000).join();
const plain = Buffer.from(text);

const codings = [
  ["gzip", gzipSync],
  ["x-gzip", gzipSync],
  ["GZIP", gzipSync],
  ["deflate", deflateSync],
  ["deflate", deflateRawSync],
  ["br", brotliCompressSync],
  ["zstd", zstdCompressSync],
] as const;

const whole = (bytes: Buffer) => ({ bytes, fault: null });
const unreadable = { bytes: null, fault: "unreadable" };

let stray: unknown[] = [];
const keep = (error: unknown) => stray.push(error);
beforeEach(() => {
  stray = [];
  process.on("uncaughtException", keep);
  process.on("unhandledRejection", keep);
});
afterEach(async () => {
  await new Promise(setImmediate);
  process.off("uncaughtException", keep);
  process.off("unhandledRejection", keep);
  expect(stray).toEqual([]);
});

describe("a body that came whole", () => {
  test.each([null, "", "identity", " Identity ", ","])("is left as it is under %j", (coding) => {
    expect(unpackBody(plain, coding, MAX_BYTES)).toEqual(whole(plain));
  });

  test.each(codings)("is unpacked from %s", (coding, pack) => {
    expect(unpackBody(pack(plain), coding, MAX_BYTES)).toEqual(whole(plain));
  });

  test.each([
    ["gzip, br", brotliCompressSync(gzipSync(plain))],
    ["br,, identity, gzip", gzipSync(brotliCompressSync(plain))],
    ["zstd, deflate", deflateSync(zstdCompressSync(plain))],
  ])("is unpacked from %s, last coding first", (coding, packed) => {
    expect(unpackBody(packed, coding, MAX_BYTES)).toEqual(whole(plain));
  });

  test.each(codings)("may be empty inside %s", (coding, pack) => {
    expect(unpackBody(pack(Buffer.alloc(0)), coding, MAX_BYTES)).toEqual(whole(Buffer.alloc(0)));
  });

  test("may be several members of gzip", () => {
    const packed = Buffer.concat([gzipSync("one "), gzipSync("two")]);
    expect(unpackBody(packed, "gzip", MAX_BYTES)).toEqual(whole(Buffer.from("one two")));
  });

  test.each([...codings.map(([coding]) => coding), "gzip, br"])(
    "of no bytes is empty, whatever coding it names: %s",
    (coding) => {
      expect(unpackBody(Buffer.alloc(0), coding, MAX_BYTES)).toEqual(whole(Buffer.alloc(0)));
    },
  );

  test.each<[string | null, Buffer]>([
    [null, plain],
    ...codings.map(([coding, pack]): [string, Buffer] => [coding, pack(plain)]),
  ])(
    "of exactly as many bytes as are read is whole, and of one more is not: %s",
    (coding, packed) => {
      expect(unpackBody(packed, coding, plain.length)).toEqual(whole(plain));
      expect(unpackBody(packed, coding, plain.length - 1)).toEqual({
        bytes: plain.subarray(0, -1),
        fault: "too_large",
      });
    },
  );
});

describe("a body that did not come whole", () => {
  test.each(codings)("gives what it holds of %s", (coding, pack) => {
    const packed = pack(plain);
    for (const length of [1, packed.length >> 1, packed.length - 9]) {
      const { bytes, fault } = unpackBody(packed.subarray(0, length), coding, MAX_BYTES);
      expect(fault).toBe("cut_short");
      expect(bytes?.equals(plain.subarray(0, bytes.length))).toBe(true);
    }
  });

  test("gives nearly all of what gzip holds of it", () => {
    const packed = gzipSync(plain);
    const { bytes } = unpackBody(packed.subarray(0, -9), "gzip", MAX_BYTES);
    expect(bytes?.length).toBeGreaterThan(plain.length * 0.99);
  });

  test("gives what it holds of two codings", () => {
    const packed = brotliCompressSync(gzipSync(plain));
    const { bytes, fault } = unpackBody(packed.subarray(0, -20), "gzip, br", MAX_BYTES);
    expect(fault).toBe("cut_short");
    expect(bytes?.equals(plain.subarray(0, bytes.length))).toBe(true);
  });
});

describe("a body with more in it than its coding asks for", () => {
  const header = (flags: number, ...fields: (string | Buffer)[]) =>
    Buffer.concat([
      Buffer.of(0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3),
      ...fields.map((field) => Buffer.from(field)),
    ]);
  const gzipped = gzipSync(plain);
  const bare = gzipped.subarray(10);
  const skippable = Buffer.from("502a4d180400000001020304", "hex");
  const half = plain.length >> 1;
  const halves = [plain.subarray(0, half), plain.subarray(half)] as const;

  test.each<[string, string, Buffer]>([
    ["zeros after gzip", "gzip", Buffer.concat([gzipped, Buffer.alloc(512)])],
    ["a line end after gzip", "gzip", Buffer.concat([gzipped, Buffer.from("\r\n")])],
    ["HTML after gzip", "gzip", Buffer.concat([gzipped, Buffer.from("<!-- 0.2 s -->")])],
    [
      "zeros between members",
      "gzip",
      Buffer.concat([gzipSync(halves[0]), Buffer.alloc(7), gzipSync(halves[1]), Buffer.of(0)]),
    ],
    [
      "members and HTML",
      "gzip",
      Buffer.concat([gzipSync(halves[0]), gzipSync(halves[1]), Buffer.from("<!-- done -->")]),
    ],
    [
      "a name, a comment, an extra field and a checksum of the header",
      "gzip",
      Buffer.concat([
        header(0x1e, "\x03\0abc", "a.json\0", "by hand\0", Buffer.of(0xff, 0xff)),
        bare,
      ]),
    ],
    ["HTML after zlib", "deflate", Buffer.concat([deflateSync(plain), Buffer.from("and more")])],
    [
      "HTML after raw deflate",
      "deflate",
      Buffer.concat([deflateRawSync(plain), Buffer.from("\r\n")]),
    ],
    ["HTML after br", "br", Buffer.concat([brotliCompressSync(plain), Buffer.from("and more")])],
    ["HTML after zstd", "zstd", Buffer.concat([zstdCompressSync(plain), Buffer.from("and more")])],
    [
      "frames of zstd, and one to skip",
      "zstd",
      Buffer.concat([
        skippable,
        zstdCompressSync(halves[0]),
        skippable,
        zstdCompressSync(halves[1]),
        skippable,
      ]),
    ],
  ])("is whole: %s", (_, coding, packed) => {
    expect(unpackBody(packed, coding, MAX_BYTES)).toEqual(whole(plain));
  });

  test.each<[string, string, Buffer]>([
    ["gzip without a footer", "gzip", gzipped.subarray(0, -8)],
    ["gzip with half a footer", "gzip", gzipped.subarray(0, -4)],
    ["zlib without its checksum", "deflate", deflateSync(plain).subarray(0, -4)],
    ["zlib with half of its checksum", "deflate", deflateSync(plain).subarray(0, -2)],
  ])("is whole where all of its data is there: %s", (_, coding, packed) => {
    expect(unpackBody(packed, coding, MAX_BYTES)).toEqual(whole(plain));
  });

  test("is read up to its last whole member, where the next is cut", () => {
    const packed = Buffer.concat([gzipSync("one "), gzipSync(plain).subarray(0, -100)]);
    const { bytes, fault } = unpackBody(packed, "gzip", MAX_BYTES);
    expect(fault).toBe("cut_short");
    expect(bytes?.subarray(0, 14).toString()).toBe(`one ${text.slice(0, 10)}`);
  });
});

describe("a body whose Content-Encoding isn't what it is in", () => {
  test.each([
    "utf-8",
    "UTF8",
    "iso-8859-1",
    "none",
    "8bit",
    "binary",
    "identity, none",
    "aws-chunked",
    "gzip2",
    "base64",
    "constructor",
    "text/html",
    "compress",
    '""',
  ])("is left as it is where that names no coding that it could be in: %s", (coding) => {
    expect(unpackBody(plain, coding, MAX_BYTES)).toEqual(whole(plain));
  });

  test.each(["utf-8, gzip", "gzip,UTF-8", "gzip, none", "aws-chunked,gzip", '"gzip"', "gzip;q=1"])(
    "has the codings undone that it names besides: %s",
    (coding) => {
      expect(unpackBody(gzipSync(plain), coding, MAX_BYTES)).toEqual(whole(plain));
    },
  );

  test.each(["gzip", "x-gzip", "br", "zstd", "deflate", "gzip, br", "br, gzip", "gzip, gzip"])(
    "is left as it is where it is text and not %s at all",
    (coding) => {
      for (const body of [
        "<html>this was never packed</html>",
        '{"status":"up"}',
        "opérationnel",
      ]) {
        const bytes = Buffer.from(body);
        expect(unpackBody(bytes, coding, MAX_BYTES)).toEqual(whole(bytes));
      }
    },
  );

  test("is unpacked once where two codings are named, and one was put on", () => {
    expect(unpackBody(gzipSync(plain), "gzip, gzip", MAX_BYTES)).toEqual(whole(plain));
  });

  test.each([
    ["br", gzipSync(plain)],
    ["deflate", gzipSync(plain)],
    ["gzip", zstdCompressSync(plain)],
  ])("is unpacked by what its first bytes say, and not as %s", (coding, packed) => {
    expect(unpackBody(packed, coding, MAX_BYTES)).toEqual(whole(plain));
  });
});

describe("a body that cannot be unpacked", () => {
  /** No text, and in no coding. */
  const noise = Buffer.from(Array.from({ length: 400 }, (_, index) => (index * 151 + 7) % 256));

  test.each(["gzip", "x-gzip", "br", "zstd", "deflate", "gzip, br", "br, gzip"])(
    "is unreadable where it is not %s at all",
    (coding) => {
      expect(unpackBody(noise, coding, MAX_BYTES)).toEqual(unreadable);
    },
  );

  test.each([
    ["gzip", gzipSync(plain), -8],
    ["gzip", gzipSync(plain), -1],
    ["deflate", deflateSync(plain), -1],
    ["zstd", zstdCompressSync(plain, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }), -1],
  ])("is unreadable where the check of %s fails", (coding, packed, at) => {
    packed.writeUInt8(packed.readUInt8(packed.length + at) ^ 1, packed.length + at);
    expect(unpackBody(packed, coding, MAX_BYTES)).toEqual(unreadable);
  });

  test.each(["compress", "x-compress", "aes128gcm", "dcb", "dcz", "gzip2", "constructor"])(
    "says so where it is in an unknown coding, %s",
    (coding) => {
      const unknown = { bytes: null, fault: "unknown_coding" };
      expect(unpackBody(gzipSync(plain), coding, MAX_BYTES)).toEqual(unknown);
      expect(unpackBody(gzipSync(noise), `${coding}, gzip`, MAX_BYTES)).toEqual(unknown);
      expect(unpackBody(Buffer.alloc(0), coding, MAX_BYTES)).toEqual(whole(Buffer.alloc(0)));
    },
  );

  test("is unreadable where more than five codings are named", () => {
    const five = Array.from({ length: 5 }, () => "gzip");
    const packed = five.reduce((bytes) => gzipSync(bytes), plain);
    expect(unpackBody(packed, five.join(), MAX_BYTES)).toEqual(whole(plain));
    expect(unpackBody(gzipSync(packed), [...five, "gzip"].join(), MAX_BYTES)).toEqual(unreadable);
  });

  test("is unreadable where zstd asks for a larger window than HTTP allows", () => {
    const packed = zstdCompressSync(Buffer.alloc(1 << 24, 7), {
      params: { [constants.ZSTD_c_windowLog]: 24 },
    });
    expect(unpackBody(packed, "zstd", MAX_BYTES)).toEqual(unreadable);
  });
});

describe("a body of countless pieces", () => {
  const fill = (piece: Buffer) =>
    Buffer.concat(Array.from({ length: Math.floor(MAX_BYTES / piece.length) }, () => piece));
  const empty = gzipSync("");

  test.each<[string, string, Buffer]>([
    ["empty members", "gzip", fill(empty)],
    ["padded members", "gzip", fill(Buffer.concat([empty, Buffer.of(0)]))],
    ["empty frames", "zstd", fill(zstdCompressSync(""))],
    ["five times", "gzip,gzip,gzip,gzip,gzip", fill(Buffer.concat([empty, Buffer.of(0)]))],
  ])("takes no more time than others: %s", (_, coding, packed) => {
    const before = process.cpuUsage();
    unpackBody(packed, coding, MAX_BYTES);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_000);
  });
});

describe("a body that unpacks to far more than it is", () => {
  const MIB = 1_048_576;
  const member = gzipSync(Buffer.alloc(16 * MIB));
  /** 1 GiB in about 1 MiB. */
  const bomb = Buffer.concat(Array.from({ length: 64 }, () => member));

  test.each([
    ["gzip", bomb],
    ["gzip, gzip", gzipSync(bomb)],
    ["gzip, br", brotliCompressSync(bomb)],
    ["zstd", zstdCompressSync(Buffer.alloc(64 * MIB))],
  ])("costs no more memory than is read of it: %s", (coding, packed) => {
    const start = process.memoryUsage();
    const highestBefore = process.resourceUsage().maxRSS;
    const unpacked = unpackBody(packed, coding, MAX_BYTES);
    expect(unpacked.fault).toBe("too_large");
    expect(unpacked.bytes?.equals(Buffer.alloc(MAX_BYTES))).toBe(true);
    expect(process.memoryUsage().arrayBuffers - start.arrayBuffers).toBeLessThan(16 * MIB);
    expect((process.resourceUsage().maxRSS - highestBefore) * 1024).toBeLessThan(96 * MIB);
    expect(process.memoryUsage().rss - start.rss).toBeLessThan(96 * MIB);
  });
});
