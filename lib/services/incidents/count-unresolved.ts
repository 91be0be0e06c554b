import { countUnresolvedIncidents } from "@/db/queries/incidents/find-incidents";
import type { UnresolvedCount } from "@/lib/domain/incidents/incident";
import { asActor, type ServiceContext } from "@/lib/services/context";

/** The number of the workspace's incidents that are open, and that are acknowledged. */
export const countUnresolved = (context: ServiceContext): Promise<UnresolvedCount> =>
  asActor(context, (tx) => countUnresolvedIncidents(tx, context.workspaceId));
