import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { workspaces } from "@/db/schema";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";

/** The policy of a workspace, or null where it hasn't set one or is not the user's. */
export async function findWorkspacePolicy(
  tx: Transaction,
  workspaceId: string,
): Promise<AlertPolicy | null> {
  const [workspace] = await tx
    .select({ alertPolicy: workspaces.alertPolicy })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  return workspace?.alertPolicy ?? null;
}

/** Sets the policy of a workspace. False where the user may not. */
export async function updateWorkspacePolicy(
  tx: Transaction,
  workspaceId: string,
  alertPolicy: AlertPolicy,
): Promise<boolean> {
  const updated = await tx
    .update(workspaces)
    .set({ alertPolicy })
    .where(eq(workspaces.id, workspaceId))
    .returning({ id: workspaces.id });
  return updated.length > 0;
}
