import { and, asc, eq, ne } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { workspaceMembers } from "@/db/schema";
import type { GrantableRole } from "@/lib/domain/workspace/role";

type Member = typeof workspaceMembers.$inferSelect;

export const isMember = (workspaceId: string, userId: string) =>
  and(eq(workspaceMembers.workspaceId, workspaceId), eq(workspaceMembers.userId, userId));

/** The members of a workspace in the order of joining. */
export function findMembers(tx: Transaction, workspaceId: string): Promise<Member[]> {
  return tx
    .select()
    .from(workspaceMembers)
    .where(eq(workspaceMembers.workspaceId, workspaceId))
    .orderBy(asc(workspaceMembers.createdAt), asc(workspaceMembers.userId));
}

export async function findMember(
  tx: Transaction,
  workspaceId: string,
  userId: string,
): Promise<Member | null> {
  const [member] = await tx.select().from(workspaceMembers).where(isMember(workspaceId, userId));
  return member ?? null;
}

/** Changes a member's role. False where there is no such member, or it is the owner. */
export async function updateMemberRole(
  tx: Transaction,
  workspaceId: string,
  userId: string,
  role: GrantableRole,
): Promise<boolean> {
  const updated = await tx
    .update(workspaceMembers)
    .set({ role })
    .where(and(isMember(workspaceId, userId), ne(workspaceMembers.role, "OWNER")))
    .returning({ userId: workspaceMembers.userId });
  return updated.length > 0;
}

/**
 * Ends a membership, and the invitations that the member made with it. False where there is no such
 * member, or it is the owner.
 */
export async function removeMembership(
  tx: Transaction,
  workspaceId: string,
  userId: string,
): Promise<boolean> {
  const removed = await tx
    .delete(workspaceMembers)
    .where(and(isMember(workspaceId, userId), ne(workspaceMembers.role, "OWNER")))
    .returning({ userId: workspaceMembers.userId });
  return removed.length > 0;
}
