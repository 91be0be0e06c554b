import { findMarks } from "@/db/queries/runs";
import type { StripMark } from "@/lib/domain/run/pulse";
import { asActor, type ServiceContext } from "@/lib/services/context";

export const stripFields = [
  "id",
  "status",
  "is_degraded",
  "in_maintenance",
  "duration_ms",
] as const;

/** The last `count` runs of each of the workspace's routines named, oldest first, with what a strip draws of them. */
export function listStrips(
  context: ServiceContext,
  routineIds: readonly string[],
  count: number,
): Promise<Record<string, StripMark[]>> {
  const options = { routineIds, count, fields: stripFields };
  return asActor(context, (tx) => findMarks(tx, context.workspaceId, options));
}
