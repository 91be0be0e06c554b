import { isTransientError } from "@/db/connections/transient-error";
import type { Claim } from "@/db/queries/claim-due-routines";
import type { FinishedRun, RunResult } from "@/db/queries/record-runs";
import { releaseClaims } from "@/db/queries/release-claims";
import { SECOND_MS } from "@/lib/domain/time-units";
import { log } from "@/lib/log";
import type { SchedulerContext } from "@/lib/services/context";
import { failWithoutResponse } from "@/lib/services/requests/fail-without-response";
import { fillRoutine } from "@/lib/services/requests/fill-routine";
import { sendRoutineRequest } from "@/lib/services/requests/send-routine-request";
import type { HeldClaim } from "@/lib/services/scheduler/held-claim";
import type { StartGate } from "@/lib/services/scheduler/start-gate";
import { SecretLookupError } from "@/lib/services/secrets/find-secret";

/** The longest time that the request of a claim may take, in milliseconds. */
function timeoutMsOf(context: SchedulerContext, claim: Claim): number {
  const { leaseSeconds, recordMarginSeconds } = context.scheduler;
  return Math.min(claim.routine.timeoutSeconds, leaseSeconds - recordMarginSeconds) * SECOND_MS;
}

/**
 * Sends the request. An error of the project itself is a result too: it concerns this run alone. Only
 * where the database can't be asked for a secret for a moment does it reject: nothing was sent.
 */
async function send(
  context: SchedulerContext,
  claim: Claim,
  timeoutMs: number,
): Promise<RunResult> {
  const { routine } = claim;
  const id = claim.slot === null ? claim.runId : `${routine.id}:${claim.slot.toISOString()}`;
  const headers = {
    "Idempotency-Key": id,
    "OpsPulse-Run-Id": claim.runId,
    "OpsPulse-Attempt": String(claim.attempt),
    ...(claim.slot !== null && { "OpsPulse-Scheduled-For": claim.slot.toISOString() }),
  };
  try {
    const filled = fillRoutine(routine, { ...claim, anchor: routine.nextRunAt });
    return await sendRoutineRequest(context, filled, { id, headers }, timeoutMs);
  } catch (error) {
    if (error instanceof SecretLookupError && isTransientError(error)) throw error;
    log.error({ err: error, run_id: claim.runId, routine_id: routine.id }, "a run failed inside");
    return failWithoutResponse("INTERNAL");
  }
}

/**
 * Sends the request of a claim that passes the start gate. Returns the finished run, or null where
 * nothing was sent: the claim was lost to another worker, or its routine was changed meanwhile and
 * the claim is released. A failed request is a result; only an error of the database rejects.
 */
export async function executeClaim(
  context: SchedulerContext,
  held: HeldClaim,
  gate: StartGate,
): Promise<FinishedRun | null> {
  const { claim } = held;
  const timeoutMs = timeoutMsOf(context, claim);
  const neededSeconds = timeoutMs / SECOND_MS + context.scheduler.recordMarginSeconds;
  const verdict = await gate.pass(held, neededSeconds);
  if (verdict === "LOST") {
    log.warn({ run_id: claim.runId }, "lease lost before the start");
    return null;
  }
  if (verdict !== "PASS") {
    log.info({ run_id: claim.runId, reason: verdict }, "released before the start");
    await releaseClaims(context.db, [claim], verdict);
    return null;
  }
  const waitedMs = held.waitedMs();
  return { claim, waitedMs, result: await send(context, claim, timeoutMs) };
}
