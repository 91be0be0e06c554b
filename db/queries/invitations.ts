import {
  and,
  asc,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNotNull,
  isNull,
  not,
  or,
  sql,
} from "drizzle-orm";
import { asServiceFor, type Claims, type Database, type Transaction } from "@/db/client";
import { isMember } from "@/db/queries/members";
import { lockWorkspaceUsage } from "@/db/queries/workspace-usage";
import { workspaceInvitations, workspaceMembers, workspaces } from "@/db/schema";
import type { InvitationOutcome } from "@/lib/domain/workspace/member";
import { hasRole, type GrantableRole } from "@/lib/domain/workspace/role";

// Without the hash of the token, which is never read.
const { tokenHash: _, ...invitationColumns } = getTableColumns(workspaceInvitations);
type Invitation = Omit<typeof workspaceInvitations.$inferSelect, "tokenHash">;

const isOpen = gt(workspaceInvitations.expiresAt, sql`now()`);

/** The open invitations of a workspace, the oldest first. */
export function findInvitations(tx: Transaction, workspaceId: string): Promise<Invitation[]> {
  return tx
    .select(invitationColumns)
    .from(workspaceInvitations)
    .where(and(eq(workspaceInvitations.workspaceId, workspaceId), isOpen))
    .orderBy(asc(workspaceInvitations.createdAt), asc(workspaceInvitations.id));
}

/** Inserts an invitation, deletes those that have expired, and returns the id of the new one. */
export async function insertInvitation(
  tx: Transaction,
  invitation: {
    workspaceId: string;
    role: GrantableRole;
    tokenHash: string;
    createdBy: string | null;
  },
): Promise<string> {
  const { workspaceId, role, tokenHash, createdBy } = invitation;
  await tx
    .delete(workspaceInvitations)
    .where(and(eq(workspaceInvitations.workspaceId, workspaceId), not(isOpen)));
  // With named columns: users may not write the others, not even as defaults.
  const [created] = await tx.execute<{ id: string }>(sql`
    insert into ${workspaceInvitations} (workspace_id, role, token_hash, created_by)
    values (${workspaceId}, ${role}, ${tokenHash}, ${createdBy})
    returning id`);
  if (created === undefined) throw new Error("The new invitation is not visible to its creator.");
  return created.id;
}

/** Deletes an invitation. False where the workspace has none, or the user may not revoke it. */
export async function removeInvitation(
  tx: Transaction,
  workspaceId: string,
  id: string,
): Promise<boolean> {
  const removed = await tx
    .delete(workspaceInvitations)
    .where(and(eq(workspaceInvitations.workspaceId, workspaceId), eq(workspaceInvitations.id, id)))
    .returning({ id: workspaceInvitations.id });
  return removed.length > 0;
}

/** Deletes the invitations that a member has made. */
export async function removeInvitationsOf(
  tx: Transaction,
  workspaceId: string,
  userId: string,
): Promise<void> {
  await tx
    .delete(workspaceInvitations)
    .where(
      and(
        eq(workspaceInvitations.workspaceId, workspaceId),
        eq(workspaceInvitations.createdBy, userId),
      ),
    );
}

/** An open invitation: it has not expired, and its creator may still invite. One of an API key has none. */
function selectOpen(tx: Database | Transaction, tokenHash: string) {
  return tx
    .select({ ...invitationColumns, workspaceName: workspaces.name })
    .from(workspaceInvitations)
    .innerJoin(workspaces, eq(workspaces.id, workspaceInvitations.workspaceId))
    .leftJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.workspaceId, workspaceInvitations.workspaceId),
        eq(workspaceMembers.userId, workspaceInvitations.createdBy),
        inArray(workspaceMembers.role, ["OWNER", "ADMIN"]),
      ),
    )
    .where(
      and(
        eq(workspaceInvitations.tokenHash, tokenHash),
        isOpen,
        or(isNull(workspaceInvitations.createdBy), isNotNull(workspaceMembers.userId)),
      ),
    );
}

/** The open invitation of a token, over the service connection, or null. */
export async function findOpenInvitation(
  db: Database,
  tokenHash: string,
): Promise<(Invitation & { workspaceName: string }) | null> {
  const [invitation] = await selectOpen(db, tokenHash);
  return invitation ?? null;
}

/**
 * Uses up an invitation and makes the user a member, over the service connection, both or neither.
 * If several users come with one token at once, all but one get null. An existing member keeps the
 * higher of the two roles. Where the workspace has `maxMembers` already, nothing is changed.
 */
export function takeInvitation(
  db: Database,
  tokenHash: string,
  claims: Claims & { sub: string },
  maxMembers: number,
): Promise<
  { workspaceId: string; outcome: InvitationOutcome } | { outcome: "FULL"; members: number } | null
> {
  const { sub: userId } = claims;
  return asServiceFor(db, claims, async (tx) => {
    const [invitation] = await selectOpen(tx, tokenHash).for("update", {
      of: workspaceInvitations,
    });
    if (invitation === undefined) return null;
    const { id, workspaceId, role } = invitation;
    const members = await countOthers(tx, workspaceId, userId);
    if (members !== null && members >= maxMembers) return { outcome: "FULL", members };
    // The audit log has one event for what follows.
    await tx.execute(sql`select set_config('opspulse.accepts_invitation', ${id}, true)`);
    await tx.delete(workspaceInvitations).where(eq(workspaceInvitations.id, id));
    return { workspaceId, outcome: await join(tx, { workspaceId, userId, role }) };
  });
}

/** The members of a workspace that a user would join; null for one who belongs to it. */
async function countOthers(
  tx: Transaction,
  workspaceId: string,
  userId: string,
): Promise<number | null> {
  await lockWorkspaceUsage(tx, workspaceId);
  const [row] = await tx
    .select({
      members: sql<number>`count(*)::integer`,
      isMember: sql<boolean>`coalesce(bool_or(${workspaceMembers.userId} = ${userId}), false)`,
    })
    .from(workspaceMembers)
    .where(eq(workspaceMembers.workspaceId, workspaceId));
  return row === undefined || row.isMember ? null : row.members;
}

async function join(
  tx: Transaction,
  member: { workspaceId: string; userId: string; role: GrantableRole },
): Promise<InvitationOutcome> {
  const joined = await tx
    .insert(workspaceMembers)
    .values(member)
    .onConflictDoNothing()
    .returning({ userId: workspaceMembers.userId });
  if (joined.length > 0) return "JOINED";
  const isSame = isMember(member.workspaceId, member.userId);
  const [existing] = await tx
    .select({ role: workspaceMembers.role })
    .from(workspaceMembers)
    .where(isSame)
    .for("update");
  if (existing === undefined || hasRole(existing.role, member.role)) return "KEPT";
  await tx.update(workspaceMembers).set({ role: member.role }).where(isSame);
  return "RAISED";
}
