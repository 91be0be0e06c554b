import { createHash } from "node:crypto";
import { DomainError } from "@/lib/domain/errors";
import type { Precondition } from "@/lib/services/preconditions/precondition";

/**
 * Entity tags of RFC 9110, section 8.8.3. The tag of a resource is `"version.hash"`: the version of what a
 * person sets, and a digest of all that is sent, which runs change too. Conditions of reads compare the
 * whole tag, and those of changes the version.
 */

const HASH_CHARACTERS = 16;

/** A tag: `W/` where it is weak, then visible characters but for quotes. */
const TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;
const TAG_LIST = new RegExp(`^(?:${TAG.source}|[ \\t,])*$`);

const hashOf = (body: string | Uint8Array) =>
  createHash("sha256").update(body).digest("base64url").slice(0, HASH_CHARACTERS);

/** The tag of a resource with a version. */
export const versionTag = (version: string, body: string): string => `"${version}.${hashOf(body)}"`;

/** The tag of a list or a report: enough to read it again, and not to change it. */
export const weakTag = (body: Uint8Array): string => `W/"${hashOf(body)}"`;

type EntityTag = { isWeak: boolean; opaque: string };

/** @throws {DomainError} BAD_REQUEST for what isn't a list of tags. */
function readTags(request: Request, name: string): readonly EntityTag[] | "*" | null {
  const header = request.headers.get(name)?.trim();
  if (header === undefined) return null;
  if (header === "*") return "*";
  const tags = [...header.matchAll(TAG)].map(([, weak, opaque = ""]) => ({
    isWeak: weak !== undefined,
    opaque,
  }));
  if (tags.length === 0 || !TAG_LIST.test(header)) {
    throw new DomainError(
      "BAD_REQUEST",
      `${name} is a list of ETags in quotes, as they were received, or *.`,
    );
  }
  return tags;
}

/** The version in a tag; the whole of one that has none. */
const versionIn = ({ opaque }: EntityTag) => opaque.split(".", 1)[0] ?? opaque;

const versionsIn = (tags: readonly EntityTag[] | "*" | null) =>
  tags === "*" || tags === null ? tags : tags.map(versionIn);

/**
 * The conditions of a request that changes something; undefined where it has none. A weak tag in `If-Match`
 * matches nothing.
 * @throws {DomainError} BAD_REQUEST for a header that can't be read.
 */
export function readPrecondition(request: Request): Precondition | undefined {
  const match = readTags(request, "If-Match");
  const noneMatch = readTags(request, "If-None-Match");
  if (match === null && noneMatch === null) return undefined;
  const strong = match === "*" ? match : (match?.filter(({ isWeak }) => !isWeak) ?? null);
  return { ifMatch: versionsIn(strong), ifNoneMatch: versionsIn(noneMatch) };
}

/** Whether the caller of a read has this representation already. A condition that can't be read counts as none. */
export function hasSame(request: Request, tag: string): boolean {
  const header = request.headers.get("If-None-Match") ?? "";
  if (header.trim() === "*") return true;
  const opaque = tag.replace(/^W\//, "");
  return [...header.matchAll(TAG)].some(([found]) => found.replace(/^W\//, "") === opaque);
}
