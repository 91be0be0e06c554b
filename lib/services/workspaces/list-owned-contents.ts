import { findWorkspaceContents } from "@/db/queries/workspaces";
import type { WorkspaceContentsDto } from "@/lib/domain/workspace/workspace";
import { asActor, type ServiceContext } from "@/lib/services/context";

/** The workspaces that the user owns, which are deleted with the account, the oldest first. */
export function listOwnedContents(context: ServiceContext): Promise<WorkspaceContentsDto[]> {
  return asActor(context, (tx) => findWorkspaceContents(tx, { ownerId: context.actor.userId }));
}
