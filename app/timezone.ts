import { cookies } from "next/headers";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";

export const TIMEZONE_COOKIE = "timezone";

/** The time zone that the reader has chosen; null while it is that of their browser. */
export async function readTimezone(): Promise<string | null> {
  const chosen = (await cookies()).get(TIMEZONE_COOKIE)?.value;
  return chosen !== undefined && isTimezone(chosen) ? chosen : null;
}
