import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { routineRuns, routines } from "@/db/schema";

export type RunCounts = {
  runs: number;
  succeeded: number;
  failed: number;
  missed: number;
  p95DurationMs: number | null;
  p99LagMs: number | null;
  lastRunAt: Date | null;
};

/** What ran in the last 24 hours. Durations and lags are in milliseconds, null without runs. */
export async function countRecentRuns(tx: Transaction, workspaceId: string): Promise<RunCounts> {
  const [row] = await tx.execute<Record<string, string | null>>(sql`
    select count(*) filter (where status <> 'MISSED') as runs,
           count(*) filter (where status = 'SUCCESS') as succeeded,
           count(*) filter (where status = 'FAIL') as failed,
           coalesce(sum(missed_slots), 0) + count(*) filter (where status = 'MISSED') as missed,
           round(percentile_disc(0.95) within group (order by duration_ms)) as p95_duration_ms,
           percentile_disc(0.99) within group (order by lag_ms) as p99_lag_ms,
           max(started_at) as last_run_at
    from ${routineRuns}
    where workspace_id = ${workspaceId} and created_at >= now() - interval '24 hours'
  `);
  const number = (value: string | null | undefined) => (value == null ? null : Number(value));
  return {
    runs: number(row?.runs) ?? 0,
    succeeded: number(row?.succeeded) ?? 0,
    failed: number(row?.failed) ?? 0,
    missed: number(row?.missed) ?? 0,
    p95DurationMs: number(row?.p95_duration_ms),
    p99LagMs: number(row?.p99_lag_ms),
    lastRunAt: row?.last_run_at == null ? null : new Date(row.last_run_at),
  };
}

export type FailingRow = {
  routine_id: string;
  last_run_id: string;
  failing_since: string;
  last_success_at: string | null;
};

/** The routines whose latest outcome is FAIL, longest failing first, and how many there are in all. */
export async function findFailingRoutines(
  tx: Transaction,
  workspaceId: string,
  limit: number,
): Promise<FailingRow[]> {
  return tx.execute<FailingRow>(sql`
    select r.id as routine_id, latest.id as last_run_id, good.at as last_success_at,
           (select min(f.created_at) from ${routineRuns} as f
            where f.routine_id = r.id and f.status = 'FAIL'
              and (good.at is null or f.created_at > good.at)) as failing_since
    from ${routines} as r
    cross join lateral (
      select o.id, o.status from ${routineRuns} as o
      where o.routine_id = r.id and o.status in ('SUCCESS', 'FAIL')
      order by o.created_at desc limit 1
    ) as latest
    left join lateral (
      select o.created_at as at from ${routineRuns} as o
      where o.routine_id = r.id and o.status = 'SUCCESS'
      order by o.created_at desc limit 1
    ) as good on true
    where r.workspace_id = ${workspaceId} and latest.status = 'FAIL'
    order by failing_since
    limit ${limit}
  `);
}

/** How many routines a workspace has, and how many of them are active. */
export async function countRoutines(
  tx: Transaction,
  workspaceId: string,
): Promise<{ total: number; active: number }> {
  const [row] = await tx.execute<{ total: string; active: string }>(sql`
    select count(*) as total, count(*) filter (where is_active) as active
    from ${routines} where workspace_id = ${workspaceId}
  `);
  return { total: Number(row?.total ?? 0), active: Number(row?.active ?? 0) };
}
