import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/queries/database-now";
import {
  countRecentRuns,
  countRoutines,
  findFirstRunAt,
  findPulseColumns,
} from "@/db/queries/overview";
import { findRoutines } from "@/db/queries/routines";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { OverviewDto } from "@/lib/domain/run/overview";
import {
  countColumns,
  fitPulseSpan,
  PULSE_ROWS,
  pulseStart,
  type Pulse,
  type PulseRow,
} from "@/lib/domain/run/pulse";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { toRoutineDto } from "@/lib/services/routines/routine-dto";
import { readUnhealthy } from "@/lib/services/runs/read-unhealthy";

const MAX_UPCOMING = 5;

const EMPTY_ROW: Pick<PulseRow, "counts" | "columns"> = {
  counts: { count: 0, succeeded: 0, degraded: 0, failed: 0, other: 0, maintenance: 0 },
  columns: [],
};

/** The routines of a pulse: the unhealthy first, then the others by name. */
async function chooseRows(
  tx: Transaction,
  workspaceId: string,
  unhealthy: readonly RoutineDto[],
): Promise<RoutineDto[]> {
  const first = unhealthy.slice(0, PULSE_ROWS);
  if (first.length === PULSE_ROWS) return first;
  const byName = await findRoutines(tx, workspaceId, {
    limit: PULSE_ROWS,
    sort: "name",
    filter: {},
  });
  const chosen = new Set(first.map(({ id }) => id));
  const others = byName.filter(({ id }) => !chosen.has(id)).map(toRoutineDto);
  return [...first, ...others].slice(0, PULSE_ROWS);
}

async function readPulse(
  tx: Transaction,
  workspaceId: string,
  unhealthy: readonly RoutineDto[],
): Promise<Pulse> {
  const routines = await chooseRows(tx, workspaceId, unhealthy);
  const now = await databaseNow(tx);
  const span = fitPulseSpan(await findFirstRunAt(tx, workspaceId), now);
  const startsAt = pulseStart(now, span);
  const ids = routines.map(({ id }) => id);
  const { columnMinutes } = span;
  const found = await findPulseColumns(tx, workspaceId, ids, { startsAt, columnMinutes });
  return {
    starts_at: startsAt.toISOString(),
    columns: countColumns(span),
    column_minutes: columnMinutes,
    rows: routines.map((routine) => ({ routine, ...(found.get(routine.id) ?? EMPTY_ROW) })),
  };
}

async function readState(context: ServiceContext) {
  const { workspaceId } = context;
  return asActor(context, async (tx) => {
    const { failing, degraded } = await readUnhealthy(tx, workspaceId, { limit: PULSE_ROWS });
    const unhealthy = [...failing.routines, ...degraded.routines].map(({ routine }) => routine);
    return { failing, degraded, pulse: await readPulse(tx, workspaceId, unhealthy) };
  });
}

async function readNumbers(context: ServiceContext) {
  const { workspaceId } = context;
  return asActor(context, async (tx) => {
    const days = await countRecentRuns(tx, workspaceId);
    const { total, active, ended, lastRunAt } = await countRoutines(tx, workspaceId);
    const upcoming = await findRoutines(tx, workspaceId, {
      limit: MAX_UPCOMING,
      sort: "next_run_at",
      filter: { is_active: true },
    });
    return {
      ...days,
      routines_total: total,
      routines_active: active,
      routines_ended: ended,
      last_run_at: lastRunAt?.toISOString() ?? null,
      upcoming: upcoming.map(toRoutineDto),
    };
  });
}

/**
 * The state of the workspace at a glance: what fails or is slow, the pulse of the last hours, the
 * numbers of the last day beside those of the day before, and what is due next. It reads a bounded
 * number of rows, however many runs there are.
 */
export async function getOverview(context: ServiceContext): Promise<OverviewDto> {
  const [state, numbers] = await Promise.all([readState(context), readNumbers(context)]);
  return { ...state, ...numbers };
}
