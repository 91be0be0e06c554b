import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { schedulerClocks } from "@/db/schema";
import type { ClockFacts } from "@/lib/domain/instance/clock";

/** The weight of the newest gap in the mean: about the last twenty ticks count. */
const NEWEST_SHARE = 0.1;

/** A clock that hasn't called for so long is gone, and its row is deleted. */
const FORGOTTEN_DAYS = 30;

/** Records that a tick begins, and who called it. One statement. */
export async function recordClock(db: Database, name: string): Promise<void> {
  const gap = sql`greatest(0, extract(epoch from now() - c.last_tick_at) * 1000)::bigint`;
  const isLongest = sql`(
    c.longest_gap_ms is null or c.longest_gap_at < now() - interval '1 day' or ${gap} >= c.longest_gap_ms
  )`;
  await db.execute(sql`
    insert into ${schedulerClocks} as c (name) values (${name})
    on conflict (name) do update set
      last_tick_at = greatest(c.last_tick_at, now()),
      ticks = c.ticks + 1,
      mean_gap_ms = coalesce(c.mean_gap_ms + ((${gap} - c.mean_gap_ms) * ${NEWEST_SHARE}::float8)::bigint, ${gap}),
      longest_gap_ms = case when ${isLongest} then ${gap} else c.longest_gap_ms end,
      longest_gap_at = case when ${isLongest} then now() else c.longest_gap_at end
  `);
}

/** Deletes the rows of clocks that are gone. */
export async function deleteOldClocks(db: Database): Promise<void> {
  await db.execute(sql`
    delete from ${schedulerClocks}
    where last_tick_at < now() - make_interval(days => ${FORGOTTEN_DAYS})
  `);
}

/** The clocks that have called a tick, the latest first. */
export async function listClocks(db: Database): Promise<ClockFacts[]> {
  const rows = await db.execute<{
    name: string;
    last: number;
    ticks: string;
    mean: number | null;
    longest: number | null;
  }>(sql`
    select name, ticks, greatest(0, extract(epoch from now() - last_tick_at))::float8 as last,
      mean_gap_ms / 1000.0::float8 as mean, longest_gap_ms / 1000.0::float8 as longest
    from ${schedulerClocks} order by last_tick_at desc
  `);
  return rows.map(({ name, last, ticks, mean, longest }) => ({
    name,
    lastTickSeconds: last,
    ticks: Number(ticks),
    meanGapSeconds: mean,
    longestGapSeconds: longest,
  }));
}
