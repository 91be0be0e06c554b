import type { Database } from "@/db/client";
import { removeSession } from "@/db/queries/sessions";
import { forgetSessions, type SessionRef } from "@/lib/services/sessions/is-session-live";

/**
 * Ends a session of a user at the auth server: its access tokens are refused within a minute, and it
 * can't be renewed. False where the user has no such session.
 */
export async function endSession(
  { db }: { db: Database },
  { userId, sessionId }: SessionRef,
): Promise<boolean> {
  const hasEnded = await removeSession(db, userId, sessionId);
  forgetSessions(db, [sessionId]);
  return hasEnded;
}
