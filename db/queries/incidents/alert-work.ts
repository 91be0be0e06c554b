import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { alertMessages, incidentSignals, notifications } from "@/db/schema";

/** What alerts wait for. */
export type AlertWork = {
  /** Recorded runs wait for a decision. */
  hasSignals: boolean;
  /** Milliseconds until the next notification or message is due, less than 0 when it is late; null for none. */
  nextDueMs: number | null;
};

export async function findAlertWork(db: Database): Promise<AlertWork> {
  const [row] = await db.execute<{ has_signals: boolean; next_due_ms: number | null }>(sql`
    select
      exists (select 1 from ${incidentSignals}) as has_signals,
      extract(epoch from least(
        (
          select min(due_at) from ${notifications}
          where message_id is null and skip_reason is null
        ),
        (
          select min(greatest(m.due_at, m.lock_until)) from ${alertMessages} as m
          where m.status = 'PENDING' and not exists (
            -- One that waits behind another of its group is due when that one is.
            select 1 from ${alertMessages} as o
            where o.status = 'PENDING' and o.channel_id = m.channel_id and o.group_id = m.group_id
              and (o.created_at, o.id) < (m.created_at, m.id)
          )
        )
      ) - now())::float8 * 1000 as next_due_ms
  `);
  return {
    hasSignals: row?.has_signals ?? false,
    nextDueMs: row?.next_due_ms ?? null,
  };
}
