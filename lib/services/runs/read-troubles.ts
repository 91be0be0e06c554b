import type { Transaction } from "@/db/client";
import { findRunsWithRoutines, findTroubles, type TroubleRow } from "@/db/queries/overview";
import type { TroubledRoutine, Troubles } from "@/lib/domain/run/overview";
import { toRoutineDto } from "@/lib/services/routines/routine-dto";
import { toRunDto } from "@/lib/services/runs/run-dto";

/**
 * What fails and what is too slow in the workspace, up to `limit` routines of each, longest first. With
 * `failingOnly` what is too slow is not looked for.
 */
export async function readTroubles(
  tx: Transaction,
  workspaceId: string,
  options: { limit: number; failingOnly?: boolean },
): Promise<{ failing: Troubles; degraded: Troubles }> {
  const rows = await findTroubles(tx, workspaceId, options);
  const runIds = rows.map(({ run_id }) => run_id);
  const found = await findRunsWithRoutines(tx, workspaceId, runIds);
  const byRun = new Map(found.map((item) => [item.run.id, item]));
  const toTroubled = (row: TroubleRow): TroubledRoutine[] => {
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
  const toTroubles = (ofKind: TroubleRow[]): Troubles => ({
    total: Number(ofKind[0]?.total ?? 0),
    routines: ofKind.flatMap(toTroubled),
  });
  return {
    failing: toTroubles(rows.filter(({ is_failing }) => is_failing)),
    degraded: toTroubles(rows.filter(({ is_failing }) => !is_failing)),
  };
}
