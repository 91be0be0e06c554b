import type { Troubles } from "@/lib/domain/overview";
import { asActor } from "@/lib/services/as-actor";
import type { ServiceContext } from "@/lib/services/context";
import { readTroubles } from "@/lib/services/read-troubles";

/** The routines of the workspace whose latest outcome is a failure, as the overview has them. */
export async function listFailing(context: ServiceContext): Promise<Troubles> {
  const { failing } = await asActor(context, (tx) =>
    readTroubles(tx, context.workspaceId, { failingOnly: true }),
  );
  return failing;
}
