import { findMarks } from "@/db/queries/runs";
import type { PulseMark } from "@/lib/domain/run/pulse";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { stripFields } from "@/lib/services/runs/list-strips";

const times = ["scheduled_for", "started_at", "created_at"] as const;
const fields = [...stripFields, "http_status", "error_code", "lag_ms", ...times] as const;

/** The last `count` runs of each of the workspace's routines named, oldest first. */
export function listPulses(
  context: ServiceContext,
  routineIds: readonly string[],
  count: number,
): Promise<Record<string, PulseMark[]>> {
  const options = { routineIds, count, fields };
  return asActor(context, (tx) => findMarks(tx, context.workspaceId, options));
}
