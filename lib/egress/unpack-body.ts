import type { Transform } from "node:stream";
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";

const MAX_CODINGS = 2;

/** The window that a decoder of HTTP has to provide for at most (RFC 9659): 8 MiB. */
const ZSTD_WINDOW_LOG = 23;

/** `isWhole` is false where the body goes on after these bytes, or was cut short. */
export type UnpackedBody =
  { isReadable: true; bytes: Buffer; isWhole: boolean } | { isReadable: false };

type Decoder = Transform & { readonly bytesWritten: number };

const unreadable: UnpackedBody = { isReadable: false };

/** `deflate` is zlib (RFC 9110, section 8.4.1.2); some servers send it without zlib's two bytes. */
function createDeflateDecoder(bytes: Buffer): Decoder {
  const header = bytes.subarray(0, 2);
  const isZlib =
    header.length < 2 || ((header.readUInt8(0) & 0x0f) === 8 && header.readUInt16BE(0) % 31 === 0);
  return isZlib ? createInflate() : createInflateRaw();
}

function createDecoder(coding: string, bytes: Buffer): Decoder | null {
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createDeflateDecoder(bytes);
    case "br":
      return createBrotliDecompress();
    case "zstd":
      return createZstdDecompress({
        params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG },
      });
    default:
      return null;
  }
}

const isCutShort = (error: Error) => "code" in error && error.code === "Z_BUF_ERROR";

/** Undoes one coding, up to `maxBytes`. It settles once, with the decoder destroyed. */
function decode(bytes: Buffer, decoder: Decoder, maxBytes: number): Promise<UnpackedBody> {
  const { promise, resolve } = Promise.withResolvers<UnpackedBody>();
  const chunks: Buffer[] = [];
  let size = 0;
  const finish = (isWhole: boolean) =>
    resolve({ isReadable: true, bytes: Buffer.concat(chunks), isWhole });
  decoder.on("data", (chunk: Buffer) => {
    if (size + chunk.length > maxBytes) {
      chunks.push(chunk.subarray(0, maxBytes - size));
      finish(false);
      decoder.destroy();
      return;
    }
    chunks.push(chunk);
    size += chunk.length;
  });
  decoder.on("end", () => {
    finish(decoder.bytesWritten === bytes.length);
    decoder.destroy();
  });
  decoder.on("error", (error) => {
    if (isCutShort(error)) finish(false);
    else resolve(unreadable);
  });
  // The end comes after everything is unpacked: an error at the end would discard the rest.
  decoder.write(bytes, (error) => {
    if (error == null) decoder.end();
  });
  return promise;
}

const codingsOf = (contentEncoding: string | null) =>
  (contentEncoding ?? "")
    .toLowerCase()
    .split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity");

/**
 * A body with its `Content-Encoding` undone: gzip, deflate, br and zstd, at most two of them in a row.
 * It stops at `maxBytes` of what comes out of each, so that a bomb costs no more memory than that.
 * A body that is cut short gives what could be unpacked; one that is damaged, or whose coding is
 * unknown, is unreadable. It never rejects.
 */
export async function unpackBody(
  bytes: Buffer,
  contentEncoding: string | null,
  maxBytes: number,
): Promise<UnpackedBody> {
  const codings = codingsOf(contentEncoding);
  if (codings.length > MAX_CODINGS) return unreadable;
  let packed = bytes;
  let isWhole = true;
  for (const coding of codings.toReversed()) {
    const decoder = createDecoder(coding, packed);
    if (decoder === null) return unreadable;
    // A response to HEAD names the coding of a body that it does not have.
    if (packed.length === 0) {
      decoder.destroy();
      continue;
    }
    const unpacked = await decode(packed, decoder, maxBytes);
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
