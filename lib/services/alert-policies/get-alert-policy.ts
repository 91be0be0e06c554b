import { findWorkspacePolicy } from "@/db/queries/incidents/alert-policies";
import { defaultAlertPolicy } from "@/lib/domain/incidents/alert-policy";
import type { AlertPolicyDto } from "@/lib/domain/incidents/alert-policy-dto";
import { asActor, type ServiceContext } from "@/lib/services/context";

/** The policy of the workspace: its own, or the built-in one. */
export async function getAlertPolicy(context: ServiceContext): Promise<AlertPolicyDto> {
  const own = await asActor(context, (tx) => findWorkspacePolicy(tx, context.workspaceId));
  return { ...(own ?? defaultAlertPolicy), is_default: own === null };
}
