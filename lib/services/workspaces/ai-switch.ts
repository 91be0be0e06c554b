import { findAiSwitch, updateAiSwitch } from "@/db/queries/workspaces";
import type { AiSwitch } from "@/lib/domain/ai/ai-context";
import { NotFoundError } from "@/lib/domain/errors";
import { aiHost } from "@/lib/services/ai/explain-run";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** The switch of the workspace; null where the instance has no model. */
export async function getAiSwitch(context: ServiceContext): Promise<AiSwitch | null> {
  const { ai, workspaceId } = context;
  if (ai === null) return null;
  const isEnabled = await asActor(context, (tx) => findAiSwitch(tx, workspaceId));
  return { isEnabled, host: aiHost(ai), model: ai.model };
}

/**
 * Lets the operator's model read about failed runs of the workspace, or stops it.
 * @throws {DomainError} FORBIDDEN below ADMIN.
 * @throws {NotFoundError} where the user may no longer change the workspace.
 */
export async function setAiSwitch(context: ServiceContext, isEnabled: boolean): Promise<void> {
  requireRole(context, "ADMIN");
  const isSet = await asActor(context, (tx) => updateAiSwitch(tx, context.workspaceId, isEnabled));
  if (!isSet) throw new NotFoundError();
}
