import { findWorkspaceContents } from "@/db/queries/workspaces";
import type { WorkspaceContentsDto } from "@/lib/domain/workspace/workspace";
import { asActor } from "@/lib/services/as-actor";
import type { ServiceContext } from "@/lib/services/context";

/** What the user's account would take along, were it deleted: the workspaces that they own, oldest first. */
export function listOwnedContents(context: ServiceContext): Promise<WorkspaceContentsDto[]> {
  return asActor(context, (tx) => findWorkspaceContents(tx, { ownerId: context.actor.userId }));
}
