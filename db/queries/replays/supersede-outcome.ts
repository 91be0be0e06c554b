import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { routineRuns } from "@/db/schema";
import { toWire } from "@/lib/domain/wire";

/** The run of a replay that is about to become the outcome of its slot. */
export type Superseding = {
  id: string;
  routineId: string;
  slot: Date;
  /** The run that counted the slot among those that were passed over. */
  missedBy: string | null;
};

/**
 * Makes room for new outcomes of slots, in the transaction that writes them: the row that had the outcome
 * becomes an attempt before it, and says by which run it was superseded; a slot that was counted as missed
 * is no longer. The caller holds the locks of the routines.
 */
export async function supersedeOutcome(
  tx: Transaction,
  runs: readonly Superseding[],
): Promise<void> {
  if (runs.length === 0) return;
  const rows = JSON.stringify(runs.map((run) => toWire(run)));
  await tx.execute(sql`
    with ending as (
      select * from json_to_recordset(${rows}::json) as e(
        id uuid, routine_id uuid, slot timestamptz, missed_by uuid
      )
    ), counted as (
      update ${routineRuns} as o set missed_slots = o.missed_slots - 1
      from ending as e
      where o.id = e.missed_by and o.routine_id = e.routine_id and o.missed_slots > 0
    )
    update ${routineRuns} as o
    set superseded_by = e.id, will_retry = o.status = 'FAIL'
    from ending as e
    where o.routine_id = e.routine_id and o.scheduled_for = e.slot
      and o.status in ('FAIL', 'MISSED') and not o.will_retry and o.superseded_by is null
  `);
}
