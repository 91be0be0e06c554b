import { updateWorkspacePolicy } from "@/db/queries/incidents/alert-policies";
import { NotFoundError } from "@/lib/domain/errors";
import { alertPolicyInput, type AlertPolicyDto } from "@/lib/domain/incidents/alert-policy-dto";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Sets the policy of the workspace, for its routines without one of their own. It counts from their next
 * runs on.
 * @throws {DomainError} FORBIDDEN below ADMIN.
 * @throws {ValidationError} with every problem at its field, such as `conditions.0.count`.
 */
export async function setAlertPolicy(
  context: ServiceContext,
  input: unknown,
): Promise<AlertPolicyDto> {
  requireRole(context, "ADMIN");
  const policy = parseInput(alertPolicyInput, input);
  const isSet = await asActor(context, (tx) =>
    updateWorkspacePolicy(tx, context.workspaceId, policy),
  );
  if (!isSet) throw new NotFoundError();
  return { ...policy, is_default: false };
}
