import { and, asc, eq, sql } from "drizzle-orm";
import { asServiceFor, type Claims, type Database, type Transaction } from "@/db/client";
import { isMember } from "@/db/queries/members";
import { routines, runs, workspaceMembers, workspaces } from "@/db/schema";
import type { Role } from "@/lib/domain/workspace/role";
import type { WorkspaceContentsDto } from "@/lib/domain/workspace/workspace";

export type Membership = { id: string; name: string; role: Role };

/** The workspaces that a user belongs to, in the order of joining. */
export function findMemberships(tx: Transaction, userId: string): Promise<Membership[]> {
  return tx
    .select({ id: workspaces.id, name: workspaces.name, role: workspaceMembers.role })
    .from(workspaceMembers)
    .innerJoin(workspaces, eq(workspaces.id, workspaceMembers.workspaceId))
    .where(eq(workspaceMembers.userId, userId))
    .orderBy(asc(workspaceMembers.createdAt), asc(workspaces.id));
}

/**
 * Whether the database refused because the new owner would own more workspaces than allowed.
 * Recognized by its constraint and not by its class: the app is built in parts that have their own
 * classes but share the connection.
 */
export function isOverOwnedLimit(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("constraint_name" in error) return error.constraint_name === "ck_workspaces_owned";
  return isOverOwnedLimit(error.cause);
}

/**
 * Inserts a workspace that `ownerId` owns, and returns its id.
 * @throws an error that `isOverOwnedLimit` recognizes where they own `MAX_OWNED_WORKSPACES`.
 */
export async function insertWorkspace(
  tx: Transaction,
  workspace: { ownerId: string; name: string },
): Promise<string> {
  // With named columns: users may not write the others, not even as defaults.
  const [created] = await tx.execute<{ id: string }>(sql`
    insert into ${workspaces} (owner_id, name) values (${workspace.ownerId}, ${workspace.name})
    returning id`);
  if (created === undefined) throw new Error("The new workspace is not visible to its owner.");
  return created.id;
}

/**
 * Inserts a personal workspace for a user who belongs to none, over the service connection: one,
 * however many requests come at once. Does nothing for a user who belongs to one, or was deleted.
 */
export async function insertPersonalWorkspace(db: Database, userId: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`personal workspace of ${userId}`}::text, 0))`,
    );
    await tx.execute(sql`
      insert into ${workspaces} (owner_id, name)
      select id, 'Personal' from auth.users
      where id = ${userId}
        and not exists (select from ${workspaceMembers} where user_id = ${userId})`);
  });
}

/** Renames a workspace. False where the user may not rename it. */
export async function updateWorkspaceName(
  tx: Transaction,
  id: string,
  name: string,
): Promise<boolean> {
  const updated = await tx
    .update(workspaces)
    .set({ name })
    .where(eq(workspaces.id, id))
    .returning({ id: workspaces.id });
  return updated.length > 0;
}

/** The name of a workspace, or null. */
export async function findWorkspaceName(tx: Transaction, id: string): Promise<string | null> {
  const [row] = await tx
    .select({ name: workspaces.name })
    .from(workspaces)
    .where(eq(workspaces.id, id));
  return row?.name ?? null;
}

/** Whether the workspace lets the operator's model read about failed runs. */
export async function findAiSwitch(tx: Transaction, id: string): Promise<boolean> {
  const [row] = await tx
    .select({ isEnabled: workspaces.aiEnabled })
    .from(workspaces)
    .where(eq(workspaces.id, id));
  return row?.isEnabled ?? false;
}

/** Turns the switch. False where the user may not. */
export async function updateAiSwitch(
  tx: Transaction,
  id: string,
  isEnabled: boolean,
): Promise<boolean> {
  const updated = await tx
    .update(workspaces)
    .set({ aiEnabled: isEnabled })
    .where(eq(workspaces.id, id))
    .returning({ id: workspaces.id });
  return updated.length > 0;
}

/**
 * Transfers a workspace to another of its members, over the service connection. The previous owner
 * stays as an admin. False where `from` does not own it, or `to` is not a member.
 * @throws an error that `isOverOwnedLimit` recognizes where `to` owns `MAX_OWNED_WORKSPACES`.
 */
export function moveOwnership(
  db: Database,
  { workspaceId, from, to }: { workspaceId: string; from: Claims & { sub: string }; to: string },
): Promise<boolean> {
  return asServiceFor(db, from, async (tx) => {
    // Locked until the end: a member who leaves meanwhile must not become the owner.
    const [member] = await tx
      .select({ userId: workspaceMembers.userId })
      .from(workspaceMembers)
      .where(isMember(workspaceId, to))
      .for("update");
    if (member === undefined) return false;
    const updated = await tx
      .update(workspaces)
      .set({ ownerId: to })
      .where(and(eq(workspaces.id, workspaceId), eq(workspaces.ownerId, from.sub)))
      .returning({ id: workspaces.id });
    return updated.length > 0;
  });
}

/** Deletes a workspace with its contents. False where the user may not delete it. */
export async function removeWorkspace(tx: Transaction, id: string): Promise<boolean> {
  const removed = await tx
    .delete(workspaces)
    .where(eq(workspaces.id, id))
    .returning({ id: workspaces.id });
  return removed.length > 0;
}

/** The most runs of a workspace that are counted. */
const MOST_COUNTED_RUNS = 50_000;

/** The contents of the workspaces with that id or that owner, the oldest first. */
export async function findWorkspaceContents(
  tx: Transaction,
  of: { id: string } | { ownerId: string },
): Promise<WorkspaceContentsDto[]> {
  const countOf = (table: typeof routines | typeof workspaceMembers) =>
    sql<number>`(select count(*)::int from ${table} as counted where counted.workspace_id = ${workspaces}.id)`;
  const rows = await tx
    .select({
      id: workspaces.id,
      name: workspaces.name,
      members: countOf(workspaceMembers),
      routines: countOf(routines),
      runs: sql<number>`(select count(*)::int from (
        select from ${runs} as o where o.workspace_id = ${workspaces}.id
        limit ${MOST_COUNTED_RUNS + 1}
      ) as counted)`,
    })
    .from(workspaces)
    .where("id" in of ? eq(workspaces.id, of.id) : eq(workspaces.ownerId, of.ownerId))
    .orderBy(asc(workspaces.createdAt), asc(workspaces.id));
  return rows.map((row) => ({
    ...row,
    runs: Math.min(row.runs, MOST_COUNTED_RUNS),
    has_more_runs: row.runs > MOST_COUNTED_RUNS,
  }));
}
