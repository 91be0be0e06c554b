import { cookies } from "next/headers";
import { sessionCookie } from "@/lib/auth/session-cookie";
import { HOUR_SECONDS } from "@/lib/domain/time-units";
import { getEnv } from "@/lib/env";

const MARK_SECONDS = HOUR_SECONDS;

function recoveryCookie() {
  const { name, ...attributes } = sessionCookie(getEnv().APP_URL);
  return { ...attributes, name: `${name}-recovery` };
}

/**
 * Remembers in this browser that a user came by an email's link, and may set a password without the
 * old one.
 */
export async function markRecovery(userId: string): Promise<void> {
  (await cookies()).set({ ...recoveryCookie(), value: userId, maxAge: MARK_SECONDS });
}

/** Whether this user came by an email's link, in this browser, within the last hour. */
export async function isRecovering(userId: string): Promise<boolean> {
  return (await cookies()).get(recoveryCookie().name)?.value === userId;
}

export async function clearRecovery(): Promise<void> {
  (await cookies()).set({ ...recoveryCookie(), value: "", maxAge: 0 });
}
