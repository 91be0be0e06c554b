import { findWorkspaceContents } from "@/db/queries/workspaces";
import type { WorkspaceContentsDto } from "@/lib/domain/workspace/workspace";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { requireUser } from "@/lib/services/workspaces/require-user";

/** The workspaces that the user owns, which are deleted with the account, the oldest first. */
export function listOwnedContents(context: ServiceContext): Promise<WorkspaceContentsDto[]> {
  const ownerId = requireUser(context);
  return asActor(context, (tx) => findWorkspaceContents(tx, { ownerId }));
}
