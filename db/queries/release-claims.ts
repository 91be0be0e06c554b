import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { Claim } from "@/db/queries/claim-due-routines";
import {
  replays,
  replaySlots,
  routineEvents,
  routineRuns,
  routines,
  runsInFlight,
} from "@/db/schema";
import type { ReleaseReason } from "@/lib/domain/routine/routine-event";
import { toWire } from "@/lib/domain/wire";

/**
 * Releases claims whose requests were not sent, as if they had never been taken, except for the
 * fencing token and an event that gives the reason. Their runs are no longer in flight, and
 * `next_run_at` is restored, so that the next claim counts the slots that this one had passed over.
 * An edit of the schedule meanwhile wins, even one whose first slot is the claimed one. A claim
 * whose token has moved on is left to its new owner.
 *
 * With `onlyOnce`, a claim is kept where its routine was released before, by any worker, and has not
 * run since. Returns the ids of the runs whose claims are kept.
 */
export async function releaseClaims(
  db: Database,
  claims: readonly Claim[],
  reason: ReleaseReason,
  { onlyOnce = false }: { onlyOnce?: boolean } = {},
): Promise<Set<string>> {
  if (claims.length === 0) return new Set();
  const held = JSON.stringify(
    claims.map((claim) => ({
      ...toWire(claim, ["runId", "leaseToken", "slot"]),
      ...toWire(claim.routine, [
        "id",
        "nextRunAt",
        "intervalMinutes",
        "cronExpression",
        "runAt",
        "timezone",
        "gapPolicy",
      ]),
    })),
  );
  const kept = await db.execute<{ run_id: string }>(sql`
    with held as (
      select * from json_to_recordset(${held}::json) as c(
        id uuid, run_id uuid, lease_token bigint, slot timestamptz, next_run_at timestamptz,
        interval_minutes integer, cron_expression text, run_at timestamptz, timezone text,
        gap_policy text
      )
    ), kept as (
      select held.run_id from held
      where ${onlyOnce} and exists (
        select 1 from ${routineEvents} as e
        where e.routine_id = held.id and e.kind = 'RELEASED' and not exists (
          select 1 from ${routineRuns} as o
          where o.routine_id = e.routine_id and o.created_at > e.at
        )
      )
    ), released as (
      update ${routines} as r
      set lock_until = null, locked_by = null,
          next_run_at = case
            when r.next_run_at = held.slot
              and (r.interval_minutes, r.cron_expression, r.run_at, r.timezone, r.gap_policy)
                is not distinct from (held.interval_minutes, held.cron_expression, held.run_at,
                  held.timezone, held.gap_policy)
            then held.next_run_at else r.next_run_at
          end
      from held
      where r.id = held.id and r.lease_token = held.lease_token and r.lock_until is not null
        and not exists (select 1 from kept where kept.run_id = held.run_id)
      returning r.*, held.run_id, held.slot
    ), waiting as (
      -- A replay's slot waits again, and this was no attempt; where it was cancelled, it is over.
      update ${replaySlots} as s
      set run_id = null, attempts = s.attempts - 1,
        state = case when p.state = 'RUNNING' then 'WAITING' else 'CANCELLED' end,
        settled_at = case when p.state = 'RUNNING' then null else now() end
      from released join ${replays} as p on p.workspace_id = released.workspace_id
      where p.id = s.replay_id and s.workspace_id = released.workspace_id
        and s.routine_id = released.id and s.slot = released.slot and s.state = 'RUNNING'
        and s.run_id = released.run_id
    ), landed as (
      delete from ${runsInFlight} as f using released
      where f.workspace_id = released.workspace_id and f.routine_id = released.id
    ), logged as (
      insert into ${routineEvents} (
        workspace_id, routine_id, kind, at, run_id, release_reason, interval_minutes, cron_expression,
        run_at, timezone, gap_policy, starts_at, ends_at, is_active, next_run_at
      )
      select workspace_id, id, 'RELEASED', date_trunc('milliseconds', now()), run_id, ${reason},
        interval_minutes, cron_expression, run_at, timezone, gap_policy, starts_at, ends_at,
        is_active, coalesce(slot, next_run_at)
      from released
    )
    select run_id from kept
  `);
  return new Set(kept.map(({ run_id }) => run_id));
}
