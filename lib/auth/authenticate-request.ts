import { parseCookieHeader } from "@supabase/ssr";
import { isSameOrigin } from "@/lib/auth/same-origin";
import { readStoredSession, sessionCookie } from "@/lib/auth/session-cookie";
import { verifyAccessToken, type SessionCheck } from "@/lib/auth/verify-access-token";
import { DomainError } from "@/lib/domain/errors";
import { getEnv } from "@/lib/env";
import { getClientAddress } from "@/lib/http/client-address";
import { createSchedulerContext, type Actor } from "@/lib/services/context";
import { verifyKey } from "@/lib/services/keys/verify-key";

const SAFE_METHODS = new Set(["GET", "HEAD"]);

/**
 * The bearer token of an `Authorization` header; `"malformed"` where it has something else, null
 * where there is none. Basic credentials count as none: they belong to a reverse proxy in front of
 * the app.
 */
export function readBearerToken(header: string | null): { token: string } | "malformed" | null {
  if (header === null || /^Basic /i.test(header)) return null;
  // The alphabet of a bearer token: RFC 6750, section 2.1.
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1];
  return token === undefined ? "malformed" : { token };
}

/** What every API key begins with, and no access token. */
const KEY_START = "opk_";

/**
 * The sender of a request to a route handler, by `Authorization: Bearer` with an API key or an access
 * token, otherwise by the session cookie. An invalid bearer token is refused even with a valid cookie. With
 * the cookie, a request that may change something must come from a page of this site.
 * @throws {DomainError} UNAUTHENTICATED, also where the session has ended; FORBIDDEN (another site's
 *   page, or an address that the key isn't for); or UNAVAILABLE.
 */
export async function authenticateRequest(request: Request, isLive?: SessionCheck): Promise<Actor> {
  const userAgent = request.headers.get("user-agent");
  const bearer = readBearerToken(request.headers.get("authorization"));
  const address = getClientAddress(request.headers);
  if (bearer !== null && bearer !== "malformed" && bearer.token.startsWith(KEY_START)) {
    const actor = await verifyKey(createSchedulerContext(), bearer.token, address);
    if (actor !== null) return actor;
    throw new DomainError(
      "UNAUTHENTICATED",
      "The API key isn't valid, has expired, or was deleted. Make one in the settings.",
    );
  }
  if (bearer !== null) {
    const user =
      bearer === "malformed" ? null : await verifyAccessToken(bearer.token, userAgent, isLive);
    if (user === null) {
      throw new DomainError("UNAUTHENTICATED", "The access token isn't valid or has expired.");
    }
    return { userId: user.id, address };
  }

  const { APP_URL } = getEnv();
  const session = await readStoredSession(
    parseCookieHeader(request.headers.get("cookie") ?? ""),
    sessionCookie(APP_URL).name,
  );
  const user =
    session === null ? null : await verifyAccessToken(session.access_token, userAgent, isLive);
  if (user === null) {
    throw new DomainError(
      "UNAUTHENTICATED",
      "Sign in, or send an API key as Authorization: Bearer.",
    );
  }
  if (!SAFE_METHODS.has(request.method) && !isSameOrigin(request.headers, APP_URL)) {
    throw new DomainError("FORBIDDEN", "A session cookie is only accepted from this site's pages.");
  }
  return { userId: user.id, address };
}
