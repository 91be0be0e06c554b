import { parseCookieHeader } from "@supabase/ssr";
import { isSameOrigin } from "@/lib/auth/same-origin";
import { readStoredSession, sessionCookie } from "@/lib/auth/session-cookie";
import { verifyAccessToken } from "@/lib/auth/verify-access-token";
import { DomainError } from "@/lib/domain/errors";
import { getEnv } from "@/lib/env";

const SAFE_METHODS = new Set(["GET", "HEAD"]);

/**
 * What an `Authorization` header brings: a bearer token, `"malformed"`, or null when it brings nothing
 * of ours. Basic credentials belong to a reverse proxy in front of the app, and say nothing about users.
 */
export function readBearerToken(header: string | null): { token: string } | "malformed" | null {
  if (header === null || /^Basic /i.test(header)) {
    return null;
  }
  // The alphabet of a bearer token: RFC 6750, section 2.1.
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(header)?.[1];
  return token === undefined ? "malformed" : { token };
}

/**
 * Who sends a request to a route handler: by `Authorization: Bearer`, else by the session cookie.
 * A bearer token that does not hold is refused even when a cookie would. With the cookie, a request
 * that may change something must come from a page of this site.
 * @throws {DomainError} UNAUTHENTICATED, FORBIDDEN (another site's page), or UNAVAILABLE.
 */
export async function authenticateRequest(request: Request): Promise<{ userId: string }> {
  const bearer = readBearerToken(request.headers.get("authorization"));
  if (bearer !== null) {
    const user = bearer === "malformed" ? null : await verifyAccessToken(bearer.token);
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
  const user = session === null ? null : await verifyAccessToken(session.access_token);
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
