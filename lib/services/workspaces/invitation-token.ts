import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;

/** A random token for a link, which nobody can guess. */
export function createInvitationToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/** The hash that is stored of a token. A token has too many possible values to be guessed from it. */
export function hashInvitationToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
