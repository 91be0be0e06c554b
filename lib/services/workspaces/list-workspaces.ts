import { findMemberships } from "@/db/queries/workspaces";
import type { WorkspaceDto } from "@/lib/domain/workspace/workspace";
import { asActor, type ServiceContext } from "@/lib/services/context";

/** The workspaces that the user belongs to, with their role, in the order of joining. */
export function listWorkspaces(
  context: Pick<ServiceContext, "db" | "actor">,
): Promise<WorkspaceDto[]> {
  return asActor(context, (tx) => findMemberships(tx, context.actor.userId));
}
