import { databaseNow } from "@/db/queries/database-now";
import { findPulseColumns } from "@/db/queries/overview";
import {
  PULSE_COLUMN_MINUTES,
  PULSE_ROWS,
  pulseStart,
  type PulseColumns,
} from "@/lib/domain/run/pulse";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";

/**
 * The columns of the first `PULSE_ROWS` of these routines in the pulse of this moment, which begins at
 * `starts_at`. Routines that had no run, or that aren't the workspace's, are left out.
 */
export function readPulseColumns(
  context: ServiceContext,
  routineIds: readonly string[],
): Promise<PulseColumns> {
  const ids = [...new Set(routineIds)].filter(isId).slice(0, PULSE_ROWS);
  return asActor(context, async (tx) => {
    const startsAt = pulseStart(await databaseNow(tx));
    const columnMinutes = PULSE_COLUMN_MINUTES;
    const found = await findPulseColumns(tx, context.workspaceId, ids, { startsAt, columnMinutes });
    return {
      starts_at: startsAt.toISOString(),
      rows: Array.from(found, ([id, { columns }]) => ({ id, columns })),
    };
  });
}
