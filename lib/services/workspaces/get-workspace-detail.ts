import type { WorkspaceDetailDto } from "@/lib/domain/workspace/workspace";
import type { ServiceContext } from "@/lib/services/context";
import { getAiSwitch } from "@/lib/services/workspaces/ai-switch";
import { getWorkspaceContents } from "@/lib/services/workspaces/get-workspace-contents";

/**
 * The workspace of the context with what its settings show.
 * @throws {NotFoundError} where the user no longer belongs to it.
 */
export async function getWorkspaceDetail(context: ServiceContext): Promise<WorkspaceDetailDto> {
  const [{ id, name, ...contents }, ai] = await Promise.all([
    getWorkspaceContents(context),
    getAiSwitch(context),
  ]);
  return {
    id,
    name,
    role: context.role,
    ai_enabled: ai?.isEnabled ?? null,
    ai_host: ai?.host ?? null,
    ai_model: ai?.model ?? null,
    contents,
  };
}
