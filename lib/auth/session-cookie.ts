import { combineChunks, stringFromBase64URL } from "@supabase/ssr";
import { z } from "zod";
import { SESSION_DAYS } from "@/lib/domain/sessions/session";
import { DAY_SECONDS } from "@/lib/domain/time-units";

/** The longest life of a cookie of the app. */
export const MAX_AGE_SECONDS = SESSION_DAYS * DAY_SECONDS;

const BASE64_PREFIX = "base64-";

export type Cookie = { name: string; value: string };

const storedSession = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  /** Seconds since the epoch. */
  expires_at: z.number(),
});

/** A session as the browser sent it. Nothing in it may be trusted before the token is verified. */
export type StoredSession = z.infer<typeof storedSession>;

/**
 * Name and attributes of the cookie that holds the session.
 * Cookies are shared by all ports of a host: the port in the name keeps two copies apart.
 */
export function sessionCookie(appUrl: string) {
  const { protocol, port } = new URL(appUrl);
  const secure = protocol === "https:";
  return {
    name: `${secure ? "__Host-" : ""}opspulse-auth-${port || (secure ? "443" : "80")}`,
    httpOnly: true,
    sameSite: "lax",
    secure,
    path: "/",
  } as const;
}

/** The options of a cookie, with no longer life than a session's. The auth client asks for 400 days. */
export function capAge<Options extends { maxAge?: number | undefined }>(options: Options): Options {
  return { ...options, maxAge: Math.min(options.maxAge ?? MAX_AGE_SECONDS, MAX_AGE_SECONDS) };
}

/** The session in a set of cookies, or null where there is none that can be read. */
export async function readStoredSession(
  cookies: readonly Cookie[],
  cookieName: string,
): Promise<StoredSession | null> {
  const value = await combineChunks(
    cookieName,
    (name) => cookies.find((cookie) => cookie.name === name)?.value,
  );
  if (!value?.startsWith(BASE64_PREFIX)) return null;
  try {
    const decoded: unknown = JSON.parse(stringFromBase64URL(value.slice(BASE64_PREFIX.length)));
    return storedSession.safeParse(decoded).data ?? null;
  } catch {
    return null;
  }
}
