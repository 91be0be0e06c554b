import { and, eq, isNull, or, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { abandonRuns } from "@/db/queries/abandon-runs";
import type { Claim } from "@/db/queries/claim-due-routines";
import { databaseNow } from "@/db/queries/database-now";
import { routines, runsInFlight } from "@/db/schema";

/**
 * Takes the lease of one routine, active or paused, for a manual run, and puts its run in flight.
 * Returns null while another lease is live, or where the workspace has no such routine. Does not
 * change `next_run_at`.
 */
export function claimRoutine(
  db: Database,
  options: { workspaceId: string; routineId: string; leaseSeconds: number; workerId: string },
): Promise<Claim | null> {
  return db.transaction(async (tx) => {
    const [routine] = await tx
      .update(routines)
      .set({
        lockUntil: sql`now() + make_interval(secs => ${options.leaseSeconds})`,
        lockedBy: options.workerId,
        leaseToken: sql`${routines.leaseToken} + 1`,
      })
      .where(
        and(
          eq(routines.id, options.routineId),
          eq(routines.workspaceId, options.workspaceId),
          or(isNull(routines.lockUntil), sql`${routines.lockUntil} <= now()`),
        ),
      )
      .returning();
    if (routine === undefined) return null;
    await abandonRuns(tx, [routine]);
    const claim: Claim = {
      routine,
      runId: crypto.randomUUID(),
      leaseToken: routine.leaseToken,
      slot: null,
      replay: null,
      attempt: 1,
      missedSlots: 0,
      startedAt: await databaseNow(tx),
      lagMs: null,
    };
    await tx.insert(runsInFlight).values({
      id: claim.runId,
      workspaceId: routine.workspaceId,
      routineId: routine.id,
      triggeredBy: "MANUAL",
      attempt: claim.attempt,
      leaseToken: claim.leaseToken,
      workerId: options.workerId,
      startedAt: claim.startedAt,
    });
    return claim;
  });
}
