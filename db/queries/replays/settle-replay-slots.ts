import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { Claim } from "@/db/queries/claim-due-routines";
import { supersedeOutcome } from "@/db/queries/replays/supersede-outcome";
import { replaySlots, routines, runsInFlight } from "@/db/schema";

/** The run of a claim with its result. */
type EndedRun = { claim: Claim; result: { status: "SUCCESS" | "FAIL" } };

/**
 * Gives the slots of a batch's replays their results, in the transaction that records the runs and before
 * their rows are written. What has lost its lease is left as it is. The routines are locked.
 */
export async function settleReplaySlots(tx: Transaction, runs: readonly EndedRun[]): Promise<void> {
  const replayed = runs.filter(({ claim }) => claim.replay !== null);
  if (replayed.length === 0) return;
  const rows = JSON.stringify(
    replayed.map(({ claim, result }) => ({
      id: claim.runId,
      workspace_id: claim.routine.workspaceId,
      routine_id: claim.routine.id,
      slot: claim.slot,
      status: result.status,
    })),
  );
  const settled = await tx.execute<{ run_id: string }>(sql`
    update ${replaySlots} as s set state = o.status, settled_at = now()
    from json_to_recordset(${rows}::json) as o(
      id uuid, workspace_id uuid, routine_id uuid, slot timestamptz, status text
    )
    join ${runsInFlight} as f
      on f.workspace_id = o.workspace_id and f.routine_id = o.routine_id and f.id = o.id
    join ${routines} as r
      on r.id = f.routine_id and r.lease_token = f.lease_token and r.lock_until is not null
    where s.workspace_id = o.workspace_id and s.routine_id = o.routine_id and s.slot = o.slot
      and s.run_id = o.id and s.state = 'RUNNING'
    returning s.run_id
  `);
  const held = new Set(settled.map(({ run_id }) => run_id));
  await supersedeOutcome(
    tx,
    replayed.flatMap(({ claim: { runId, routine, slot, replay } }) =>
      held.has(runId) && slot !== null
        ? [{ id: runId, routineId: routine.id, slot, missedBy: replay?.missedBy ?? null }]
        : [],
    ),
  );
}
