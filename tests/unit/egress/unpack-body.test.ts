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

const whole = (bytes: Buffer) => ({ isReadable: true, bytes, isWhole: true });
const unreadable = { isReadable: false };

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
        isReadable: true,
        bytes: plain.subarray(0, -1),
        isWhole: false,
      });
    },
  );
});

describe("a body that did not come whole", () => {
  test.each(codings)("gives what it holds of %s", (coding, pack) => {
    const packed = pack(plain);
    for (const length of [1, packed.length >> 1, packed.length - 1]) {
      const unpacked = unpackBody(packed.subarray(0, length), coding, MAX_BYTES);
      expect(unpacked).toMatchObject({ isReadable: true, isWhole: false });
      const bytes = unpacked.isReadable ? unpacked.bytes : Buffer.alloc(0);
      expect(bytes.equals(plain.subarray(0, bytes.length))).toBe(true);
    }
  });

  test("gives nearly all of what gzip holds of it", () => {
    const packed = gzipSync(plain);
    const unpacked = unpackBody(packed.subarray(0, -9), "gzip", MAX_BYTES);
    expect(unpacked.isReadable && unpacked.bytes.length).toBeGreaterThan(plain.length * 0.99);
  });

  test("gives what it holds of two codings", () => {
    const packed = brotliCompressSync(gzipSync(plain));
    expect(unpackBody(packed.subarray(0, -1), "gzip, br", MAX_BYTES)).toMatchObject({
      isReadable: true,
      isWhole: false,
    });
  });

  test.each(["deflate", "br", "zstd"])("is not called whole with bytes after %s", (coding) => {
    const pack = { deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync }[coding];
    const packed = Buffer.concat([pack?.(plain) ?? Buffer.alloc(0), Buffer.from("and more")]);
    expect(unpackBody(packed, coding, MAX_BYTES)).toEqual({
      isReadable: true,
      bytes: plain,
      isWhole: false,
    });
  });
});

describe("a body that cannot be unpacked", () => {
  test.each(["gzip", "x-gzip", "br", "zstd", "deflate", "gzip, br", "br, gzip"])(
    "is unreadable where it is not %s at all",
    (coding) => {
      const damaged = Buffer.from("<html>this was never packed</html>");
      expect(unpackBody(damaged, coding, MAX_BYTES)).toEqual(unreadable);
    },
  );

  test.each([
    ["gzip", gzipSync(plain)],
    ["deflate", deflateSync(plain)],
  ])("is unreadable where the check of %s fails", (coding, packed) => {
    packed.subarray(-4).fill(0xff);
    expect(unpackBody(packed, coding, MAX_BYTES)).toEqual(unreadable);
  });

  test.each(["compress", "aes128gcm", "dcb", "gzip2", "g zip", "constructor", "gzip, gzip, gzip"])(
    "is unreadable under the coding %s",
    (coding) => {
      expect(unpackBody(gzipSync(plain), coding, MAX_BYTES)).toEqual(unreadable);
      expect(unpackBody(Buffer.alloc(0), coding, MAX_BYTES)).toEqual(unreadable);
    },
  );

  test("is unreadable where zstd asks for a larger window than HTTP allows", () => {
    const packed = zstdCompressSync(Buffer.alloc(1 << 24, 7), {
      params: { [constants.ZSTD_c_windowLog]: 24 },
    });
    expect(unpackBody(packed, "zstd", MAX_BYTES)).toEqual(unreadable);
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
    expect(unpacked).toEqual({ isReadable: true, bytes: Buffer.alloc(MAX_BYTES), isWhole: false });
    expect(process.memoryUsage().arrayBuffers - start.arrayBuffers).toBeLessThan(16 * MIB);
    expect((process.resourceUsage().maxRSS - highestBefore) * 1024).toBeLessThan(96 * MIB);
    expect(process.memoryUsage().rss - start.rss).toBeLessThan(96 * MIB);
  });
});
