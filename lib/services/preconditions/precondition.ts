import { createHash } from "node:crypto";
import { DomainError } from "@/lib/domain/errors";
import { stringifyExactJson } from "@/lib/domain/json/exact-json";

/**
 * What a caller requires of the current version of what they change (RFC 9110, section 13). A list holds
 * versions, `"*"` is any, and null is a header that wasn't sent.
 */
export type Precondition = {
  ifMatch: readonly string[] | "*" | null;
  ifNoneMatch: readonly string[] | "*" | null;
};

const VERSION_CHARACTERS = 16;

/** Names of objects in one order, whatever order they were written in. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, item]) => [name, inOrder(item)]));
}

/**
 * The version of what a person sets: the same text for the same settings, whatever else has happened to
 * the resource, and another one after any change of them.
 */
export const versionOf = (settings: object): string =>
  createHash("sha256")
    .update(stringifyExactJson(inOrder(settings)))
    .digest("base64url")
    .slice(0, VERSION_CHARACTERS);

/** The error of a change that was made with another version in mind. */
export const preconditionFailed = (message: string) =>
  new DomainError("PRECONDITION_FAILED", message);

const CHANGED =
  "Somebody has changed this since you read it, and nothing was written. Read it again, and send the change with its new ETag.";

/**
 * Requires that a resource still is what the caller has in mind. Call it in the transaction of the write,
 * once the row is locked. `version` is null where the resource doesn't exist.
 * @throws {DomainError} PRECONDITION_FAILED.
 */
export function requireVersion(
  { precondition }: { precondition?: Precondition },
  version: string | null,
): void {
  if (precondition === undefined) return;
  const { ifMatch, ifNoneMatch } = precondition;
  const isAmong = (versions: readonly string[] | "*") =>
    version !== null && (versions === "*" || versions.includes(version));
  if (ifMatch !== null && !isAmong(ifMatch)) {
    throw preconditionFailed(
      version === null ? "There is nothing here that If-Match could match." : CHANGED,
    );
  }
  if (ifNoneMatch !== null && isAmong(ifNoneMatch)) {
    throw preconditionFailed("If-None-Match asks for nothing to be here, and there is something.");
  }
}
