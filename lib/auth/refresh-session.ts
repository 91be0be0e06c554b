import { once } from "node:events";
import { createServerClient, type CookieOptions } from "@supabase/ssr";
import { capAge, readStoredSession, sessionCookie, type Cookie } from "@/lib/auth/session-cookie";
import { SECOND_MS } from "@/lib/domain/time-units";
import type { Env } from "@/lib/env";
import { log } from "@/lib/log";

/**
 * Below the 90 seconds at which the auth client itself refreshes, so that it does so when called
 * here.
 */
const REFRESH_MARGIN_SECONDS = 60;

/**
 * The longest wait of a page for the auth server. The client's own retries would take half a
 * minute.
 */
const REFRESH_DEADLINE_MS = 3_000;

export type SessionChange = {
  cookies: (Cookie & { options: CookieOptions })[];
  /** Headers that keep caches from storing a response that sets a session. */
  headers: Record<string, string>;
};

/**
 * Renews a session that has expired or is about to, and returns the cookies that change: none where
 * the session is still valid, there is none, or the auth server does not respond in time. Uses the
 * network only for a renewal.
 */
export async function refreshSession(
  env: Pick<Env, "APP_URL" | "SUPABASE_URL" | "SUPABASE_PUBLISHABLE_KEY">,
  cookies: readonly Cookie[],
  now: Date,
): Promise<SessionChange> {
  const change: SessionChange = { cookies: [], headers: {} };
  const cookieOptions = sessionCookie(env.APP_URL);
  const session = await readStoredSession(cookies, cookieOptions.name);
  if (session === null || session.expires_at - now.getTime() / SECOND_MS > REFRESH_MARGIN_SECONDS) {
    return change;
  }

  const deadline = AbortSignal.timeout(REFRESH_DEADLINE_MS);
  const client = createServerClient(env.SUPABASE_URL, env.SUPABASE_PUBLISHABLE_KEY, {
    cookieOptions,
    global: { fetch: (input, init) => fetch(input, { ...init, signal: deadline }) },
    cookies: {
      getAll: () => [...cookies],
      setAll: (writes, headers) => {
        const capped = writes.map((write) => ({ ...write, options: capAge(write.options) }));
        change.cookies.push(...capped);
        Object.assign(change.headers, headers);
      },
    },
  });
  try {
    await Promise.race([client.auth.getSession(), once(deadline, "abort")]);
  } catch (error) {
    log.warn({ err: error }, "a session could not be refreshed");
  }
  if (deadline.aborted) {
    log.warn("a session could not be refreshed: the auth server is not responding");
  }
  return change;
}
