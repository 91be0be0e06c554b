import { updateAiSwitch, updateWorkspaceName } from "@/db/queries/workspaces";
import { NotFoundError } from "@/lib/domain/errors";
import { updateWorkspaceInput, type WorkspaceDetailDto } from "@/lib/domain/workspace/workspace";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { getWorkspaceDetail } from "@/lib/services/workspaces/get-workspace-detail";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Changes what is named of the workspace of the context: its name, its switch of AI explanations, or both
 * at once.
 * @throws {DomainError} FORBIDDEN below ADMIN.
 * @throws {ValidationError} with every problem at its field.
 * @throws {NotFoundError} where the user may no longer change the workspace.
 */
export async function updateWorkspace(
  context: ServiceContext,
  input: unknown,
): Promise<WorkspaceDetailDto> {
  requireRole(context, "ADMIN");
  const { name, ai_enabled } = parseInput(updateWorkspaceInput, input);
  const { workspaceId } = context;
  await asActor(context, async (tx) => {
    if (name !== undefined && !(await updateWorkspaceName(tx, workspaceId, name))) {
      throw new NotFoundError();
    }
    if (ai_enabled !== undefined && !(await updateAiSwitch(tx, workspaceId, ai_enabled))) {
      throw new NotFoundError();
    }
  });
  return getWorkspaceDetail(context);
}
