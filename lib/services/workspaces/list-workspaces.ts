import { findMemberships } from "@/db/queries/workspaces";
import type { WorkspaceDto } from "@/lib/domain/workspace/workspace";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { requireUser } from "@/lib/services/workspaces/require-user";

/** The workspaces that the user belongs to, with their role, in the order of joining. */
export function listWorkspaces(
  context: Pick<ServiceContext, "db" | "actor">,
): Promise<WorkspaceDto[]> {
  const userId = requireUser(context);
  return asActor(context, (tx) => findMemberships(tx, userId));
}
