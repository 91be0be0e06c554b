import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { routines, schedulerState } from "@/db/schema";

export type Backlog = {
  due: number;
  /** Milliseconds since the oldest slot that is due; 0 when nothing is. */
  oldestDueLagMs: number;
  lastTickAt: Date | null;
};

/** How much is due and unclaimed at this moment, and when a tick last ended. */
export async function measureBacklog(db: Database, slackSeconds: number): Promise<Backlog> {
  const [row] = await db.execute<{
    due: string;
    oldest_due_lag_ms: string | null;
    last_tick_at: string | null;
  }>(sql`
    select count(*) as due,
           greatest(0, round(extract(epoch from now() - min(next_run_at)) * 1000)) as oldest_due_lag_ms,
           (select last_tick_at from ${schedulerState}) as last_tick_at
    from ${routines}
    where is_active and next_run_at <= now() + make_interval(secs => ${slackSeconds})
      and (lock_until is null or lock_until <= now())
  `);
  return {
    due: Number(row?.due ?? 0),
    oldestDueLagMs: Number(row?.oldest_due_lag_ms ?? 0),
    lastTickAt: row?.last_tick_at == null ? null : new Date(row.last_tick_at),
  };
}

/** Notes that a tick has ended now. */
export async function recordTick(db: Database): Promise<void> {
  await db.execute(sql`update ${schedulerState} set last_tick_at = now()`);
}
