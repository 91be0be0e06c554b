import type { Database } from "@/db/client";
import { findLiveSessions, recordSessionUse } from "@/db/queries/sessions";
import { toStoredUserAgent } from "@/lib/domain/sessions/device";
import { log } from "@/lib/log";
import { LiveSessions } from "@/lib/services/sessions/live-sessions";

// On the global object, because a build may give several copies of this module to one process.
const shared = globalThis as typeof globalThis & {
  opspulseSessions?: WeakMap<Database, LiveSessions>;
};

function liveSessionsOf(db: Database): LiveSessions {
  shared.opspulseSessions ??= new WeakMap();
  const known = shared.opspulseSessions.get(db);
  if (known !== undefined) return known;
  const sessions = new LiveSessions((ids) => findLiveSessions(db, ids));
  shared.opspulseSessions.set(db, sessions);
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
