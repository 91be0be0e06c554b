import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { Claim } from "@/db/queries/claim-due-routines";
import { routineRuns, routines } from "@/db/schema";
import { toWire } from "@/lib/domain/wire";

/**
 * Releases claims whose requests were not sent, as if they had never been taken, except for the
 * fencing token. Their RUNNING runs are deleted, and `next_run_at` is restored, so that the next
 * claim counts the slots that this one had passed over. An edit of the schedule meanwhile wins,
 * even one whose first slot is the claimed one. A claim whose token has moved on is left to its new
 * owner.
 */
export async function releaseClaims(db: Database, claims: readonly Claim[]): Promise<void> {
  if (claims.length === 0) return;
  const held = JSON.stringify(
    claims.map((claim) => ({
      ...toWire(claim, ["runId", "leaseToken", "slot"]),
      ...toWire(claim.routine, [
        "id",
        "nextRunAt",
        "intervalMinutes",
        "cronExpression",
        "timezone",
      ]),
    })),
  );
  await db.execute(sql`
    with held as (
      select * from jsonb_to_recordset(${held}::jsonb) as c(
        id uuid, run_id uuid, lease_token bigint, slot timestamptz, next_run_at timestamptz,
        interval_minutes integer, cron_expression text, timezone text
      )
    ), released as (
      update ${routines} as r
      set lock_until = null, locked_by = null,
          next_run_at = case
            when r.next_run_at = held.slot
              and (r.interval_minutes, r.cron_expression, r.timezone)
                is not distinct from (held.interval_minutes, held.cron_expression, held.timezone)
            then held.next_run_at else r.next_run_at
          end
      from held
      where r.id = held.id and r.lease_token = held.lease_token and r.lock_until is not null
      returning held.run_id
    )
    delete from ${routineRuns} as o using released
    where o.id = released.run_id and o.status = 'RUNNING'
  `);
}
