import { asc, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { workspaces } from "@/db/schema";

export type Workspace = typeof workspaces.$inferSelect;

/** The workspaces that the user of this transaction may see, oldest first. */
export function findWorkspaces(tx: Transaction): Promise<Workspace[]> {
  return tx.select().from(workspaces).orderBy(asc(workspaces.createdAt), asc(workspaces.id));
}

/** False where the workspace is not the user's to rename. */
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
