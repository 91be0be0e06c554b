import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from "node:zlib";

const MAX_CODINGS = 2;

/** The window that a decoder of HTTP has to provide for at most (RFC 9659): 8 MiB. */
const ZSTD_WINDOW_LOG = 23;

/** What a part of a body may unpack to beyond the limit, so that a part that reaches it is found. */
const OVERSHOOT_BYTES = 1_048_576;

const SHORTEST_PART_BYTES = 16;

/** `isWhole` is false where the body goes on after these bytes, or was cut short. */
export type UnpackedBody =
  { isReadable: true; bytes: Buffer; isWhole: boolean } | { isReadable: false };

type UnpackOptions = {
  maxOutputLength: number;
  finishFlush?: number;
  rejectGarbageAfterEnd?: boolean;
};

type Decoder = {
  /** @throws {Error} of node:zlib, with its `code`. */
  unpack: (bytes: Buffer, options: UnpackOptions) => Buffer;
  /** Has everything after the end refused. A body of gzip may go on with another member. */
  whole: Partial<UnpackOptions>;
  /** Takes bytes that may end anywhere. */
  part: Partial<UnpackOptions>;
};

const unreadable: UnpackedBody = { isReadable: false };

const endsOnce = { rejectGarbageAfterEnd: true };
const endsAnywhere = { finishFlush: constants.Z_SYNC_FLUSH };

/** `deflate` is zlib (RFC 9110, section 8.4.1.2); some servers send it without zlib's two bytes. */
function findInflate(bytes: Buffer): Decoder["unpack"] {
  const header = bytes.subarray(0, 2);
  const isZlib =
    header.length < 2 || ((header.readUInt8(0) & 0x0f) === 8 && header.readUInt16BE(0) % 31 === 0);
  return isZlib ? inflateSync : inflateRawSync;
}

function findDecoder(coding: string, bytes: Buffer): Decoder | null {
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return { unpack: gunzipSync, whole: {}, part: endsAnywhere };
    case "deflate":
      return { unpack: findInflate(bytes), whole: endsOnce, part: endsAnywhere };
    case "br":
      return {
        unpack: brotliDecompressSync,
        whole: endsOnce,
        part: { finishFlush: constants.BROTLI_OPERATION_FLUSH },
      };
    case "zstd":
      return {
        unpack: (packed, options) =>
          zstdDecompressSync(packed, {
            ...options,
            params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG },
          }),
        whole: endsOnce,
        part: { finishFlush: constants.ZSTD_e_flush },
      };
    default:
      return null;
  }
}

/** The errors after which the first bytes of a body may still be read. */
const READABLE_ERRORS = [
  "Z_BUF_ERROR",
  "ERR_BUFFER_TOO_LARGE",
  "ERR_TRAILING_JUNK_AFTER_STREAM_END",
];

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error ? String(error.code) : "";

/**
 * The first bytes that a body unpacks to, `maxBytes` or more where it has as many. The parts that are
 * unpacked for it double: zlib gives nothing of one that unpacks to more than it may.
 * @throws {Error} of node:zlib where the body is damaged before that.
 */
function unpackStart(bytes: Buffer, { unpack, part }: Decoder, maxBytes: number): Buffer {
  const maxOutputLength = maxBytes + OVERSHOOT_BYTES;
  let start: Buffer = Buffer.alloc(0);
  for (
    let length = SHORTEST_PART_BYTES;
    start.length < maxBytes && length < 2 * bytes.length;
    length *= 2
  ) {
    try {
      start = unpack(bytes.subarray(0, length), { ...part, maxOutputLength });
    } catch (error) {
      if (codeOf(error) === "ERR_BUFFER_TOO_LARGE") break;
      throw error;
    }
  }
  return start;
}

/** Undoes one coding, up to `maxBytes`. */
function decode(bytes: Buffer, decoder: Decoder, maxBytes: number): UnpackedBody {
  try {
    const whole = decoder.unpack(bytes, { ...decoder.whole, maxOutputLength: maxBytes });
    return { isReadable: true, bytes: whole, isWhole: true };
  } catch (error) {
    if (!READABLE_ERRORS.includes(codeOf(error))) return unreadable;
  }
  try {
    const start = unpackStart(bytes, decoder, maxBytes);
    return { isReadable: true, bytes: start.subarray(0, maxBytes), isWhole: false };
  } catch {
    return unreadable;
  }
}

const codingsOf = (contentEncoding: string | null) =>
  (contentEncoding ?? "")
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity");

/**
 * A body with its `Content-Encoding` undone: gzip, deflate, br and zstd, at most two of them in a row.
 * What comes out of each is bounded by `maxBytes` and a MiB, so that a bomb costs no more time and
 * memory than that. A body that is cut short gives what could be unpacked; one that is damaged, or
 * whose coding is unknown, is unreadable. It never throws.
 *
 * It unpacks synchronously: asynchronous zlib waits for the few threads that all of Node.js shares,
 * so whatever blocked them would keep the run of another workspace from its end.
 */
export function unpackBody(
  bytes: Buffer,
  contentEncoding: string | null,
  maxBytes: number,
): UnpackedBody {
  const codings = codingsOf(contentEncoding);
  if (codings.length > MAX_CODINGS) return unreadable;
  let packed = bytes;
  let isWhole = true;
  for (const coding of codings.toReversed()) {
    const decoder = findDecoder(coding, packed);
    if (decoder === null) return unreadable;
    // A response to HEAD names the coding of a body that it does not have.
    if (packed.length === 0) continue;
    const unpacked = decode(packed, decoder, maxBytes);
    if (!unpacked.isReadable) return unreadable;
    packed = unpacked.bytes;
    isWhole &&= unpacked.isWhole;
  }
  return {
    isReadable: true,
    bytes: packed.subarray(0, maxBytes),
    isWhole: isWhole && packed.length <= maxBytes,
  };
}
