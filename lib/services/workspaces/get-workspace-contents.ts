import { findWorkspaceContents } from "@/db/queries/workspaces";
import { NotFoundError } from "@/lib/domain/errors";
import type { WorkspaceContentsDto } from "@/lib/domain/workspace/workspace";
import { asActor } from "@/lib/services/as-actor";
import type { ServiceContext } from "@/lib/services/context";

/**
 * What the workspace of the context would take along, were it deleted.
 * @throws {NotFoundError} where the user has ceased to belong to it.
 */
export async function getWorkspaceContents(context: ServiceContext): Promise<WorkspaceContentsDto> {
  const [contents] = await asActor(context, (tx) =>
    findWorkspaceContents(tx, { id: context.workspaceId }),
  );
  if (contents === undefined) throw new NotFoundError();
  return contents;
}
