import { findCharset } from "@/lib/egress/body/find-charset";
import { isText } from "@/lib/egress/body/is-text";
import { findCoding, undoCoding, type Coding, type Undone } from "@/lib/egress/body/undo-coding";

/** As many as curl undoes. */
const MAX_CODINGS = 5;

/** Text may begin like br or deflate. Fewer bytes of those may look like text. */
const LEAST_TEXT_BYTES = 16;

/**
 * Why a body can't be read as a whole: `cut_short` (it ends before what was packed does), `too_large`
 * (it unpacks to more than is read), `unknown_coding` (no coding that can be undone), `unreadable` (it
 * is damaged, or isn't of its coding).
 */
export type UnpackedBody =
  | { bytes: Buffer; fault: "cut_short" | "too_large" | null }
  | { bytes: null; fault: "unreadable" | "unknown_coding" };

const codings: Readonly<Record<string, Coding>> = {
  gzip: "gzip",
  deflate: "deflate",
  zlib: "deflate",
  br: "br",
  brotli: "br",
  zstd: "zstd",
};

/** Words that are sent where a coding should stand, and name none, as names of charsets do. */
const NO_CODING = /^(?:identity|none|7bit|8bit|binary|)$/;

const codingOf = (word: string): Coding | null => {
  const name = word.replace(/^x-/, "");
  return Object.hasOwn(codings, name) ? (codings[name] ?? null) : null;
};

/** The words of a `Content-Encoding` without quotes and parameters. */
const wordsOf = (contentEncoding: string | null) =>
  (contentEncoding ?? "")
    .toLowerCase()
    .split(",")
    .map((word) => (word.split(";", 1)[0] ?? "").replaceAll(/["'\s]/g, ""));

/**
 * Undoes one coding. A server that unpacks a body, or packs it in another way, and leaves the field as
 * it was is found out by the bytes: text is no packed data, and gzip and zstd say what they are.
 */
function undo(coding: Coding, bytes: Buffer, maxBytes: number): Undone {
  const undone = undoCoding(coding, bytes, maxBytes);
  const mayBeText =
    undone === "damaged" || (undone.end === "cut_short" && bytes.length >= LEAST_TEXT_BYTES);
  if (mayBeText && isText(bytes)) return { bytes, end: "whole" };
  const other = undone === "damaged" ? findCoding(bytes) : null;
  return other === null || other === coding ? undone : undoCoding(other, bytes, maxBytes);
}

/**
 * A body with its `Content-Encoding` undone: gzip, deflate, br and zstd, at most five of them in a row.
 * A word that names no coding is ignored, and so is one that is unknown where the body is text. What
 * comes out of each coding is bounded by `maxBytes` and 2 MiB, so that a bomb costs no more time and
 * memory than that. A body that is cut short gives what could be unpacked. It never throws.
 *
 * It unpacks synchronously: asynchronous zlib waits for the few threads that all of Node.js shares,
 * so whatever blocked them would keep the run of another workspace from its end.
 */
export function unpackBody(
  bytes: Buffer,
  contentEncoding: string | null,
  maxBytes: number,
): UnpackedBody {
  // A response to HEAD names the coding of a body that it does not have.
  if (bytes.length === 0) return { bytes, fault: null };
  const words = wordsOf(contentEncoding);
  const packings = words.map(codingOf).filter((coding) => coding !== null);
  const isAnyUnknown = words.some(
    (word) => codingOf(word) === null && !NO_CODING.test(word) && findCharset(word) === null,
  );
  const unread = isAnyUnknown ? "unknown_coding" : "unreadable";
  if (packings.length > MAX_CODINGS) return { bytes: null, fault: "unreadable" };
  let packed = bytes;
  let fault: "cut_short" | "too_large" | null = null;
  for (const coding of packings.toReversed()) {
    if (packed.length === 0) break;
    const undone = undo(coding, packed, maxBytes);
    if (undone === "damaged") return { bytes: null, fault: unread };
    packed = undone.bytes;
    if (undone.end !== "whole") fault ??= undone.end;
  }
  if (isAnyUnknown && !isText(packed)) return { bytes: null, fault: "unknown_coding" };
  return {
    bytes: packed.subarray(0, maxBytes),
    fault: fault ?? (packed.length > maxBytes ? "too_large" : null),
  };
}
