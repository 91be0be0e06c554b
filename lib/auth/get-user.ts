import { cookies } from "next/headers";
import { cache } from "react";
import { readStoredSession, sessionCookie } from "@/lib/auth/session-cookie";
import { verifyAccessToken, type SessionUser } from "@/lib/auth/verify-access-token";
import { DomainError } from "@/lib/domain/errors";
import { getEnv } from "@/lib/env";
import { log } from "@/lib/log";

/**
 * The signed-in user by a verified session cookie, or null. Looked up once for each request.
 * A token that cannot be verified at the moment counts as signed out, so that pages still render.
 */
export const getUser = cache(async (): Promise<SessionUser | null> => {
  const store = await cookies();
  const session = await readStoredSession(store.getAll(), sessionCookie(getEnv().APP_URL).name);
  if (session === null) return null;
  try {
    return await verifyAccessToken(session.access_token);
  } catch (error) {
    if (error instanceof DomainError && error.code === "UNAVAILABLE") {
      log.warn(
        { err: error },
        "a session could not be verified: the auth server is not responding",
      );
      return null;
    }
    throw error;
  }
});
