import { findWorkspacePolicy, updateWorkspacePolicy } from "@/db/queries/incidents/alert-policies";
import { NotFoundError } from "@/lib/domain/errors";
import { alertPolicyInput, type AlertPolicyDto } from "@/lib/domain/incidents/alert-policy-dto";
import { toPolicyDto } from "@/lib/services/alert-policies/get-alert-policy";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireVersion } from "@/lib/services/preconditions/precondition";
import { alertPolicyVersion } from "@/lib/services/preconditions/versions";
import { noteChange } from "@/lib/services/rehearsal";
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
  const { workspaceId } = context;
  return asActor(context, async (tx) => {
    const before = toPolicyDto(await findWorkspacePolicy(tx, workspaceId, { lock: true }));
    requireVersion(context, alertPolicyVersion(before));
    if (!(await updateWorkspacePolicy(tx, workspaceId, policy))) throw new NotFoundError();
    const after = toPolicyDto(policy);
    noteChange(context, { before, after });
    return after;
  });
}
