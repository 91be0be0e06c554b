import type { Database } from "@/db/client";
import { findLiveSessions, recordSessionUse } from "@/db/queries/sessions";
import { toStoredUserAgent } from "@/lib/domain/sessions/device";
import { log } from "@/lib/log";
import { perProcess } from "@/lib/per-process";
import { LiveSessions } from "@/lib/services/sessions/live-sessions";

function liveSessionsOf(db: Database): LiveSessions {
  const all = perProcess("opspulseSessions", () => new WeakMap<Database, LiveSessions>());
  const known = all.get(db);
  if (known !== undefined) return known;
  const sessions = new LiveSessions((ids) => findLiveSessions(db, ids));
  all.set(db, sessions);
  return sessions;
}

/** The session that a verified access token names. */
export type SessionRef = { userId: string; sessionId: string };

/**
 * Whether a session of a user has not ended, and records its use. An end at another instance is seen
 * within 20 seconds; one of this process at once. While the database doesn't respond, a session is
 * accepted for at most a minute after it was last found.
 * @throws where the database doesn't respond after that.
 */
export async function isSessionLive(
  { db }: { db: Database },
  { userId, sessionId }: SessionRef,
  userAgent: string | null,
): Promise<boolean> {
  const session = await liveSessionsOf(db).find(sessionId);
  if (session?.userId !== userId) return false;
  if (session.isUseDue) {
    await recordSessionUse(db, sessionId, toStoredUserAgent(userAgent)).catch((error: unknown) => {
      log.warn({ err: error }, "the use of a session was not recorded");
    });
  }
  return true;
}

/** Lets this process refuse at once what has ended. */
export function forgetSessions(db: Database, ids: readonly string[]): void {
  liveSessionsOf(db).forget(ids);
}
