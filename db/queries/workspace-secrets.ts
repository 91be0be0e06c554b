import { and, asc, count, eq, getTableColumns, inArray, or, sql } from "drizzle-orm";
import { asServiceFor, type Claims, type Database, type Transaction } from "@/db/client";
import { routines, workspaceSecrets } from "@/db/schema";
import type { SecretUse } from "@/lib/domain/workspace/secret";

// Without the sealed value, which members may not read.
const { sealedValue: _, ...shownColumns } = getTableColumns(workspaceSecrets);
type WorkspaceSecret = Omit<typeof workspaceSecrets.$inferSelect, "sealedValue">;
type NewWorkspaceSecret = Pick<
  typeof workspaceSecrets.$inferSelect,
  "workspaceId" | "name" | "purpose" | "origins" | "header" | "sealedValue"
> & { createdBy: string | null };

const isIn = (workspaceId: string, id: string) =>
  and(eq(workspaceSecrets.workspaceId, workspaceId), eq(workspaceSecrets.id, id));

/** The secrets of a workspace, in the order of names. */
export function findWorkspaceSecrets(
  tx: Transaction,
  workspaceId: string,
): Promise<WorkspaceSecret[]> {
  return tx
    .select(shownColumns)
    .from(workspaceSecrets)
    .where(eq(workspaceSecrets.workspaceId, workspaceId))
    .orderBy(asc(workspaceSecrets.name));
}

export async function countWorkspaceSecrets(tx: Transaction, workspaceId: string): Promise<number> {
  const [row] = await tx
    .select({ secrets: count() })
    .from(workspaceSecrets)
    .where(eq(workspaceSecrets.workspaceId, workspaceId));
  return row?.secrets ?? 0;
}

/** Null where the workspace has a secret of this name. */
export async function insertWorkspaceSecret(
  tx: Transaction,
  secret: NewWorkspaceSecret,
): Promise<WorkspaceSecret | null> {
  const { workspaceId, name, purpose, origins, header, sealedValue, createdBy } = secret;
  // With named columns: users may not write the others, not even as defaults.
  const inserted = await tx.execute(sql`
    insert into ${workspaceSecrets}
      (workspace_id, name, purpose, origins, header, sealed_value, created_by)
    values (${workspaceId}, ${name}, ${purpose}, ${sql.param(origins, workspaceSecrets.origins)},
      ${header}, ${sealedValue}, ${createdBy})
    on conflict (workspace_id, name) do nothing
    returning true`);
  if (inserted.length === 0) return null;
  const [row] = await tx
    .select(shownColumns)
    .from(workspaceSecrets)
    .where(and(eq(workspaceSecrets.workspaceId, workspaceId), eq(workspaceSecrets.name, name)));
  return row ?? null;
}

/**
 * Changes a secret over the service connection: `change` gets what is stored, and gives what is stored
 * instead. Changes at the same time wait for each other. Null where there is no such secret.
 */
export function changeWorkspaceSecret(
  db: Database,
  claims: Claims,
  { workspaceId, id }: { workspaceId: string; id: string },
  change: (
    secret: typeof workspaceSecrets.$inferSelect,
  ) => Pick<NewWorkspaceSecret, "origins" | "header" | "sealedValue">,
): Promise<WorkspaceSecret | null> {
  return asServiceFor(db, claims, async (tx) => {
    const [secret] = await tx
      .select()
      .from(workspaceSecrets)
      .where(isIn(workspaceId, id))
      .for("update");
    if (secret === undefined) return null;
    const [updated] = await tx
      .update(workspaceSecrets)
      .set({ ...change(secret), updatedAt: sql`now()` })
      .where(isIn(workspaceId, id))
      .returning(shownColumns);
    return updated ?? null;
  });
}

/** A secret of the workspace, or null. */
export async function findWorkspaceSecret(
  tx: Transaction,
  workspaceId: string,
  id: string,
): Promise<WorkspaceSecret | null> {
  const [row] = await tx.select(shownColumns).from(workspaceSecrets).where(isIn(workspaceId, id));
  return row ?? null;
}

/** False where there is no such secret as it was at `updatedAt`, or the user may not delete it. */
export async function deleteWorkspaceSecret(
  tx: Transaction,
  workspaceId: string,
  id: string,
  updatedAt: Date,
): Promise<boolean> {
  const deleted = await tx
    .delete(workspaceSecrets)
    .where(and(isIn(workspaceId, id), eq(workspaceSecrets.updatedAt, updatedAt)))
    .returning({ id: workspaceSecrets.id });
  return deleted.length > 0;
}

/** The routines of a workspace that refer to a secret, by name. */
export function findSecretUses(
  tx: Transaction,
  workspaceId: string,
  names: readonly string[],
): Promise<(SecretUse & { secretRef: string | null; signingSecretRef: string | null })[]> {
  const { id, name, secretRef, signingSecretRef } = routines;
  return tx
    .select({ id, name, secretRef, signingSecretRef })
    .from(routines)
    .where(
      and(
        eq(routines.workspaceId, workspaceId),
        or(inArray(secretRef, [...names]), inArray(signingSecretRef, [...names])),
      ),
    )
    .orderBy(asc(name), asc(id));
}

/** The sealed value of a workspace's secret, over the service connection, or null. */
export async function findSealedSecret(
  db: Database | Transaction,
  workspaceId: string,
  name: string,
): Promise<string | null> {
  const [found] = await db
    .select({ sealedValue: workspaceSecrets.sealedValue })
    .from(workspaceSecrets)
    .where(and(eq(workspaceSecrets.workspaceId, workspaceId), eq(workspaceSecrets.name, name)));
  return found?.sealedValue ?? null;
}

/** The secrets of all workspaces that have one of these names, over the service connection. */
export function findSecretsNamed(
  db: Database,
  names: readonly string[],
): Promise<{ workspaceId: string; name: string }[]> {
  const { workspaceId, name } = workspaceSecrets;
  return db
    .select({ workspaceId, name })
    .from(workspaceSecrets)
    .where(inArray(name, [...names]));
}
