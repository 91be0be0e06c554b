import { cookies } from "next/headers";
import { isTheme, THEME_COOKIE, type Theme } from "@/components/ui/themes";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";
import { DAY_SECONDS } from "@/lib/domain/time-units";

export const TIMEZONE_COOKIE = "timezone";
const ONE_YEAR_SECONDS = 365 * DAY_SECONDS;

/** Remembers in this browser what the reader has chosen. */
export async function rememberChoice(name: string, value: string): Promise<void> {
  const store = await cookies();
  store.set(name, value, { maxAge: ONE_YEAR_SECONDS, sameSite: "lax", httpOnly: true, path: "/" });
}

export async function forgetChoice(name: string): Promise<void> {
  const store = await cookies();
  store.set(name, "", { maxAge: 0, sameSite: "lax", httpOnly: true, path: "/" });
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
