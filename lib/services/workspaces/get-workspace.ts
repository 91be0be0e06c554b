import { NotFoundError } from "@/lib/domain/errors";
import type { WorkspaceDto } from "@/lib/domain/workspace/workspace";
import type { ServiceContext } from "@/lib/services/context";
import { listWorkspaces } from "@/lib/services/workspaces/list-workspaces";

/**
 * The workspace of the context.
 * @throws {NotFoundError} where the user no longer belongs to it.
 */
export async function getWorkspace(context: ServiceContext): Promise<WorkspaceDto> {
  const workspaces = await listWorkspaces(context);
  const workspace = workspaces.find(({ id }) => id === context.workspaceId);
  if (workspace === undefined) throw new NotFoundError();
  return workspace;
}
