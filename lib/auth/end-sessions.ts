import type { SupabaseClient } from "@supabase/supabase-js";
import { sessionIdOf } from "@/lib/auth/access-token";
import { findSessionUser } from "@/lib/auth/get-user";
import { log } from "@/lib/log";
import { getSessionContext } from "@/lib/services/context";
import { endOtherSessions } from "@/lib/services/sessions/end-other-sessions";
import { endSession } from "@/lib/services/sessions/end-session";

/** Ends the session of this browser. Logs an error instead of throwing it. */
export async function endOwnSession(): Promise<void> {
  try {
    const user = await findSessionUser();
    if (user === null) return;
    const session = { userId: user.id, sessionId: user.sessionId };
    await endSession(getSessionContext(), session);
  } catch (error) {
    log.warn({ err: error }, "a session was not ended at sign-out");
  }
}

/**
 * Signs a user in with their new password, and ends every session from before, this one too. Where
 * the auth server refuses that, this session goes on, and all others end. Logs an error instead of
 * throwing it: the password is changed by now.
 */
export async function replaceSessions(
  client: SupabaseClient,
  user: { id: string; email: string | null; sessionId: string },
  password: string,
): Promise<void> {
  let { sessionId } = user;
  if (user.email !== null) {
    const { data, error } = await client.auth.signInWithPassword({ email: user.email, password });
    if (error === null) sessionId = sessionIdOf(data.session);
    else log.warn({ err: error }, "a user was not signed in with their new password");
  }
  try {
    await endOtherSessions(getSessionContext(), { userId: user.id, sessionId });
  } catch (error) {
    log.error({ err: error }, "the other sessions of a user were not ended");
  }
}
