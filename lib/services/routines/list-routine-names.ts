import { findRoutineNames } from "@/db/queries/routines";
import { MAX_WINDOW_ROUTINES } from "@/lib/domain/maintenance/maintenance-options";
import { asActor, type ServiceContext } from "@/lib/services/context";

/** The first 1,000 routines of the workspace by name: as many as a window of maintenance may name. */
export const listRoutineNames = (
  context: ServiceContext,
): Promise<{ id: string; name: string }[]> =>
  asActor(context, (tx) => findRoutineNames(tx, context.workspaceId, MAX_WINDOW_ROUTINES));
