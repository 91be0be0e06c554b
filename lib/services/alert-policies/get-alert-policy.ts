import { findWorkspacePolicy } from "@/db/queries/incidents/alert-policies";
import { defaultAlertPolicy, type AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import type { AlertPolicyDto } from "@/lib/domain/incidents/alert-policy-dto";
import { asActor, type ServiceContext } from "@/lib/services/context";

/** A policy in the wire format; the built-in one for null. */
export const toPolicyDto = (own: AlertPolicy | null): AlertPolicyDto => ({
  ...(own ?? defaultAlertPolicy),
  is_default: own === null,
});

/** The policy of the workspace: its own, or the built-in one. */
export async function getAlertPolicy(context: ServiceContext): Promise<AlertPolicyDto> {
  return toPolicyDto(await asActor(context, (tx) => findWorkspacePolicy(tx, context.workspaceId)));
}
