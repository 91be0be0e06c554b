import type { Database } from "@/db/client";
import { removeOtherSessions } from "@/db/queries/sessions";
import { forgetSessions, type SessionRef } from "@/lib/services/sessions/is-session-live";

/** Ends every session of a user but this one, as `endSession` does. */
export async function endOtherSessions(
  { db }: { db: Database },
  { userId, sessionId }: SessionRef,
): Promise<void> {
  forgetSessions(db, await removeOtherSessions(db, userId, sessionId));
}
