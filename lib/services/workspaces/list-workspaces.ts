import { findMemberships, findWorkspaceName } from "@/db/queries/workspaces";
import type { WorkspaceDto } from "@/lib/domain/workspace/workspace";
import { asActor, type ServiceContext } from "@/lib/services/context";

/**
 * The workspaces that the caller belongs to, with their role, in the order of joining. An API key belongs to
 * one.
 */
export function listWorkspaces(
  context: Pick<ServiceContext, "db" | "actor">,
): Promise<WorkspaceDto[]> {
  const { userId, key } = context.actor;
  return asActor(context, async (tx) => {
    if (key === undefined) return findMemberships(tx, userId);
    const { workspaceId: id, role } = key;
    const name = await findWorkspaceName(tx, id);
    return name === null ? [] : [{ id, name, role }];
  });
}
