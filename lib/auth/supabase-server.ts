import { createServerClient } from "@supabase/ssr";
import { cookies } from "next/headers";
import { fetchWithDeadline } from "@/lib/auth/fetch-with-deadline";
import { capAge, sessionCookie } from "@/lib/auth/session-cookie";
import { getEnv } from "@/lib/env";

/**
 * The auth client of one request. It reads the session from the cookies, and writes changes back.
 */
export async function createSupabaseServerClient() {
  const env = getEnv();
  const store = await cookies();
  return createServerClient(env.SUPABASE_URL, env.SUPABASE_PUBLISHABLE_KEY, {
    cookieOptions: sessionCookie(env.APP_URL),
    global: { fetch: fetchWithDeadline },
    cookies: {
      getAll: () => store.getAll(),
      setAll: (writes) => {
        try {
          for (const { name, value, options } of writes) {
            store.set(name, value, capAge(options));
          }
        } catch {
          // A server component cannot write cookies. proxy.ts has refreshed the session before it.
        }
      },
    },
  });
}

/** Deletes the cookies of the session from this browser, whether or not it has ended. */
export async function clearSessionCookies(): Promise<void> {
  const { name: sessionName, ...attributes } = sessionCookie(getEnv().APP_URL);
  const store = await cookies();
  for (const { name } of store.getAll()) {
    const belongs = name.startsWith(`${sessionName}.`) || name.startsWith(`${sessionName}-`);
    if (name === sessionName || belongs) {
      store.set(name, "", { ...attributes, maxAge: 0 });
    }
  }
}
