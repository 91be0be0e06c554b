import { cookies } from "next/headers";
import { sessionIdOf } from "@/lib/auth/access-token";
import {
  isRecoveryOf,
  RECOVERY_SECONDS,
  signRecovery,
  type RecoverySession,
} from "@/lib/auth/recovery-token";
import { sessionCookie } from "@/lib/auth/session-cookie";
import { getEnv } from "@/lib/env";

function recoveryCookie() {
  const { name, ...attributes } = sessionCookie(getEnv().APP_URL);
  return { ...attributes, name: `${name}-recovery` };
}

/**
 * Remembers in this browser that a session was opened by an email's link, so that its user may set a
 * password without the old one.
 */
export async function markRecovery(session: {
  access_token: string;
  user: { id: string };
}): Promise<void> {
  const recovered = { id: session.user.id, sessionId: sessionIdOf(session) };
  const value = await signRecovery(recovered, getEnv());
  (await cookies()).set({ ...recoveryCookie(), value, maxAge: RECOVERY_SECONDS });
}

/** Whether this session was opened by an email's link within the last 15 minutes, in this browser. */
export async function isRecovering(session: RecoverySession): Promise<boolean> {
  const value = (await cookies()).get(recoveryCookie().name)?.value;
  return value !== undefined && (await isRecoveryOf(value, session, getEnv()));
}

export async function clearRecovery(): Promise<void> {
  (await cookies()).set({ ...recoveryCookie(), value: "", maxAge: 0 });
}
