import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;

/** The secret of a link, which nobody can guess. */
export function createInvitationToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/** What is kept of a token. It has too many possible values to be found again by trying. */
export function hashInvitationToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
