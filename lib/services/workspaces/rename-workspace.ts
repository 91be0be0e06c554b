import { updateWorkspaceName } from "@/db/queries/workspaces";
import { NotFoundError } from "@/lib/domain/errors";
import { workspaceInput } from "@/lib/domain/workspace/workspace";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Renames the workspace of the context.
 * @throws {DomainError} FORBIDDEN below ADMIN.
 * @throws {ValidationError} where the name is missing or too long.
 * @throws {NotFoundError} where the user may no longer rename the workspace.
 */
export async function renameWorkspace(context: ServiceContext, input: unknown): Promise<void> {
  requireRole(context, "ADMIN");
  const { name } = parseInput(workspaceInput, input);
  const renamed = await asActor(context, (tx) =>
    updateWorkspaceName(tx, context.workspaceId, name),
  );
  if (!renamed) throw new NotFoundError();
}
