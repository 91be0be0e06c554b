import { cookies } from "next/headers";
import { isTheme, THEME_COOKIE, type Theme } from "@/components/ui/themes";
import { LOCALE_COOKIE } from "@/i18n/locales";
import { MAX_AGE_SECONDS, sessionCookie, type Cookie } from "@/lib/auth/session-cookie";
import { WORKSPACE_COOKIE } from "@/lib/auth/workspace-choice";
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

/** The choices among the cookies of a browser, as cookies that live on from now. */
export function renewChoices(store: readonly Cookie[]) {
  const names = [THEME_COOKIE, LOCALE_COOKIE, TIMEZONE_COOKIE, WORKSPACE_COOKIE];
  return store
    .filter(({ name }) => names.includes(name))
    .map(({ name, value }) => ({ ...choiceCookie(name), value }));
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
