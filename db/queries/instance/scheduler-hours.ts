import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { schedulerHours } from "@/db/schema";
import { countLags } from "@/lib/domain/instance/lag-histogram";

/** What a tick did. */
export type TickCounts = {
  succeeded: number;
  failed: number;
  missed: number;
  abandoned: number;
  lagsMs: readonly number[];
};

/** What ticks did in some time. */
export type TickTotals = Omit<TickCounts, "lagsMs"> & {
  ticks: number;
  /** As `lagBoundsMs` divides them. */
  lagCounts: number[];
  lagSumMs: number;
  lagMaxMs: number;
};

const KEPT_DAYS = 35;

/** The row of totals, which is never deleted. */
const totals = sql`'epoch'::timestamptz`;

/**
 * Adds what a tick did to the row of its hour and to the totals. The first tick of an hour also writes
 * down the size of the database.
 */
export async function recordHour(db: Database, counts: TickCounts): Promise<void> {
  const { succeeded, failed, missed, abandoned, lagsMs } = counts;
  const sumMs = Math.round(lagsMs.reduce((sum, lagMs) => sum + lagMs, 0));
  const maxMs = Math.round(lagsMs.reduce((max, lagMs) => Math.max(max, lagMs), 0));
  const lags = `{${countLags(lagsMs).join(",")}}`;
  await db.execute(sql`
    insert into ${schedulerHours} as h
      (hour, ticks, succeeded, failed, missed, abandoned, lag_counts, lag_sum_ms, lag_max_ms)
    select hour, 1, ${succeeded}::bigint, ${failed}::bigint, ${missed}::bigint, ${abandoned}::bigint,
      ${lags}::bigint[], ${sumMs}::bigint, ${maxMs}::bigint
    from (values (${totals}), (date_trunc('hour', now()))) as rows (hour)
    on conflict (hour) do update set
      ticks = h.ticks + 1,
      succeeded = h.succeeded + excluded.succeeded,
      failed = h.failed + excluded.failed,
      missed = h.missed + excluded.missed,
      abandoned = h.abandoned + excluded.abandoned,
      lag_counts = (
        select array_agg(coalesce(old, 0) + coalesce(new, 0) order by place)
        from unnest(h.lag_counts, excluded.lag_counts) with ordinality as counts (old, new, place)
      ),
      lag_sum_ms = h.lag_sum_ms + excluded.lag_sum_ms,
      lag_max_ms = greatest(h.lag_max_ms, excluded.lag_max_ms)
  `);
  await db.execute(sql`
    update ${schedulerHours} set database_bytes = pg_database_size(current_database())
    where hour = date_trunc('hour', now()) and database_bytes is null
  `);
}

/** Deletes the rows of hours that are no longer shown. */
export async function deleteOldHours(db: Database): Promise<void> {
  await db.execute(sql`
    delete from ${schedulerHours}
    where hour < now() - make_interval(days => ${KEPT_DAYS}) and hour > ${totals}
  `);
}

const toTotals = (row: Record<string, unknown> | undefined): TickTotals => {
  const number = (name: string) => Number(row?.[name] ?? 0);
  const counts = row?.lag_counts;
  return {
    ticks: number("ticks"),
    succeeded: number("succeeded"),
    failed: number("failed"),
    missed: number("missed"),
    abandoned: number("abandoned"),
    lagCounts: Array.isArray(counts) ? counts.map(Number) : countLags([]),
    lagSumMs: number("lag_sum_ms"),
    lagMaxMs: number("lag_max_ms"),
  };
};

/** What ticks have done since the schema knows of it. It never decreases. */
export async function readTickTotals(db: Database): Promise<TickTotals> {
  const [row] = await db.execute(sql`
    select ticks, succeeded, failed, missed, abandoned, to_jsonb(lag_counts) as lag_counts, lag_sum_ms,
      lag_max_ms
    from ${schedulerHours} where hour = ${totals}
  `);
  return toTotals(row);
}

/** What ticks did in the hours of the last `hours`, the one that began before them included. */
export async function sumTickHours(db: Database, hours: number): Promise<TickTotals> {
  const [row] = await db.execute(sql`
    with lately as (
      select * from ${schedulerHours}
      where hour > greatest(now() - make_interval(hours => ${hours + 1}), ${totals})
    )
    select sum(ticks) as ticks, sum(succeeded) as succeeded, sum(failed) as failed,
      sum(missed) as missed, sum(abandoned) as abandoned, sum(lag_sum_ms) as lag_sum_ms,
      max(lag_max_ms) as lag_max_ms, (
        select jsonb_agg(counted order by place)
        from (
          select place, sum(lags) as counted
          from lately, unnest(lag_counts) with ordinality as counts (lags, place)
          group by place
        ) as by_place
      ) as lag_counts
    from lately
  `);
  return toTotals(row);
}
