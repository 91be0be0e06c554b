import { createHash, timingSafeEqual } from "node:crypto";

const sha256 = (text: string) => createHash("sha256").update(text).digest();

/**
 * Whether a request carries a secret of the operator as its bearer token. Both sides are hashed first, so that the comparison
 * takes the same time whatever their contents and lengths. Without a secret no request is
 * authorized.
 */
export function hasBearerSecret(request: Request, secret: string | undefined): boolean {
  const given = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (secret === undefined || secret === "" || given === undefined) return false;
  return timingSafeEqual(sha256(given), sha256(secret));
}
