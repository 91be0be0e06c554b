import { findWorkspaceContents } from "@/db/queries/workspaces";
import { NotFoundError } from "@/lib/domain/errors";
import type { WorkspaceContentsDto } from "@/lib/domain/workspace/workspace";
import { asActor, type ServiceContext } from "@/lib/services/context";

/**
 * The contents of the workspace of the context, which are deleted with it.
 * @throws {NotFoundError} where the user no longer belongs to it.
 */
export async function getWorkspaceContents(context: ServiceContext): Promise<WorkspaceContentsDto> {
  const [contents] = await asActor(context, (tx) =>
    findWorkspaceContents(tx, { id: context.workspaceId }),
  );
  if (contents === undefined) throw new NotFoundError();
  return contents;
}
