import { hkdfSync } from "node:crypto";
import { jwtVerify, SignJWT, errors } from "jose";
import { MINUTE_SECONDS } from "@/lib/domain/time-units";
import type { Env } from "@/lib/env";

/** How long after an emailed link a password can be set without the old one, in seconds. */
export const RECOVERY_SECONDS = 15 * MINUTE_SECONDS;

const PURPOSE = "opspulse:password-recovery";

type Secrets = Pick<Env, "SUPABASE_JWT_SECRET" | "CRON_SECRET" | "DATABASE_URL">;

/**
 * The key of the marks, for nothing else (RFC 5869). It comes from the first secret that is set;
 * instances that share a database share these, and one of them is always there.
 */
function deriveKey({ SUPABASE_JWT_SECRET, CRON_SECRET, DATABASE_URL }: Secrets): Uint8Array {
  const secret = SUPABASE_JWT_SECRET ?? CRON_SECRET ?? DATABASE_URL;
  return new Uint8Array(hkdfSync("sha256", secret, "", PURPOSE, 32));
}

/** The session that an emailed link opened, and its user. */
export type RecoverySession = { id: string; sessionId: string };

/** Signs that a session was opened by an emailed link, for `RECOVERY_SECONDS`. */
export function signRecovery(session: RecoverySession, secrets: Secrets): Promise<string> {
  return new SignJWT({ session_id: session.sessionId })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(PURPOSE)
    .setSubject(session.id)
    .setIssuedAt()
    .setExpirationTime(`${RECOVERY_SECONDS} s`)
    .sign(deriveKey(secrets));
}

/** Whether a text was signed by `signRecovery` for this session of this user, and still counts. */
export async function isRecoveryOf(
  token: string,
  session: RecoverySession,
  secrets: Secrets,
): Promise<boolean> {
  try {
    const { payload } = await jwtVerify(token, deriveKey(secrets), {
      algorithms: ["HS256"],
      audience: PURPOSE,
      subject: session.id,
      requiredClaims: ["exp", "session_id"],
    });
    return payload.session_id === session.sessionId;
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}
