import {
  brotliDecompressSync,
  constants,
  crc32,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from "node:zlib";

/** A content coding that can be undone. */
export type Coding = "gzip" | "deflate" | "br" | "zstd";

/** What a coding was put on, as far as it could be found out. */
export type Undone =
  | { bytes: Buffer; end: "whole" | "cut_short" | "too_large" }
  /** The bytes are not of this coding, or its checksum says that they aren't those that were packed. */
  | "damaged";

/** The window that a decoder of HTTP has to provide for at most (RFC 9659): 8 MiB. */
const ZSTD_WINDOW_LOG = 23;

/** What a part of a body may unpack to beyond the limit, so that a part that reaches it is found. */
const OVERSHOOT_BYTES = 2_097_152;

const SHORTEST_PART_BYTES = 16;

/** Members of gzip or frames of zstd that are read one by one: each costs 25 µs, be it empty. */
const MAX_PIECES = 1_000;

type UnpackOptions = { maxOutputLength: number; finishFlush?: number };

/** A function of node:zlib, which reads to the end of what was packed and says where that was. */
type Decoder = {
  unpack: (bytes: Buffer, options: UnpackOptions & { info: true }) => unknown;
  /** Has bytes accepted that end anywhere. */
  partFlush: number;
};

/** One packed stream of bytes: `length` is its own, where it came to its end. */
type Piece = Exclude<Undone, "damaged"> & { length: number };

const raw: Decoder = { unpack: inflateRawSync, partFlush: constants.Z_SYNC_FLUSH };
const zlib: Decoder = { unpack: inflateSync, partFlush: constants.Z_SYNC_FLUSH };
const gzip: Decoder = { unpack: gunzipSync, partFlush: constants.Z_SYNC_FLUSH };
const brotli: Decoder = {
  unpack: brotliDecompressSync,
  partFlush: constants.BROTLI_OPERATION_FLUSH,
};
const zstd: Decoder = {
  unpack: (bytes, options) =>
    zstdDecompressSync(bytes, {
      ...options,
      params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG },
    }),
  partFlush: constants.ZSTD_e_flush,
};

/** @throws {Error} of node:zlib, with its `code`. */
function unpack(decoder: Decoder, bytes: Buffer, options: UnpackOptions) {
  // The types of node:zlib don't know what `info` returns.
  const { buffer, engine } = decoder.unpack(bytes, { ...options, info: true }) as {
    buffer: Buffer;
    engine: { bytesWritten: number };
  };
  return { bytes: buffer, length: engine.bytesWritten };
}

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error ? String(error.code) : "";

/**
 * The first bytes that a stream unpacks to, `maxBytes` or more where it has as many. The parts that are
 * unpacked for it double: zlib gives nothing of one that unpacks to more than it may.
 * @throws {Error} of node:zlib where the stream is damaged before that.
 */
function unpackStart(decoder: Decoder, bytes: Buffer, maxBytes: number): Buffer {
  const options = {
    finishFlush: decoder.partFlush,
    maxOutputLength: maxBytes + OVERSHOOT_BYTES,
  };
  let start: Buffer = Buffer.alloc(0);
  for (
    let length = SHORTEST_PART_BYTES;
    start.length < maxBytes && length < 2 * bytes.length;
    length *= 2
  ) {
    try {
      start = unpack(decoder, bytes.subarray(0, length), options).bytes;
    } catch (error) {
      if (codeOf(error) === "ERR_BUFFER_TOO_LARGE") break;
      throw error;
    }
  }
  return start;
}

/** Undoes one stream, whatever follows it; null where it is damaged. */
function undoPiece(decoder: Decoder, bytes: Buffer, maxBytes: number): Piece | null {
  const end = (code: string) =>
    code === "Z_BUF_ERROR" ? "cut_short" : code === "ERR_BUFFER_TOO_LARGE" ? "too_large" : null;
  try {
    return { ...unpack(decoder, bytes, { maxOutputLength: Math.max(1, maxBytes) }), end: "whole" };
  } catch (error) {
    const ended = end(codeOf(error));
    if (ended === null) return null;
    try {
      return { bytes: unpackStart(decoder, bytes, maxBytes), end: ended, length: bytes.length };
    } catch {
      return null;
    }
  }
}

/** Where the next piece of a body begins; null where nothing follows that belongs to it. */
type Following = { length: number; piece: Piece | null } | null;

/**
 * Undoes a body of several pieces, such as members of gzip. Bytes after its last piece are ignored, as
 * browsers do.
 */
function undoPieces(
  bytes: Buffer,
  maxBytes: number,
  next: (rest: Buffer, roomBytes: number) => Following,
): Undone {
  const parts: Buffer[] = [];
  let room = maxBytes;
  let offset = 0;
  for (let count = 0; count < MAX_PIECES; count += 1) {
    const following = next(bytes.subarray(offset), room);
    if (following === null) return count === 0 ? "damaged" : whole(parts);
    const { piece, length } = following;
    if (piece === null) return "damaged";
    parts.push(piece.bytes);
    room -= piece.bytes.length;
    offset += length;
    if (piece.end !== "whole") return { bytes: Buffer.concat(parts), end: piece.end };
    if (room < 0) return { bytes: Buffer.concat(parts), end: "too_large" };
  }
  return "damaged";
}

const whole = (parts: readonly Buffer[]): Undone => ({ bytes: Buffer.concat(parts), end: "whole" });

const emptyPiece = (end: Piece["end"]): Piece => ({ bytes: Buffer.alloc(0), end, length: 0 });

