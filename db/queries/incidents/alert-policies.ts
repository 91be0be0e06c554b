import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { routineTags, tags, workspaces } from "@/db/schema";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";

/**
 * The policy of a workspace, or null where it hasn't set one or is not the user's. With `lock`, its row
 * is locked until the transaction ends.
 */
export async function findWorkspacePolicy(
  tx: Transaction,
  workspaceId: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<AlertPolicy | null> {
  const query = tx
    .select({ alertPolicy: workspaces.alertPolicy })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  const [workspace] = await (lock ? query.for("no key update") : query);
  return workspace?.alertPolicy ?? null;
}

/** The order of tags with a policy, as in the view `effective_alert_policies`: the same on every server. */
const policyOrder = sql`lower(${tags.name}) collate "C"`;

/** The first of a routine's tags, by name, that has a policy; null where none has. */
export async function findTagPolicy(
  tx: Transaction,
  workspaceId: string,
  routineId: string,
): Promise<{ name: string; policy: AlertPolicy } | null> {
  const [tag] = await tx
    .select({ name: tags.name, policy: tags.alertPolicy })
    .from(routineTags)
    .innerJoin(tags, and(eq(tags.workspaceId, workspaceId), eq(tags.id, routineTags.tagId)))
    .where(
      and(
        eq(routineTags.workspaceId, workspaceId),
        eq(routineTags.routineId, routineId),
        isNotNull(tags.alertPolicy),
      ),
    )
    .orderBy(asc(policyOrder))
    .limit(1);
  return tag === undefined || tag.policy === null ? null : { name: tag.name, policy: tag.policy };
}

/** Sets the policy of a workspace, null for the built-in one. False where the user may not. */
export async function updateWorkspacePolicy(
  tx: Transaction,
  workspaceId: string,
  alertPolicy: AlertPolicy | null,
): Promise<boolean> {
  const updated = await tx
    .update(workspaces)
    .set({ alertPolicy })
    .where(eq(workspaces.id, workspaceId))
    .returning({ id: workspaces.id });
  return updated.length > 0;
}
