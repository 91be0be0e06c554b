import type { Transaction } from "@/db/client";
import { findRunsWithRoutines, findUnhealthy, type UnhealthyRow } from "@/db/queries/overview";
import type { UnhealthyRoutine, UnhealthyRoutines } from "@/lib/domain/run/overview";
import { toRoutineDto } from "@/lib/services/routines/routine-dto";
import { toRunDto } from "@/lib/services/runs/run-dto";

/**
 * The failing and the degraded routines of the workspace, up to `limit` of each, longest unhealthy
 * first. With `failingOnly` the degraded ones aren't looked for.
 */
export async function readUnhealthy(
  tx: Transaction,
  workspaceId: string,
  options: { limit: number; failingOnly?: boolean },
): Promise<{ failing: UnhealthyRoutines; degraded: UnhealthyRoutines }> {
  const rows = await findUnhealthy(tx, workspaceId, options);
  const runIds = rows.map(({ run_id }) => run_id);
  const found = await findRunsWithRoutines(tx, workspaceId, runIds);
  const byRun = new Map(found.map((item) => [item.run.id, item]));
  const toRoutine = (row: UnhealthyRow): UnhealthyRoutine[] => {
    const item = byRun.get(row.run_id);
    if (item === undefined) return [];
    return [
      {
        routine: toRoutineDto(item.routine),
        since: new Date(row.since).toISOString(),
        last_good_at: row.last_good_at && new Date(row.last_good_at).toISOString(),
        is_cut: row.is_cut,
        last_run: toRunDto(item.run),
      },
    ];
  };
  const toRoutines = (ofKind: UnhealthyRow[]): UnhealthyRoutines => ({
    total: Number(ofKind[0]?.total ?? 0),
    routines: ofKind.flatMap(toRoutine),
  });
  return {
    failing: toRoutines(rows.filter(({ is_failing }) => is_failing)),
    degraded: toRoutines(rows.filter(({ is_failing }) => !is_failing)),
  };
}
