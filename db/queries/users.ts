import { eq, inArray } from "drizzle-orm";
import { authUsers } from "drizzle-orm/supabase";
import type { Database } from "@/db/client";

/**
 * The email addresses of users by id, over the service connection. The caller decides who may see
 * them.
 */
export async function findEmails(
  db: Database,
  userIds: readonly string[],
): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map();
  const users = await db
    .select({ id: authUsers.id, email: authUsers.email })
    .from(authUsers)
    .where(inArray(authUsers.id, [...userIds]));
  return new Map(users.flatMap(({ id, email }) => (email === null ? [] : [[id, email]])));
}

/** Deletes a user over the service connection, with their sessions, memberships and workspaces. */
export async function removeUser(db: Database, userId: string): Promise<void> {
  await db.delete(authUsers).where(eq(authUsers.id, userId));
}
