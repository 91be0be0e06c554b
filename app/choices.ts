import { cookies } from "next/headers";
import { isTheme, THEME_COOKIE, type Theme } from "@/components/ui/themes";
import { MAX_AGE_SECONDS, sessionCookie } from "@/lib/auth/session-cookie";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";
import { getEnv } from "@/lib/env";

export const TIMEZONE_COOKIE = "timezone";

/** As the cookie of a session has them: no script reads it, and it lives no longer. */
function choiceCookie(name: string) {
  return { ...sessionCookie(getEnv().APP_URL), name, maxAge: MAX_AGE_SECONDS };
}

/** Remembers in this browser what the reader has chosen. */
export async function rememberChoice(name: string, value: string): Promise<void> {
  (await cookies()).set({ ...choiceCookie(name), value });
}

export async function forgetChoice(name: string): Promise<void> {
  (await cookies()).set({ ...choiceCookie(name), value: "", maxAge: 0 });
}

/** The theme that the reader has chosen; light until they choose. */
export async function readTheme(): Promise<Theme> {
  const chosen = (await cookies()).get(THEME_COOKIE)?.value;
  return isTheme(chosen) ? chosen : "light";
}

/** The time zone that the reader has chosen; null while it is their browser's. */
export async function readTimezone(): Promise<string | null> {
  const chosen = (await cookies()).get(TIMEZONE_COOKIE)?.value;
  return chosen !== undefined && isTimezone(chosen) ? chosen : null;
}
