import type { EgressError } from "@/lib/egress/egress-error";
import { malformedField, malformedStatusLine, unknownVersion } from "@/lib/egress/http1/malformed";
import type { ResponseHeaders } from "@/lib/egress/request-scope";

/** A field as it was read: its name in lower case, and the line of the head where it begins. */
export type Field = { name: string; value: string; line: number };

/** The head of a response, in Latin-1: a character for each byte. */
export type ResponseHead = {
  status: number;
  fields: readonly Field[];
  /** What makes the response unreadable although its status is known, or null. */
  fault: EgressError | null;
  /** Whether nothing in it had to be overlooked. */
  isClean: boolean;
};

/** RFC 9112, section 4. Blanks are read as RFC 9112, section 3, allows; the reason phrase is not read. */
const STATUS_LINE = /^HTTP\/(\d+)(?:\.(\d+))?[ \t]+([1-9]\d\d)(?:[ \t].*)?$/is;

const VERSION = /^HTTP\/(\d+)(?:\.\d+)?(?:[ \t]|$)/i;

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const trimEnd = (text: string) => text.replace(/[ \t\r]+$/, "");
const trim = (text: string) => trimEnd(text).replace(/^[ \t\r]+/, "");

/**
 * The status of a status line. Any minor version of HTTP/1 is read (RFC 9110, section 2.5).
 * @throws {EgressError} `PROTOCOL`.
 */
export function readStatusLine(line: string): number {
  const text = trimEnd(line).replaceAll("\r", " ");
  const major = VERSION.exec(text)?.[1];
  if (major !== undefined && Number(major) !== 1) throw unknownVersion(text);
  const status = STATUS_LINE.exec(text)?.[3];
  if (status === undefined) throw malformedStatusLine(text);
  return Number(status);
}

/**
 * The fields of a head, from the lines after its status line. What can be overlooked without a change
 * of meaning is: folds become a space (RFC 9112, section 5.2), a lone CR too (section 2.2), blanks
 * before the first field are left out (section 2.2), as are lines that no field can be: without a
 * colon, or with a name that isn't a token. A NUL is refused (RFC 9110, section 5.5).
 */
export function readHead(status: number, lines: readonly string[]): ResponseHead {
  const fields: Field[] = [];
  let fault: EgressError | null = null;
  let isClean = true;
  let open: Field | null = null;
  for (const [index, text] of lines.entries()) {
    const line = index + 2;
    if (text.includes("\0")) {
      fault ??= malformedField(`line ${line}`, "has a NUL byte", text);
      continue;
    }
    if (/^[ \t]/.test(text)) {
      isClean = false;
      if (open !== null) open.value = trim(`${open.value} ${trim(text.replaceAll("\r", " "))}`);
      continue;
    }
    const unbroken = trimEnd(text).replaceAll("\r", " ");
    const colon = unbroken.indexOf(":");
    const rawName = unbroken.slice(0, Math.max(0, colon));
    const name = trimEnd(rawName);
    if (text.includes("\r") || name !== rawName) isClean = false;
    if (!TOKEN.test(name)) {
      isClean = false;
      open = null;
      continue;
    }
    open = { name: name.toLowerCase(), value: trim(unbroken.slice(colon + 1)), line };
    fields.push(open);
  }
  return { status, fields, fault, isClean };
}

/** The fields by name; the values of a name that comes more than once are a list, in order. */
export function headersOf(fields: readonly Field[]): ResponseHeaders {
  const headers = Object.create(null) as Record<string, string | string[]>;
  for (const { name, value } of fields) {
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}
