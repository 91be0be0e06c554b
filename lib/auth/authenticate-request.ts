import { parseCookieHeader } from "@supabase/ssr";
import { isSameOrigin } from "@/lib/auth/same-origin";
import { readStoredSession, sessionCookie } from "@/lib/auth/session-cookie";
import { verifyAccessToken, type SessionCheck } from "@/lib/auth/verify-access-token";
import { DomainError } from "@/lib/domain/errors";
import { getEnv } from "@/lib/env";

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

/**
 * The sender of a request to a route handler, by `Authorization: Bearer`, otherwise by the session
 * cookie. An invalid bearer token is refused even with a valid cookie. With the cookie, a request
 * that may change something must come from a page of this site.
 * @throws {DomainError} UNAUTHENTICATED, also where the session has ended; FORBIDDEN (another site's
 *   page); or UNAVAILABLE.
 */
export async function authenticateRequest(
  request: Request,
  isLive?: SessionCheck,
): Promise<{ userId: string }> {
  const userAgent = request.headers.get("user-agent");
  const bearer = readBearerToken(request.headers.get("authorization"));
  if (bearer !== null) {
    const user =
      bearer === "malformed" ? null : await verifyAccessToken(bearer.token, userAgent, isLive);
    if (user === null) {
      throw new DomainError("UNAUTHENTICATED", "The access token isn't valid or has expired.");
    }
    return { userId: user.id };
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
      "Sign in, or send an access token as Authorization: Bearer.",
    );
  }
  if (!SAFE_METHODS.has(request.method) && !isSameOrigin(request.headers, APP_URL)) {
    throw new DomainError("FORBIDDEN", "A session cookie is only accepted from this site's pages.");
  }
  return { userId: user.id };
}
