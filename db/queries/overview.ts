import { and, asc, count, eq, inArray, max, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { hasEnded, withStatus, type RoutineWithStatus } from "@/db/queries/routines";
import { listColumns, sameRoutine, type RunWithRoutine } from "@/db/queries/runs";
import { routineRuns, routines, runs } from "@/db/schema";
import type { DayNumbers } from "@/lib/domain/run/overview";
import type { PulseColumn, PulseRow } from "@/lib/domain/run/pulse";

/**
 * The most runs of a day that are read. Where there are more, the newest stand for the day, so that
 * the overview stays quick at any size.
 */
const MOST_RUNS_A_DAY = 10_000;

/** The newest runs of a routine in which the start of its failing or slow time is looked for. */
const UNHEALTHY_RUNS = 500;

/** The most runs of one routine that a pulse reads: one a minute for a day. */
const PULSE_RUNS = 1_440;

/**
 * The numbers of the last 24 hours, and of the 24 hours before them. Runs in maintenance are counted
 * apart from what succeeded, failed or was missed.
 */
export async function countRecentRuns(
  tx: Transaction,
  workspaceId: string,
): Promise<{ today: DayNumbers; before: DayNumbers }> {
  const [today, before] = await tx.execute<DayNumbers>(sql`
    select day.runs, day.succeeded, day.failed, day.missed, day.in_maintenance, day.is_cut,
           day.durations[1] as p50_duration_ms, day.durations[2] as p95_duration_ms,
           day.lags[1] as p50_lag_ms, day.lags[2] as p99_lag_ms
    from (values (0), (1)) as back(days)
    cross join lateral (
      select (count(*) filter (where status <> 'MISSED'))::integer as runs,
             (count(*) filter (where status = 'SUCCESS' and not in_maintenance))::integer
               as succeeded,
             (count(*) filter (where status = 'FAIL' and not in_maintenance))::integer as failed,
             (coalesce(sum(missed_slots), 0) +
               count(*) filter (where status = 'MISSED' and not in_maintenance and superseded_by is null)
             )::float8 as missed,
             (count(*) filter (where in_maintenance))::integer as in_maintenance,
             percentile_disc(array[0.5, 0.95]) within group (order by duration_ms) as durations,
             percentile_disc(array[0.5, 0.99]) within group (order by lag_ms) as lags,
             count(*) = ${MOST_RUNS_A_DAY} as is_cut
      from (
        select o.status, o.missed_slots, o.duration_ms, o.lag_ms, o.in_maintenance,
          o.superseded_by
        from ${runs} as o
        where o.workspace_id = ${workspaceId}
          and o.created_at > now() - make_interval(hours => 24 * (back.days + 1))
          and o.created_at <= now() - make_interval(hours => 24 * back.days)
        order by o.created_at desc
        limit ${MOST_RUNS_A_DAY}
      ) as newest
    ) as day
    order by back.days
  `);
  if (today === undefined || before === undefined) throw new Error("Each day has one row.");
  return { today, before };
}

export type UnhealthyRow = {
  routine_id: string;
  run_id: string;
  is_failing: boolean;
  total: string;
  since: string;
  last_good_at: string | null;
  is_cut: boolean;
};

/**
 * The routines whose latest outcome is a failure, and those whose latest outcome is a success that was
 * too slow: the `limit` of each kind that ran last, longest unhealthy first. `total` counts all of the
 * kind. With `failingOnly` the slow ones are left out.
 */
export async function findUnhealthy(
  tx: Transaction,
  workspaceId: string,
  { limit, failingOnly = false }: { limit: number; failingOnly?: boolean },
): Promise<UnhealthyRow[]> {
  return tx.execute<UnhealthyRow>(sql`
    with counted as (
      select r.id as routine_id, latest.id as run_id, r.health = 'FAILING' as is_failing,
             count(*) over (partition by r.health) as total,
             row_number() over (partition by r.health order by latest.created_at desc, r.id) as place
      from ${routines} as r
      cross join lateral (
        select o.id, o.created_at from ${routineRuns} as o
        where o.routine_id = r.id and o.status in ('SUCCESS', 'FAIL')
        order by o.created_at desc limit 1
      ) as latest
      where r.workspace_id = ${workspaceId}
        and r.health in ('FAILING' ${failingOnly ? sql`` : sql`, 'DEGRADED'`})
    )
    select t.routine_id, t.run_id, t.is_failing, t.total, bad.since, good.at as last_good_at,
           good.at is null and bad.runs = ${UNHEALTHY_RUNS} as is_cut
    from counted as t
    cross join lateral (
      select max(newest.created_at) as at,
             coalesce(max(newest.created_at), '-infinity') as or_ever
      from (
        select recent.created_at
        from (
          select o.created_at, o.status, o.is_degraded from ${routineRuns} as o
          where o.routine_id = t.routine_id order by o.created_at desc limit ${UNHEALTHY_RUNS}
        ) as recent
        where recent.status = 'SUCCESS' and (t.is_failing or not recent.is_degraded)
        order by recent.created_at desc limit 1
      ) as newest
    ) as good
    cross join lateral (
      select count(*) as runs,
             min(recent.created_at) filter (where recent.status = 'FAIL' or
               not t.is_failing and recent.is_degraded) as since
      from (
        select o.created_at, o.status, o.is_degraded from ${routineRuns} as o
        where o.routine_id = t.routine_id and o.created_at > good.or_ever
        order by o.created_at desc limit ${UNHEALTHY_RUNS}
      ) as recent
    ) as bad
    where t.place <= ${limit}
    order by bad.since, t.routine_id
  `);
}

/** These runs, each with its routine, in no particular order. */
export async function findRunsWithRoutines(
  tx: Transaction,
  workspaceId: string,
  runIds: readonly string[],
): Promise<{ routine: RoutineWithStatus; run: RunWithRoutine }[]> {
  if (runIds.length === 0) return [];
  const rows = await tx
    .select({ ...withStatus, run: listColumns })
    .from(runs)
    .innerJoin(routines, sameRoutine)
    .where(and(eq(runs.workspaceId, workspaceId), inArray(runs.id, [...runIds])));
  return rows.map(({ routine, run, ...rest }) => ({
    routine: { ...routine, ...rest },
    run: { ...run, routineName: routine.name },
  }));
}

/** The slot of a workspace's oldest run on record, or its start where it has none; null without runs. */
export async function findFirstRunAt(tx: Transaction, workspaceId: string): Promise<Date | null> {
  const { scheduledFor, startedAt, createdAt } = runs;
  const [first] = await tx
    .select({ scheduledFor, startedAt, createdAt })
    .from(runs)
    .where(eq(runs.workspaceId, workspaceId))
    .orderBy(asc(createdAt))
    .limit(1);
  return first === undefined ? null : (first.scheduledFor ?? first.startedAt ?? first.createdAt);
}

type ColumnRow = PulseColumn["worst"] & { routine_id: string; column: number } & Record<
    | "runs"
    | "failed"
    | "routine_runs"
    | "routine_succeeded"
    | "routine_degraded"
    | "routine_failed"
    | "routine_maintenance",
    number
  >;

const toPulseColumn = (row: ColumnRow): PulseColumn => ({
  column: row.column,
  runs: row.runs,
  failed: row.failed,
  worst: {
    at: new Date(row.at).toISOString(),
    status: row.status,
    is_degraded: row.is_degraded,
    http_status: row.http_status,
    duration_ms: row.duration_ms,
    error_code: row.error_code,
    lag_ms: row.lag_ms,
    in_maintenance: row.in_maintenance,
  },
});

const toCounts = (row: ColumnRow): PulseRow["counts"] => ({
  count: row.routine_runs,
  succeeded: row.routine_succeeded,
  degraded: row.routine_degraded,
  failed: row.routine_failed,
  other: row.routine_runs - row.routine_succeeded - row.routine_failed,
  maintenance: row.routine_maintenance,
});

/** The runs of these routines since `startsAt`, by columns; routines without a run are left out. */
export async function findPulseColumns(
  tx: Transaction,
  workspaceId: string,
  routineIds: readonly string[],
  { startsAt, columnMinutes }: { startsAt: Date; columnMinutes: number },
): Promise<Map<string, Pick<PulseRow, "counts" | "columns">>> {
  const start = startsAt.toISOString();
  const rows = await tx.execute<ColumnRow>(sql`
    with marks as (
      select recent.*,
             floor(extract(epoch from at - ${start}::timestamptz) / ${columnMinutes * 60})::integer
               as "column",
             case when status = 'FAIL' then 0 when status = 'ABANDONED' then 1
               when status = 'MISSED' then 2 when is_degraded then 3
               when status = 'RUNNING' then 4 else 5 end as badness
      from jsonb_array_elements_text(${JSON.stringify(routineIds)}::jsonb) as wanted(id)
      cross join lateral (
        select o.routine_id, o.status, o.is_degraded, o.http_status, o.duration_ms, o.error_code,
               o.lag_ms, o.in_maintenance, case o.triggered_by
                 when 'REPLAY' then coalesce(o.started_at, o.created_at)
                 else coalesce(o.scheduled_for, o.started_at, o.created_at) end as at
        from ${runs} as o
        where o.routine_id = wanted.id::uuid and o.workspace_id = ${workspaceId}
          and o.created_at >= ${start}::timestamptz
        order by o.created_at desc
        limit ${PULSE_RUNS}
      ) as recent
    ), ranked as (
      select marks.*,
             row_number() over by_column as place,
             (count(*) over whole_column)::integer as runs,
             (count(*) filter (where status = 'FAIL' and not in_maintenance) over whole_column)::integer as failed,
             (count(*) over whole_routine)::integer as routine_runs,
             (count(*) filter (where status = 'SUCCESS' and not in_maintenance) over whole_routine)::integer
               as routine_succeeded,
             (count(*) filter (where is_degraded and not in_maintenance) over whole_routine)::integer as routine_degraded,
             (count(*) filter (where status = 'FAIL' and not in_maintenance) over whole_routine)::integer as routine_failed,
             (count(*) filter (where in_maintenance) over whole_routine)::integer
               as routine_maintenance
      from marks
      where "column" >= 0
      window by_column as (partition by routine_id, "column" order by in_maintenance, badness, at desc),
             whole_column as (partition by routine_id, "column"),
             whole_routine as (partition by routine_id)
    )
    select * from ranked where place = 1 order by "column"
  `);
  const found = new Map<string, Pick<PulseRow, "counts" | "columns">>();
  for (const row of rows) {
    const routine = found.get(row.routine_id) ?? { counts: toCounts(row), columns: [] };
    routine.columns.push(toPulseColumn(row));
    found.set(row.routine_id, routine);
  }
  return found;
}

/** The routines of a workspace: all, the active ones, those past their end, and the last run of any. */
export async function countRoutines(
  tx: Transaction,
  workspaceId: string,
): Promise<{ total: number; active: number; ended: number; lastRunAt: Date | null }> {
  const { isActive, lastRunAt } = routines;
  const isOver = sql`not ${isActive} and ${hasEnded}`;
  const [row] = await tx
    .select({
      total: count(),
      active: sql`count(*) filter (where ${isActive})`.mapWith(Number),
      ended: sql`count(*) filter (where ${isOver})`.mapWith(Number),
      lastRunAt: max(lastRunAt),
    })
    .from(routines)
    .where(eq(routines.workspaceId, workspaceId));
  if (row === undefined) throw new Error("A count has one row.");
  return row;
}
