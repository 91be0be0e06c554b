import { findDeclaredCharset } from "@/lib/egress/body/declared-charset";
import { parseContentType } from "@/lib/egress/body/find-charset";

/** Where a page has to name its charset (HTML standard, section 4.2.5.4). */
const PRESCAN_BYTES = 1_024;

/** Where browsers look for it too, and what is looked at only in a page that isn't UTF-8. */
const LATE_PRESCAN_BYTES = 65_536;

/** UTF-16 reads two letters as one: this much of ASCII is no text in it. */
const ASCII_SAMPLE_BYTES = 64;

const JSON_TYPE = /^[^/]+\/(?:.*\+)?json$|^application\/x-ndjson$/;

/** Encodings whose text may be valid UTF-8 by their nature: they have no bytes beyond ASCII, or zeros. */
const LIKE_UTF_8 = /^(?:utf-8|utf-16|utf-32|iso-2022-jp)/;

/** Byte order marks, by the encoding standard, and of UTF-32. */
const marks: readonly (readonly [charset: string, mark: Buffer])[] = [
  ["utf-32le", Buffer.of(0xff, 0xfe, 0, 0)],
  ["utf-32be", Buffer.of(0, 0, 0xfe, 0xff)],
  ["utf-8", Buffer.of(0xef, 0xbb, 0xbf)],
  ["utf-16be", Buffer.of(0xfe, 0xff)],
  ["utf-16le", Buffer.of(0xff, 0xfe)],
];

function charsetOfMark(bytes: Buffer): string | null {
  return marks.find(([, mark]) => bytes.subarray(0, mark.length).equals(mark))?.[0] ?? null;
}

/** UTF-16 or UTF-32 by the zeros beside a first letter of ASCII (RFC 4627, section 3). */
function charsetOfZeros(bytes: Buffer): string | null {
  const [one = 0, two = 0, three = 0, four = 0] = bytes;
  if (bytes.length < 2 || bytes.length % 2 !== 0) return null;
  const isAscii = (byte: number) => byte >= 0x09 && byte < 0x7f;
  const isLong = bytes.length >= 4 && bytes.length % 4 === 0;
  if (isAscii(one) && two === 0) {
    return isLong && three === 0 && four === 0 ? "utf-32le" : "utf-16le";
  }
  if (one !== 0 || three !== 0 || !isAscii(two === 0 && isLong ? four : two)) return null;
  return two === 0 ? "utf-32be" : "utf-16be";
}

const isUtf16 = (charset: string | null) => /^utf-(?:16|32)/.test(charset ?? "");

const startsInAscii = (bytes: Buffer) =>
  bytes.length > 1 && bytes.subarray(0, ASCII_SAMPLE_BYTES).every((byte) => byte > 8 && byte < 127);

function decodeUtf32(bytes: Buffer, isLittleEndian: boolean): string {
  const characters: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    characters.push(point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd");
  }
  return characters
    .join("")
    .replace(/^\ufeff/, "")
    .toWellFormed();
}

/** Half a character at the end of bytes that go on is left out. */
function decode(bytes: Buffer, charset: string, isWhole: boolean): string {
  return charset.startsWith("utf-32")
    ? decodeUtf32(bytes, charset.endsWith("le"))
    : new TextDecoder(charset).decode(bytes, { stream: !isWhole });
}

function decodeUtf8(bytes: Buffer, isWhole: boolean): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !isWhole });
  } catch {
    return null;
  }
}

/** UTF-8 with damage where more of its characters are whole than not, and else Windows-1252. */
function decodeUnnamed(bytes: Buffer, isWhole: boolean): string {
  const text = decode(bytes, "utf-8", isWhole);
  let balance = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0xfffd) balance -= 1;
    else if (unit > 0x7f) balance += 1;
  }
  return balance > 0 ? text : decode(bytes, "windows-1252", isWhole);
}

/**
 * A body as text, as browsers read it: a byte order mark says the charset, then the `Content-Type`, then
 * the document itself; and where nobody does, it is UTF-8 if it can be, and Windows-1252 otherwise. JSON
 * is UTF-8 where it can be, whatever its field says (RFC 8259, section 8.1). The mark isn't part of
 * the text. It never throws.
 * @param isWhole whether the body ends with these bytes.
 */
export function decodeBody(
  body: Uint8Array,
  contentType: string | readonly string[] | null,
  isWhole = false,
): string {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const { essence, charset: named } = parseContentType(contentType);
  const marked = charsetOfMark(bytes);
  if (marked !== null) return decode(bytes, marked, isWhole);
  const isFixed = named !== null && /^utf-(?:16|32)be$/.test(named);
  const zeros = isFixed ? null : charsetOfZeros(bytes);
  if (zeros !== null) return decode(bytes, zeros, isWhole);
  const charset = isUtf16(named) && startsInAscii(bytes) ? null : named;
  if (charset !== null) {
    const mayBeUtf8 = JSON_TYPE.test(essence) && !LIKE_UTF_8.test(charset);
    const utf8 = mayBeUtf8 ? decodeUtf8(bytes, isWhole) : null;
    return utf8 ?? decode(bytes, charset, isWhole);
  }
  const declared = findDeclaredCharset(bytes, essence, PRESCAN_BYTES);
  if (declared !== null) return decode(bytes, declared, isWhole);
  const utf8 = decodeUtf8(bytes, isWhole);
  if (utf8 !== null) return utf8;
  const late = findDeclaredCharset(bytes, essence, LATE_PRESCAN_BYTES);
  return late === null ? decodeUnnamed(bytes, isWhole) : decode(bytes, late, isWhole);
}

/**
 * Text that can be stored and shown: control characters but for tab and line breaks, and halves of
 * characters, are replaced. PostgreSQL stores no NUL and no lone surrogate.
 */
export const toStorableText = (text: string) =>
  text.toWellFormed().replace(/[^\P{Cc}\t\n\r]/gu, "\ufffd");
