import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { nextDueMs } from "@/db/queries/find-due-routines";
import { nextReplayMs } from "@/db/queries/replays/find-due-replays";
import { schedulerState } from "@/db/schema";

/**
 * Makes a tick the one that lingers, or keeps it that for `seconds` more by the database's clock.
 * Says whether it is, and how many milliseconds it is until the next routine or replay is due: 0 or less
 * where one is due already, null where there is none.
 */
export async function keepLingering(
  db: Database,
  options: { tickId: string; seconds: number },
): Promise<{ isLingerer: boolean; nextDueMs: number | null }> {
  const { tickId, seconds } = options;
  const [row] = await db.execute<{ is_lingerer: boolean; next_due_ms: number | null }>(sql`
    with kept as (
      update ${schedulerState}
      set lingering_tick = ${tickId}, lingering_until = now() + make_interval(secs => ${seconds})
      where lingering_tick = ${tickId} or lingering_until is null or lingering_until <= now()
      returning 1
    )
    select exists (select from kept) as is_lingerer, 
      least(${nextDueMs()}, ${nextReplayMs({ onlyLater: false })}) as next_due_ms
  `);
  return { isLingerer: row?.is_lingerer ?? false, nextDueMs: row?.next_due_ms ?? null };
}

/** Lets another tick linger at once. */
export async function stopLingering(db: Database, tickId: string): Promise<void> {
  await db.execute(sql`
    update ${schedulerState} set lingering_tick = null, lingering_until = null
    where lingering_tick = ${tickId}
  `);
}
