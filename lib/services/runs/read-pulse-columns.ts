import { databaseNow } from "@/db/queries/database-now";
import { findPulseColumns } from "@/db/queries/overview";
import { PULSE_ROWS, pulseStart, type PulseColumns, type PulseSpan } from "@/lib/domain/run/pulse";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";

/**
 * The columns of the first `PULSE_ROWS` of these routines in the pulse of this moment and this span,
 * which begins at `starts_at`. Routines that had no run, or that aren't the workspace's, are left out.
 */
export function readPulseColumns(
  context: ServiceContext,
  routineIds: readonly string[],
  span: PulseSpan,
): Promise<PulseColumns> {
  const ids = [...new Set(routineIds)].filter(isId).slice(0, PULSE_ROWS);
  return asActor(context, async (tx) => {
    const startsAt = pulseStart(await databaseNow(tx), span);
    const { columnMinutes } = span;
    const found = await findPulseColumns(tx, context.workspaceId, ids, { startsAt, columnMinutes });
    return {
      starts_at: startsAt.toISOString(),
      rows: Array.from(found, ([id, { columns }]) => ({ id, columns })),
    };
  });
}
