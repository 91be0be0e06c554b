import { claimRoutine } from "@/db/queries/claim-routine";
import { findRun } from "@/db/queries/runs";
import { ConflictError, NotFoundError } from "@/lib/domain/errors";
import type { RunDto } from "@/lib/domain/run/run";
import { log } from "@/lib/log";
import type { ServiceContext } from "@/lib/services/context";
import { finishBeforeStop } from "@/lib/services/orderly-stop";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { toRunDto } from "@/lib/services/runs/run-dto";
import { executeClaim } from "@/lib/services/scheduler/execute-claim";
import { HeldClaim } from "@/lib/services/scheduler/held-claim";
import { recordResults, type FinishedClaim } from "@/lib/services/scheduler/record-results";
import { StartGate } from "@/lib/services/scheduler/start-gate";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Runs a routine at once, under its lease, and returns the finished run. Does not change the
 * schedule; the routine may be paused. While the lease lives, recording the result is tried again
 * after an error that may pass.
 * @throws {DomainError} FORBIDDEN for a viewer.
 * @throws {NotFoundError} where the workspace has no such routine.
 * @throws {ConflictError} while another run of it is in flight.
 * @throws {DomainError} UNAVAILABLE while the process is about to end.
 */
export function runRoutineNow(context: ServiceContext, id: string): Promise<RunDto> {
  return finishBeforeStop(() => runNow(context, id));
}

async function runNow(context: ServiceContext, id: string): Promise<RunDto> {
  requireRole(context, "MEMBER");
  const routine = await getRoutine(context, id);
  const { db, scheduler, workspaceId } = context;
  const sentAtMs = performance.now();
  const claim = await claimRoutine(db, {
    workspaceId,
    routineId: routine.id,
    leaseSeconds: scheduler.leaseSeconds,
    workerId: scheduler.workerId,
  });
  if (claim === null) {
    // Throws where the routine was deleted meanwhile; otherwise a run is in flight.
    await getRoutine(context, id);
    throw new ConflictError("A run of this routine is in flight. Try again when it has finished.");
  }
  const held = new HeldClaim(claim, sentAtMs, scheduler.leaseSeconds);
  const result = await executeClaim(context, held, new StartGate(context));
  const errors: unknown[] = [];
  if (result === null || !(await isRecorded(context, { held, run: result }, errors))) {
    log.warn({ routine_id: routine.id, run_id: claim.runId }, "fenced");
  }
  const run = await findRun(db, workspaceId, claim.runId);
  if (run === null) throw new NotFoundError();
  // A commit whose confirmation was lost stands: its repetition was fenced.
  if (run.status === "RUNNING" && errors.length > 0) throw errors.at(-1);
  return toRunDto(run);
}

/** Records the result of a manual run, and adds each error on the way to `errors`. */
async function isRecorded(
  { db }: ServiceContext,
  finished: FinishedClaim,
  errors: unknown[],
): Promise<boolean> {
  const { runId } = finished.run.claim;
  const { recorded } = await recordResults(db, [finished], (error) => {
    errors.push(error);
    log.error({ err: error, run_id: runId }, "a manual run could not be recorded");
  });
  return recorded.has(runId);
}
