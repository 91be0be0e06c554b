import { asc, inArray, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { Claim } from "@/db/queries/claim-due-routines";
import { routineRuns, routines } from "@/db/schema";
import { scheduleOf } from "@/lib/domain/routine";
import type { RunErrorCode } from "@/lib/domain/run-outcome";
import { nextSlot } from "@/lib/domain/schedule";

/** What came of a claim's request. */
export type RunResult = {
  claim: Claim;
  status: "SUCCESS" | "FAIL";
  httpStatus: number | null;
  durationMs: number;
  errorCode: RunErrorCode | null;
  errorMessage: string | null;
};

/**
 * The slot after the routine's own. A schedule that cannot be read stays where it is: the next claim
 * pauses that routine, and the rest of the batch is not held up.
 */
function slotAfter(routine: Parameters<typeof scheduleOf>[0] & { nextRunAt: Date }): Date {
  try {
    return nextSlot(scheduleOf(routine), routine.nextRunAt);
  } catch (error) {
    if (error instanceof RangeError) return routine.nextRunAt;
    throw error;
  }
}

/**
 * Completes a batch of runs in one short transaction, and returns the ids of those that it did
 * complete.
 *
 * Guarantees: a run is completed only where it is still RUNNING under its claim's token; any other
 * is fenced, and nothing of it is written over. The lease is cleared only where the token still
 * matches. `next_run_at` moves to the slot after the one that ran, by the schedule as it is now,
 * only where it still is that slot: an edit meanwhile wins and a pause holds. A routine that was
 * deleted meanwhile is simply not there.
 */
export function recordRuns(db: Database, results: readonly RunResult[]): Promise<Set<string>> {
  return db.transaction(async (tx) => {
    const held = await tx
      .select({
        id: routines.id,
        leaseToken: routines.leaseToken,
        nextRunAt: routines.nextRunAt,
        intervalMinutes: routines.intervalMinutes,
        cronExpression: routines.cronExpression,
        timezone: routines.timezone,
      })
      .from(routines)
      .where(
        inArray(
          routines.id,
          results.map((result) => result.claim.routine.id),
        ),
      )
      .orderBy(asc(routines.id))
      .for("update");
    const current = new Map(held.map((routine) => [routine.id, routine]));
    const owned = results.filter(
      ({ claim }) => current.get(claim.routine.id)?.leaseToken === claim.leaseToken,
    );
    if (owned.length === 0) return new Set<string>();

    const outcomes = JSON.stringify(
      owned.map((result) => ({
        id: result.claim.runId,
        lease_token: result.claim.leaseToken,
        status: result.status,
        http_status: result.httpStatus,
        duration_ms: result.durationMs,
        error_code: result.errorCode,
        error_message: result.errorMessage,
      })),
    );
    const completed = await tx.execute<{ id: string }>(sql`
      update ${routineRuns} as r
      set status = o.status, http_status = o.http_status, duration_ms = o.duration_ms,
          error_code = o.error_code, error_message = o.error_message, finished_at = now()
      from jsonb_to_recordset(${outcomes}::jsonb) as o(
        id uuid, lease_token bigint, status text, http_status integer, duration_ms integer,
        error_code text, error_message text
      )
      where r.id = o.id and r.status = 'RUNNING' and r.lease_token = o.lease_token
      returning r.id
    `);
    const recorded = new Set(completed.map((row) => row.id));

    const releases = owned.flatMap(({ claim }) => {
      const routine = current.get(claim.routine.id);
      if (routine === undefined || !recorded.has(claim.runId)) return [];
      const isStillThatSlot =
        claim.slot !== null && routine.nextRunAt.getTime() === claim.slot.getTime();
      return [
        {
          id: routine.id,
          next_run_at: (isStillThatSlot ? slotAfter(routine) : routine.nextRunAt).toISOString(),
          last_run_at: claim.startedAt.toISOString(),
        },
      ];
    });
    await tx.execute(sql`
      update ${routines} as r
      set lock_until = null, locked_by = null, last_run_at = c.last_run_at, next_run_at = c.next_run_at
      from jsonb_to_recordset(${JSON.stringify(releases)}::jsonb) as c(
        id uuid, next_run_at timestamptz, last_run_at timestamptz
      )
      where r.id = c.id
    `);
    return recorded;
  });
}
