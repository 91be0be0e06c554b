import type { UnhealthyRoutines } from "@/lib/domain/run/overview";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { readUnhealthy } from "@/lib/services/runs/read-unhealthy";

const MAX_FAILING = 50;

/** The routines of the workspace whose latest outcome is a failure: up to 50, longest first. */
export async function listFailing(context: ServiceContext): Promise<UnhealthyRoutines> {
  const { failing } = await asActor(context, (tx) =>
    readUnhealthy(tx, context.workspaceId, { limit: MAX_FAILING, failingOnly: true }),
  );
  return failing;
}
