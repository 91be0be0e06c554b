import { findTagPolicy, findWorkspacePolicy } from "@/db/queries/incidents/alert-policies";
import { inheritPolicy, type AppliedPolicy } from "@/lib/domain/incidents/policy-origin";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { requireRoutine } from "@/lib/services/routines/get-routine";

/** The policy that applies to a routine, and the one that it inherits where it has none of its own. */
type RoutinePolicy = { applied: AppliedPolicy; inherited: AppliedPolicy };

/** @throws {NotFoundError} where the workspace has no such routine. */
export function getRoutinePolicy(context: ServiceContext, id: string): Promise<RoutinePolicy> {
  const { workspaceId } = context;
  return asActor(context, async (tx) => {
    const { alertPolicy: own } = await requireRoutine(tx, context, id);
    const tag = await findTagPolicy(tx, workspaceId, id);
    const inherited = inheritPolicy(tag, await findWorkspacePolicy(tx, workspaceId));
    const applied: AppliedPolicy =
      own === null ? inherited : { policy: own, origin: { from: "ROUTINE" } };
    return { applied, inherited };
  });
}
