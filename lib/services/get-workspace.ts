import { findWorkspaces } from "@/db/queries/workspaces";
import { NotFoundError } from "@/lib/domain/errors";
import { asActor } from "@/lib/services/as-actor";
import type { ServiceContext } from "@/lib/services/context";

/** The workspace of the context. */
export async function getWorkspace(context: ServiceContext): Promise<{ id: string; name: string }> {
  const workspaces = await asActor(context, findWorkspaces);
  const workspace = workspaces.find(({ id }) => id === context.workspaceId);
  if (workspace === undefined) throw new NotFoundError();
  return { id: workspace.id, name: workspace.name };
}
