import {
  countRecentRuns,
  countRoutines,
  findFailingRoutines,
  type FailingRow,
} from "@/db/queries/overview";
import type { Transaction } from "@/db/client";
import { findRoutine, findRoutines } from "@/db/queries/routines";
import { findRun } from "@/db/queries/runs";
import type { FailingRoutine, OverviewDto } from "@/lib/domain/overview";
import { asActor } from "@/lib/services/as-actor";
import type { ServiceContext } from "@/lib/services/context";
import { toRoutineDto } from "@/lib/services/routine-dto";
import { toRunDto } from "@/lib/services/run-dto";

const MAX_FAILING = 50;
const MAX_UPCOMING = 5;

async function toFailingRoutine(
  tx: Transaction,
  workspaceId: string,
  row: FailingRow,
): Promise<FailingRoutine | null> {
  const routine = await findRoutine(tx, workspaceId, row.routine_id);
  const run = await findRun(tx, workspaceId, row.last_run_id);
  if (routine === null || run === null) return null;
  return {
    routine: toRoutineDto(routine),
    failing_since: new Date(row.failing_since).toISOString(),
    last_success_at:
      row.last_success_at === null ? null : new Date(row.last_success_at).toISOString(),
    last_run: toRunDto(run),
  };
}

/** The state of the workspace at a glance: what fails, what ran in 24 hours, what is due next. */
export async function getOverview(context: ServiceContext): Promise<OverviewDto> {
  const { workspaceId } = context;
  return asActor(context, async (tx) => {
    const counts = await countRecentRuns(tx, workspaceId);
    const { total, active } = await countRoutines(tx, workspaceId);
    const failing: FailingRoutine[] = [];
    for (const row of await findFailingRoutines(tx, workspaceId, MAX_FAILING)) {
      const item = await toFailingRoutine(tx, workspaceId, row);
      if (item !== null) failing.push(item);
    }
    const upcoming = await findRoutines(tx, workspaceId, {
      limit: MAX_UPCOMING,
      sort: "next_run_at",
      isActive: true,
    });
    return {
      routines_total: total,
      routines_active: active,
      failing,
      runs: counts.runs,
      succeeded: counts.succeeded,
      failed: counts.failed,
      missed: counts.missed,
      p95_duration_ms: counts.p95DurationMs,
      p99_lag_ms: counts.p99LagMs,
      last_run_at: counts.lastRunAt?.toISOString() ?? null,
      upcoming: upcoming.map(toRoutineDto),
    };
  });
}
