const PNG = "PNG";
const EXTENDED_WEBP = "VP8X";

/**
 * The size in pixels that the first 30 bytes of a PNG or an extended WebP name; null for any other file.
 * https://developers.google.com/speed/webp/docs/riff_container#extended_file_format
 */
export function imageSize(bytes: Uint8Array): { width: number; height: number } | null {
  if (bytes.length < 30) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (text(1, 4) === PNG) return { width: view.getUint32(16), height: view.getUint32(20) };
  if (text(12, 16) !== EXTENDED_WEBP) return null;
  const threeBytes = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
  return { width: threeBytes(24) + 1, height: threeBytes(27) + 1 };
}
