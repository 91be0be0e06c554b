import { cookies } from "next/headers";
import { DAY_SECONDS } from "@/lib/domain/time-units";

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
