import { cookies } from "next/headers";
import { isTheme, THEME_COOKIE, type Theme } from "@/components/ui/themes";

/** The theme that the reader has chosen; light until they choose. */
export async function readTheme(): Promise<Theme> {
  const chosen = (await cookies()).get(THEME_COOKIE)?.value;
  return isTheme(chosen) ? chosen : "light";
}
