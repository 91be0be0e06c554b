import { createClient } from "@supabase/supabase-js";
import { sessionIdOf } from "@/lib/auth/access-token";
import { classifyAuthError, type AuthErrorReason } from "@/lib/auth/auth-error";
import { fetchWithDeadline } from "@/lib/auth/fetch-with-deadline";
import { DomainError } from "@/lib/domain/errors";
import { getEnv } from "@/lib/env";
import { getSessionContext } from "@/lib/services/context";
import { endSession } from "@/lib/services/sessions/end-session";

/**
 * Asks the auth server whether a password is right, and leaves no session behind. Null where it is,
 * otherwise the reason.
 */
export async function checkPassword(account: {
  email: string;
  password: string;
}): Promise<AuthErrorReason | null> {
  const env = getEnv();
  const { auth } = createClient(env.SUPABASE_URL, env.SUPABASE_PUBLISHABLE_KEY, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: fetchWithDeadline },
  });
  const { data, error } = await auth.signInWithPassword(account);
  if (error !== null) return classifyAuthError(error);
  const session = { userId: data.user.id, sessionId: sessionIdOf(data.session) };
  await endSession(getSessionContext(), session);
  return null;
}

/**
 * Whether a password is the account's.
 * @throws {DomainError} UNAVAILABLE where the auth server can't say, or was asked too often.
 */
export async function isPasswordRight(account: {
  email: string;
  password: string;
}): Promise<boolean> {
  const refusal = await checkPassword(account);
  switch (refusal) {
    case "unreachable":
    case "server_error":
    case "too_many_attempts":
    case "too_many_emails":
      throw new DomainError("UNAVAILABLE", "The password can't be checked. Try again in a moment.");
    case "password_too_weak":
    case "password_unchanged":
    case "sign_up_closed":
    case "refused":
      return false;
    case null:
      return true;
  }
}