const GZIP_MAGIC = Buffer.of(0x1f, 0x8b, 0x08);
const FLAGS_AT = 3;
const GZIP_HEADER_BYTES = 10;
const GZIP_FOOTER_BYTES = 8;

const startsLike = (bytes: Buffer, magic: Buffer) =>
  bytes.length > 0 &&
  bytes.subarray(0, magic.length).equals(magic.subarray(0, Math.min(bytes.length, magic.length)));

/** The length of a member's header by RFC 1952, section 2.3; null where it is cut. */
function gzipHeaderLength(bytes: Buffer): number | null {
  if (bytes.length < GZIP_HEADER_BYTES) return null;
  const flags = bytes.readUInt8(FLAGS_AT);
  let length = GZIP_HEADER_BYTES;
  if ((flags & 0x04) !== 0) {
    if (bytes.length < length + 2) return null;
    length += 2 + bytes.readUInt16LE(length);
  }
  // FNAME and FCOMMENT, each with a zero at its end.
  for (const flag of [0x08, 0x10]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, length);
    if (end === -1) return null;
    length = end + 1;
  }
  if ((flags & 0x02) !== 0) length += 2;
  return length <= bytes.length ? length : null;
}

/** A member's checksum and length. A footer that isn't there proves nothing, and is no damage. */
const hasRightFooter = (footer: Buffer, bytes: Buffer) =>
  footer.length < GZIP_FOOTER_BYTES ||
  (footer.readUInt32LE(0) === crc32(bytes) && footer.readUInt32LE(4) === bytes.length >>> 0);

function nextMember(rest: Buffer, roomBytes: number): Following {
  if (!startsLike(rest, GZIP_MAGIC)) return null;
  const header = gzipHeaderLength(rest);
  if (header === null) return { length: rest.length, piece: emptyPiece("cut_short") };
  const piece = undoPiece(raw, rest.subarray(header), roomBytes);
  if (piece?.end !== "whole") return { length: rest.length, piece };
  const dataEnd = header + piece.length;
  let length = dataEnd + GZIP_FOOTER_BYTES;
  const isRight = hasRightFooter(rest.subarray(dataEnd, length), piece.bytes);
  while (rest[length] === 0) length += 1;
  return { length, piece: isRight ? piece : null };
}

function undoGzip(bytes: Buffer, maxBytes: number): Undone {
  // Any number of members at once, where nothing else follows them.
  try {
    const all = unpack(gzip, bytes, { maxOutputLength: Math.max(1, maxBytes) });
    if (all.length === bytes.length) return whole([all.bytes]);
  } catch {
    // Read member by member, which finds out why.
  }
  return undoPieces(bytes, maxBytes, nextMember);
}

const ZSTD_MAGIC = Buffer.of(0x28, 0xb5, 0x2f, 0xfd);
const SKIPPABLE_HEADER_BYTES = 8;

/** Frames that a reader skips (RFC 8878, section 3.1.2). */
const isSkippable = (bytes: Buffer) =>
  bytes.length >= SKIPPABLE_HEADER_BYTES && bytes.readUInt32LE(0) >>> 4 === 0x184d2a5;

function nextFrame(rest: Buffer, roomBytes: number): Following {
  if (isSkippable(rest)) {
    return { length: SKIPPABLE_HEADER_BYTES + rest.readUInt32LE(4), piece: emptyPiece("whole") };
  }
  if (!startsLike(rest, ZSTD_MAGIC)) return null;
  const piece = undoPiece(zstd, rest, roomBytes);
  return { length: piece?.length ?? 0, piece };
}

const ZLIB_HEADER_BYTES = 2;
const ADLER_BYTES = 4;

const isZlib = (bytes: Buffer) =>
  bytes.length < ZLIB_HEADER_BYTES ||
  ((bytes.readUInt8(0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0);

/**
 * `deflate` is zlib (RFC 9110, section 8.4.1.2); some servers send it without zlib's two bytes, and
 * some without its checksum.
 */
function undoDeflate(bytes: Buffer, maxBytes: number): Undone {
  if (!isZlib(bytes)) return undoPiece(raw, bytes, maxBytes) ?? "damaged";
  const piece = undoPiece(zlib, bytes, maxBytes);
  if (piece?.end !== "cut_short") return piece ?? "damaged";
  const data = bytes.subarray(ZLIB_HEADER_BYTES);
  const bare = undoPiece(raw, data, maxBytes);
  return bare?.end === "whole" && data.length - bare.length < ADLER_BYTES ? bare : piece;
}

/** The coding that the first bytes of a body are of, where they say it. */
export function findCoding(bytes: Buffer): Coding | null {
  if (bytes.length < ZSTD_MAGIC.length) return null;
  if (startsLike(bytes, GZIP_MAGIC)) return "gzip";
  return startsLike(bytes, ZSTD_MAGIC) || isSkippable(bytes) ? "zstd" : null;
}

/**
 * Undoes one coding, up to `maxBytes` and 2 MiB. It never throws. Bytes after the end of what was
 * packed are ignored, and so is a checksum that is missing; one that is wrong is damage.
 */
export function undoCoding(coding: Coding, bytes: Buffer, maxBytes: number): Undone {
  switch (coding) {
    case "gzip":
      return undoGzip(bytes, maxBytes);
    case "deflate":
      return undoDeflate(bytes, maxBytes);
    case "br":
      return undoPiece(brotli, bytes, maxBytes) ?? "damaged";
    case "zstd":
      return undoPieces(bytes, maxBytes, nextFrame);
  }
}
