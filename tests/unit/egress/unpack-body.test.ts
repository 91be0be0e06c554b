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
  test.each([null, "", "identity", " Identity ", ","])(
    "is left as it is under %j",
    async (coding) => {
      expect(await unpackBody(plain, coding, MAX_BYTES)).toEqual(whole(plain));
    },
  );

  test.each(codings)("is unpacked from %s", async (coding, pack) => {
    expect(await unpackBody(pack(plain), coding, MAX_BYTES)).toEqual(whole(plain));
  });

  test.each([
    ["gzip, br", brotliCompressSync(gzipSync(plain))],
    ["br,, identity, gzip", gzipSync(brotliCompressSync(plain))],
    ["zstd, deflate", deflateSync(zstdCompressSync(plain))],
  ])("is unpacked from %s, last coding first", async (coding, packed) => {
    expect(await unpackBody(packed, coding, MAX_BYTES)).toEqual(whole(plain));
  });

  test.each(codings)("may be empty inside %s", async (coding, pack) => {
    expect(await unpackBody(pack(Buffer.alloc(0)), coding, MAX_BYTES)).toEqual(
      whole(Buffer.alloc(0)),
    );
  });

  test("may be several members of gzip", async () => {
    const packed = Buffer.concat([gzipSync("one "), gzipSync("two")]);
    expect(await unpackBody(packed, "gzip", MAX_BYTES)).toEqual(whole(Buffer.from("one two")));
  });

  test.each([...codings.map(([coding]) => coding), "gzip, br"])(
    "of no bytes is empty, whatever coding it names: %s",
    async (coding) => {
      expect(await unpackBody(Buffer.alloc(0), coding, MAX_BYTES)).toEqual(whole(Buffer.alloc(0)));
    },
  );

  test.each<[string | null, Buffer]>([
    [null, plain],
    ...codings.map(([coding, pack]): [string, Buffer] => [coding, pack(plain)]),
  ])(
    "of exactly as many bytes as are read is whole, and of one more is not: %s",
    async (coding, packed) => {
      expect(await unpackBody(packed, coding, plain.length)).toEqual(whole(plain));
      expect(await unpackBody(packed, coding, plain.length - 1)).toEqual({
        isReadable: true,
        bytes: plain.subarray(0, -1),
        isWhole: false,
      });
    },
  );
});

describe("a body that did not come whole", () => {
  test.each(codings)("gives what it holds of %s", async (coding, pack) => {
    const packed = pack(plain);
    for (const length of [1, packed.length >> 1, packed.length - 1]) {
      const unpacked = await unpackBody(packed.subarray(0, length), coding, MAX_BYTES);
      expect(unpacked).toMatchObject({ isReadable: true, isWhole: false });
      const bytes = unpacked.isReadable ? unpacked.bytes : Buffer.alloc(0);
      expect(bytes.equals(plain.subarray(0, bytes.length))).toBe(true);
    }
  });

  test("gives nearly all of what gzip holds of it", async () => {
    const packed = gzipSync(plain);
    const unpacked = await unpackBody(packed.subarray(0, -9), "gzip", MAX_BYTES);
    expect(unpacked.isReadable && unpacked.bytes.length).toBeGreaterThan(plain.length * 0.99);
  });

  test("gives what it holds of two codings", async () => {
    const packed = brotliCompressSync(gzipSync(plain));
    expect(await unpackBody(packed.subarray(0, -1), "gzip, br", MAX_BYTES)).toMatchObject({
      isReadable: true,
      isWhole: false,
    });
  });

  test.each(["deflate", "br", "zstd"])(
    "is not called whole with bytes after %s",
    async (coding) => {
      const pack = { deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync }[coding];
      const packed = Buffer.concat([pack?.(plain) ?? Buffer.alloc(0), Buffer.from("and more")]);
      expect(await unpackBody(packed, coding, MAX_BYTES)).toEqual({
        isReadable: true,
        bytes: plain,
        isWhole: false,
      });
    },
  );
});

describe("a body that cannot be unpacked", () => {
  test.each(["gzip", "x-gzip", "br", "zstd", "deflate", "gzip, br", "br, gzip"])(
    "is unreadable where it is not %s at all",
    async (coding) => {
      const damaged = Buffer.from("<html>this was never packed</html>");
      expect(await unpackBody(damaged, coding, MAX_BYTES)).toEqual(unreadable);
    },
  );

  test.each([
    ["gzip", gzipSync(plain)],
    ["deflate", deflateSync(plain)],
  ])("is unreadable where the check of %s fails", async (coding, packed) => {
    packed.subarray(-4).fill(0xff);
    expect(await unpackBody(packed, coding, MAX_BYTES)).toEqual(unreadable);
  });

  test.each(["compress", "aes128gcm", "dcb", "gzip2", "g zip", "constructor", "gzip, gzip, gzip"])(
    "is unreadable under the coding %s",
    async (coding) => {
      expect(await unpackBody(gzipSync(plain), coding, MAX_BYTES)).toEqual(unreadable);
      expect(await unpackBody(Buffer.alloc(0), coding, MAX_BYTES)).toEqual(unreadable);
    },
  );

  test("is unreadable where zstd asks for a larger window than HTTP allows", async () => {
    const packed = zstdCompressSync(Buffer.alloc(1 << 24, 7), {
      params: { [constants.ZSTD_c_windowLog]: 24 },
    });
    expect(await unpackBody(packed, "zstd", MAX_BYTES)).toEqual(unreadable);
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
  ])("costs no more memory than is read of it: %s", async (coding, packed) => {
    let peak = 0;
    const start = process.memoryUsage();
    const look = () => {
      const { arrayBuffers } = process.memoryUsage();
      peak = Math.max(peak, arrayBuffers - start.arrayBuffers);
    };
    const watch = setInterval(look, 1);
    const unpacked = await unpackBody(packed, coding, MAX_BYTES);
    clearInterval(watch);
    look();
    expect(unpacked).toEqual({ isReadable: true, bytes: Buffer.alloc(MAX_BYTES), isWhole: false });
    expect(peak).toBeLessThan(16 * MIB);
    expect(process.memoryUsage().rss - start.rss).toBeLessThan(96 * MIB);
  });
});
