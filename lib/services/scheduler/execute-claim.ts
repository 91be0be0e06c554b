import type { Claim } from "@/db/queries/claim-due-routines";
import type { FinishedRun } from "@/db/queries/record-runs";
import { renewLease } from "@/db/queries/renew-lease";
import { SECOND_MS } from "@/lib/domain/time-units";
import type { SchedulerContext } from "@/lib/services/context";
import { sendRoutineRequest } from "@/lib/services/requests/send-routine-request";

/** A claim with times of this process's monotonic clock. */
export type HeldClaim = {
  claim: Claim;
  claimedAtMs: number;
  /** The earliest end of the lease. */
  leaseEndsAtMs: number;
};

/**
 * Holds a claim whose statement was sent at `sentAtMs`. Its lease is counted from then, so that it
 * never ends later here than in the database.
 */
export function holdClaim(claim: Claim, sentAtMs: number, leaseSeconds: number): HeldClaim {
  return {
    claim,
    claimedAtMs: performance.now(),
    leaseEndsAtMs: sentAtMs + leaseSeconds * SECOND_MS,
  };
}

/** The longest time that the request of a claim may take, in milliseconds. */
function timeoutMsOf(context: SchedulerContext, claim: Claim): number {
  const { leaseSeconds, recordMarginSeconds } = context.scheduler;
  return Math.min(claim.routine.timeoutSeconds, leaseSeconds - recordMarginSeconds) * SECOND_MS;
}

/**
 * The start gate: true where the lease outlasts the longest possible request, if necessary after a
 * renewal. False where the claim has been lost to another worker.
 */
async function passStartGate(context: SchedulerContext, held: HeldClaim): Promise<boolean> {
  const { leaseSeconds, recordMarginSeconds } = context.scheduler;
  const needed = timeoutMsOf(context, held.claim) + recordMarginSeconds * SECOND_MS;
  if (held.leaseEndsAtMs - performance.now() >= needed) return true;
  const sentAtMs = performance.now();
  const isOurs = await renewLease(context.db, {
    routineId: held.claim.routine.id,
    leaseToken: held.claim.leaseToken,
    leaseSeconds,
  });
  if (isOurs) held.leaseEndsAtMs = sentAtMs + leaseSeconds * SECOND_MS;
  return isOurs;
}

/**
 * Sends the request of a claim. Returns the finished run, or null where the claim was lost before
 * the start. A failed request is a result; only an error of the database rejects.
 */
export async function executeClaim(
  context: SchedulerContext,
  held: HeldClaim,
): Promise<FinishedRun | null> {
  if (!(await passStartGate(context, held))) return null;
  const { claim } = held;
  const { routine } = claim;
  const waitedMs = Math.round(performance.now() - held.claimedAtMs);
  const id = claim.slot === null ? claim.runId : `${routine.id}:${claim.slot.toISOString()}`;
  const headers = {
    "Idempotency-Key": id,
    "OpsPulse-Run-Id": claim.runId,
    "OpsPulse-Attempt": String(claim.attempt),
    ...(claim.slot !== null && { "OpsPulse-Scheduled-For": claim.slot.toISOString() }),
  };
  const timeoutMs = timeoutMsOf(context, claim);
  const result = await sendRoutineRequest(context, routine, { id, headers }, timeoutMs);
  return { claim, waitedMs, result };
}
