import { and, eq, inArray, ne, or, sql } from "drizzle-orm";
import { authUsers } from "drizzle-orm/supabase";
import { asServiceFor, type Claims, type Database } from "@/db/client";
import { workspaceMembers } from "@/db/schema";

/**
 * The email addresses of users by id, over the service connection; there is none of null, which stands for
 * nobody or an API key. The caller decides who may see them.
 */
export async function findEmails(
  db: Database,
  userIds: readonly (string | null)[],
): Promise<Map<string, string>> {
  const known = userIds.filter((id) => id !== null);
  if (known.length === 0) return new Map();
  const users = await db
    .select({ id: authUsers.id, email: authUsers.email })
    .from(authUsers)
    .where(inArray(authUsers.id, known));
  return new Map(users.flatMap(({ id, email }) => (email === null ? [] : [[id, email]])));
}

/** Whether an account has a password; one that came by an email's link or another site may have none. */
export async function findHasPassword(db: Database, userId: string): Promise<boolean> {
  const [user] = await db
    .select({ hasPassword: sql<boolean>`coalesce(encrypted_password, '') <> ''` })
    .from(authUsers)
    .where(eq(authUsers.id, userId));
  return user?.hasPassword ?? true;
}

/**
 * Deletes a user over the service connection, with their sessions, memberships and workspaces. They leave
 * the workspaces of others first, while the audit log can still name them.
 */
export async function removeUser(db: Database, claims: Claims & { sub: string }): Promise<void> {
  await asServiceFor(db, claims, async (tx) => {
    await tx
      .delete(workspaceMembers)
      .where(and(eq(workspaceMembers.userId, claims.sub), ne(workspaceMembers.role, "OWNER")));
    await tx.delete(authUsers).where(eq(authUsers.id, claims.sub));
  });
}

/** The accounts that have one of these ids or email addresses, in lower case. */
export async function findAccounts(
  db: Database,
  names: readonly string[],
): Promise<{ id: string; email: string | null; isConfirmed: boolean }[]> {
  if (names.length === 0) return [];
  return db
    .select({
      id: authUsers.id,
      email: authUsers.email,
      isConfirmed: sql<boolean>`email_confirmed_at is not null`,
    })
    .from(authUsers)
    .where(or(inArray(sql`id::text`, [...names]), inArray(sql`lower(email)`, [...names])));
}
