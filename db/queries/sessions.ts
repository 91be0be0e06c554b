import { and, desc, eq, gt, inArray, isNull, lt, ne, or, sql, type SQL } from "drizzle-orm";
import type { Database } from "@/db/client";
import { sessionUses } from "@/db/schema";
import { authSessions } from "@/db/schema/auth-sessions";
import { SESSION_DAYS } from "@/lib/domain/sessions/session";

/** How exact the last use of a session is, in minutes. Each use beyond it costs a write. */
const USE_MINUTES = 5;

const isLive = (): SQL | undefined =>
  and(
    gt(authSessions.createdAt, sql`now() - make_interval(days => ${SESSION_DAYS})`),
    or(isNull(authSessions.notAfter), gt(authSessions.notAfter, sql`now()`)),
  );

export type LiveSession = {
  id: string;
  userId: string;
  /** Whether its last use is not on record yet. */
  isUseDue: boolean;
};

/**
 * Those of the sessions that have not ended: they were not signed out, and their sign-in was at most
 * `SESSION_DAYS` ago.
 */
export function findLiveSessions(db: Database, ids: readonly string[]): Promise<LiveSession[]> {
  const isUseDue = sql<boolean>`coalesce(${lt(
    sessionUses.lastUsedAt,
    sql`now() - make_interval(mins => ${USE_MINUTES})`,
  )}, true)`;
  return db
    .select({ id: authSessions.id, userId: authSessions.userId, isUseDue })
    .from(authSessions)
    .leftJoin(sessionUses, eq(sessionUses.sessionId, authSessions.id))
    .where(and(inArray(authSessions.id, [...ids]), isLive()));
}

/** Records that a session is used now. Does nothing for one that has ended meanwhile. */
export async function recordSessionUse(
  db: Database,
  sessionId: string,
  userAgent: string,
): Promise<void> {
  await db
    .insert(sessionUses)
    .select(
      db
        .select({
          sessionId: authSessions.id,
          userAgent: sql<string>`${userAgent}::text`.as("user_agent"),
          lastUsedAt: sql<Date>`now()`.as("last_used_at"),
        })
        .from(authSessions)
        .where(eq(authSessions.id, sessionId)),
    )
    .onConflictDoUpdate({
      target: sessionUses.sessionId,
      set: { userAgent, lastUsedAt: sql`now()` },
    });
}

/** The live sessions of a user, the one that was used last first. */
export function findSessionsOfUser(db: Database, userId: string) {
  const lastUsedAt =
    sql<Date>`coalesce(${sessionUses.lastUsedAt}, ${authSessions.createdAt})`.mapWith(
      sessionUses.lastUsedAt,
    );
  return db
    .select({
      id: authSessions.id,
      userAgent: sql<
        string | null
      >`coalesce(nullif(${sessionUses.userAgent}, ''), ${authSessions.userAgent})`,
      createdAt: authSessions.createdAt,
      lastUsedAt,
    })
    .from(authSessions)
    .leftJoin(sessionUses, eq(sessionUses.sessionId, authSessions.id))
    .where(and(eq(authSessions.userId, userId), isLive()))
    .orderBy(desc(lastUsedAt), authSessions.id);
}

/** Ends a session of a user, with its refresh tokens. False where they have no such session. */
export async function removeSession(db: Database, userId: string, id: string): Promise<boolean> {
  const removed = await db
    .delete(authSessions)
    .where(and(eq(authSessions.id, id), eq(authSessions.userId, userId)))
    .returning({ id: authSessions.id });
  return removed.length > 0;
}

/** Ends every session of a user but one. Returns the ids of those that have ended. */
export async function removeOtherSessions(
  db: Database,
  userId: string,
  keptId: string,
): Promise<string[]> {
  const removed = await db
    .delete(authSessions)
    .where(and(eq(authSessions.userId, userId), ne(authSessions.id, keptId)))
    .returning({ id: authSessions.id });
  return removed.map(({ id }) => id);
}

/** Whether the sign-in of a session of a user was at most some minutes ago. */
export async function isRecentSignIn(
  db: Database,
  session: { id: string; userId: string },
  minutes: number,
): Promise<boolean> {
  const found = await db
    .select({ id: authSessions.id })
    .from(authSessions)
    .where(
      and(
        eq(authSessions.id, session.id),
        eq(authSessions.userId, session.userId),
        gt(authSessions.createdAt, sql`now() - make_interval(mins => ${minutes})`),
      ),
    );
  return found.length > 0;
}
