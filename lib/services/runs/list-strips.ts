import { findStrips } from "@/db/queries/runs";
import type { StripMark } from "@/lib/domain/run/pulse";
import { asActor, type ServiceContext } from "@/lib/services/context";

/** The last `count` runs of each of the workspace's routines named, oldest first, with what a strip draws of them. */
export function listStrips(
  context: ServiceContext,
  routineIds: readonly string[],
  count: number,
): Promise<Record<string, StripMark[]>> {
  return asActor(context, (tx) => findStrips(tx, context.workspaceId, routineIds, count));
}
