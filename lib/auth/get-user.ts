import { cookies, headers } from "next/headers";
import { cache } from "react";
import type { SessionUser } from "@/lib/auth/access-token";
import { readStoredSession, sessionCookie } from "@/lib/auth/session-cookie";
import { verifyAccessToken } from "@/lib/auth/verify-access-token";
import { getEnv } from "@/lib/env";
import { toDomainError } from "@/lib/http/problem";
import { log } from "@/lib/log";

/**
 * The signed-in user by a verified session cookie, or null. Looked up once for each request.
 * @throws where the auth server or the database is needed and doesn't respond.
 */
export const findSessionUser = cache(async (): Promise<SessionUser | null> => {
  const store = await cookies();
  const session = await readStoredSession(store.getAll(), sessionCookie(getEnv().APP_URL).name);
  if (session === null) return null;
  return verifyAccessToken(session.access_token, (await headers()).get("user-agent"));
});

/**
 * As `findSessionUser`, for pages that also serve visitors: a session that can't be verified at the
 * moment counts as none, so that they still render.
 */
export async function getUser(): Promise<SessionUser | null> {
  try {
    return await findSessionUser();
  } catch (error) {
    if (toDomainError(error)?.code !== "UNAVAILABLE") throw error;
    log.warn({ err: error }, "a session could not be verified");
    return null;
  }
}
