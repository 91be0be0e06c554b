import type postgres from "postgres";
import { openAccount } from "@/bench/web/sign-in";
import { MINUTE_MS } from "@/lib/domain/time-units";
import type { StackAddress } from "@/scripts/stack/env-file";

/** Somebody who is signed in at `origin`, with the headers of their browser and of their scripts. */
export async function createAccount(origin: string, variables: Record<string, string>) {
  const address = variables as StackAddress;
  const { userId, cookie, token } = await openAccount({ origin, address });
  return { userId, page: { cookie }, api: { authorization: `Bearer ${token}` } };
}

/**
 * Creates routines of the workspace of `userId` that have a slot each minute, the first when the
 * minute turns. `path` is that of their endpoint, by their number from 1.
 */
export async function createMinuteRoutines(
  sql: postgres.Sql,
  { userId, url, count }: { userId: string; url: string; count: number },
): Promise<Date> {
  const [row] = await sql<{ first: Date }[]>`
    with own as (
      select id from workspaces where owner_id = ${userId}
    ), created as (
      insert into routines (workspace_id, name, interval_minutes, next_run_at, endpoint_url, timeout_seconds)
      select own.id, 'Routine ' || n, 1, date_trunc('minute', now()) + interval '1 minute',
             ${url}::text || '/' || n, 8
      from own, generate_series(1, ${count}::integer) as n
      returning next_run_at
    )
    select min(next_run_at) as first from created`;
  if (row === undefined) throw new Error("No routine was created.");
  return row.first;
}

export type SlotAudit = {
  /** Slots from the first to the last that has come, of all routines. */
  slots: number;
  /** Slots of these without an outcome. */
  lost: number;
  /** Slots with more than one. */
  twice: number;
  /** Slots that were passed over, because the next one came first. */
  missed: number;
  succeeded: number;
  failed: number;
  /** Runs that lost the process that made them. */
  abandoned: number;
  /** The delay of a run's start, in milliseconds, below which 50 and 99 of 100 are, and of the last. */
  p50LagMs: number;
  p99LagMs: number;
  maxLagMs: number;
};

/**
 * Compares the history with the slots that routines of each minute must have had, from `first` to
 * `last`.
 */
export async function auditSlots(sql: postgres.Sql, first: Date, last: Date): Promise<SlotAudit> {
  const [audit] = await sql<SlotAudit[]>`
    with slots as (
      select r.id, slot from routines as r,
        generate_series(${first}::timestamptz, ${last}::timestamptz, interval '1 minute') as slot
      where r.interval_minutes = 1
    ), outcomes as (
      select slots.id, slots.slot, count(runs.id) as outcomes
      from slots left join routine_runs as runs
        on runs.routine_id = slots.id and runs.scheduled_for = slots.slot
          and (runs.status in ('SUCCESS', 'MISSED') or (runs.status = 'FAIL' and not runs.will_retry))
      group by slots.id, slots.slot
    ), made as (
      select * from routine_runs where scheduled_for between ${first} and ${last}
    )
    select count(*)::integer as slots,
      count(*) filter (where outcomes = 0)::integer as lost,
      count(*) filter (where outcomes > 1)::integer as twice,
      (select coalesce(sum(missed_slots), 0) + count(*) filter (where status = 'MISSED')
        from made)::integer as missed,
      (select count(*) from made where status = 'SUCCESS')::integer as succeeded,
      (select count(*) from made where status = 'FAIL' and not will_retry)::integer as failed,
      (select count(*) from made where status = 'ABANDONED')::integer as abandoned,
      (select percentile_disc(0.5) within group (order by lag_ms) from made) as "p50LagMs",
      (select percentile_disc(0.99) within group (order by lag_ms) from made) as "p99LagMs",
      (select max(lag_ms) from made) as "maxLagMs"
    from outcomes`;
  if (audit === undefined) throw new Error("The history can't be read.");
  return audit;
}

/** The last slot that should be recorded by `now`, where each is within `graceMs`. */
export const lastSlotBefore = (now: Date, graceMs: number) =>
  new Date(Math.floor((now.getTime() - graceMs) / MINUTE_MS) * MINUTE_MS);
