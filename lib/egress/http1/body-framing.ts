import {
  conflictingLengths,
  malformedLength,
  unreadableCoding,
} from "@/lib/egress/http1/malformed";
import type { Field, ResponseHead } from "@/lib/egress/http1/response-head";

/** How the end of a body is found. */
export type BodyFraming =
  { kind: "none" } | { kind: "length"; bytes: number } | { kind: "chunked" } | { kind: "close" };

/** `isClean` is false where another reader might see another end. */
type Framed = { framing: BodyFraming; isClean: boolean };

/** Transfer codings besides chunked that are undone together with those of the content. */
const unpackedCodings: readonly string[] = ["gzip", "x-gzip", "deflate", "br", "zstd"];

const textOf = (fields: readonly Field[]) => fields.map(({ value }) => value).join(", ");

const placeOf = (fields: readonly Field[]) =>
  `${fields.length === 1 ? "line" : "lines"} ${fields.map(({ line }) => line).join(" and ")}`;

/** The members of a list. Only blanks and tabs around them are none of theirs. */
const membersOf = (fields: readonly Field[]) =>
  fields.flatMap(({ value }) => value.split(/[ \t]*,[ \t]*/));

/** Null where the transfer codings leave the end of the body to the length, or to the close. */
function frameByCodings(fields: readonly Field[]): Framed | null {
  const named = membersOf(fields).filter((coding) => coding !== "");
  const codings = named
    .map((coding) => coding.toLowerCase())
    .filter((coding) => coding !== "identity");
  const others = codings.filter((coding) => coding !== "chunked");
  const chunkedAt = codings.indexOf("chunked");
  const isLast = chunkedAt === -1 || codings.slice(chunkedAt).every((name) => name === "chunked");
  if (!isLast || others.some((coding) => !unpackedCodings.includes(coding))) {
    throw unreadableCoding(placeOf(fields), textOf(fields));
  }
  if (chunkedAt !== -1) return { framing: { kind: "chunked" }, isClean: named.length === 1 };
  return others.length > 0 ? { framing: { kind: "close" }, isClean: false } : null;
}

function frameByLength(fields: readonly Field[]): Framed {
  const members = membersOf(fields);
  if (members.some((member) => !/^\d+$/.test(member))) {
    throw malformedLength(placeOf(fields), textOf(fields));
  }
  const lengths = new Set(members.map((member) => member.replace(/^0+(?=\d)/, "")));
  const bytes = Number(members[0]);
  if (lengths.size > 1) throw conflictingLengths(placeOf(fields), textOf(fields));
  if (!Number.isSafeInteger(bytes)) throw malformedLength(placeOf(fields), textOf(fields));
  return { framing: { kind: "length", bytes }, isClean: members.length === 1 };
}

/**
 * How the body of a response ends, by RFC 9112, section 6.3. Transfer codings go before a length, and
 * lengths that are equal are one; what is left open by that is refused.
 * @throws {EgressError} `PROTOCOL` for lengths that differ, and for a length or a coding that can't be read.
 */
export function frameBody({ status, fields }: ResponseHead, method: string): Framed {
  const lengths = fields.filter(({ name }) => name === "content-length");
  const codings = fields.filter(({ name }) => name === "transfer-encoding");
  if (method === "HEAD" || status === 204 || status === 304) {
    return { framing: { kind: "none" }, isClean: true };
  }
  const byCodings = codings.length === 0 ? null : frameByCodings(codings);
  if (byCodings !== null) {
    return { ...byCodings, isClean: byCodings.isClean && lengths.length === 0 };
  }
  if (lengths.length === 0) return { framing: { kind: "close" }, isClean: false };
  const byLength = frameByLength(lengths);
  return { ...byLength, isClean: byLength.isClean && codings.length === 0 };
}
