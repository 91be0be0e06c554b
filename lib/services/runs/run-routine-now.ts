import { claimRoutine } from "@/db/queries/claim-routine";
import type { FinishedRun } from "@/db/queries/record-runs";
import { findRun } from "@/db/queries/runs";
import { ConflictError, NotFoundError } from "@/lib/domain/errors";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RunDto } from "@/lib/domain/run/run";
import { log } from "@/lib/log";
import { decideSoon } from "@/lib/services/alerts/run-alerts-soon";
import { recordAuditEvent } from "@/lib/services/audit/record-event";
import type { ServiceContext } from "@/lib/services/context";
import { finishBeforeStop } from "@/lib/services/orderly-stop";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { toRunDto } from "@/lib/services/runs/run-dto";
import { executeClaim } from "@/lib/services/scheduler/execute-claim";
import { HeldClaim } from "@/lib/services/scheduler/held-claim";
import { placesOf } from "@/lib/services/scheduler/places";
import { recordResults, type FinishedClaim } from "@/lib/services/scheduler/record-results";
import { StartGate } from "@/lib/services/scheduler/start-gate";
import { withPlace } from "@/lib/services/scheduler/with-place";
import { requireRole } from "@/lib/services/workspaces/require-role";

/**
 * Runs a routine under its lease, as soon as a place is free that its workspace may hold, and returns
 * the finished run. The audit log says who asked for it. Its incidents are decided on by then. Does not change the schedule; the routine may
 * be paused. While the lease lives,
 * recording the result is tried again after an error that may pass.
 * @throws {DomainError} FORBIDDEN for a viewer.
 * @throws {NotFoundError} where the workspace has no such routine.
 * @throws {ConflictError} while another run of it is in flight, or waits for its place.
 * @throws {TryLaterError} BUSY where no place became free in time: nothing was claimed or sent.
 * @throws {DomainError} UNAVAILABLE while the process is about to end.
 */
export function runRoutineNow(context: ServiceContext, id: string): Promise<RunDto> {
  return finishBeforeStop(() => runNow(context, id));
}

async function runNow(context: ServiceContext, id: string): Promise<RunDto> {
  requireRole(context, "MEMBER");
  const routine = await getRoutine(context, id);
  const { runNow: inFlight } = placesOf(context.scheduler.workerId);
  // One that waits for its place has no lease yet.
  if (inFlight.has(routine.id)) throw inFlightError();
  inFlight.add(routine.id);
  try {
    await recordAuditEvent(context, "routine.run_requested", {
      ...{ kind: "routine", id: routine.id, name: routine.name },
    });
    return await claimAndRun(context, routine);
  } finally {
    inFlight.delete(routine.id);
  }
}

async function claimAndRun(context: ServiceContext, routine: RoutineDto): Promise<RunDto> {
  const { db, workspaceId } = context;
  const request = {
    workspaceId,
    endpointUrl: routine.endpoint_url,
    hasSucceeded: routine.last_status === "SUCCESS",
  };
  const { held, run: finished } = await withPlace(context, request, async () => {
    const value = await claimAndSend(context, routine.id);
    return { sent: value.run?.result ?? null, value };
  });
  const { runId } = held.claim;
  const errors: unknown[] = [];
  if (finished === null || !(await isRecorded(context, { held, run: finished }, errors))) {
    log.warn({ routine_id: routine.id, run_id: runId }, "fenced");
  }
  await decideSoon(context, routine.id);
  const run = await findRun(db, workspaceId, runId);
  if (run === null) throw new NotFoundError();
  // A commit whose confirmation was lost stands: its repetition was fenced.
  if (run.status === "RUNNING" && errors.length > 0) throw errors.at(-1);
  return toRunDto(run);
}

/** Takes the lease and sends the request. `run` is null where the claim was lost before that. */
async function claimAndSend(
  context: ServiceContext,
  routineId: string,
): Promise<{ held: HeldClaim; run: FinishedRun | null }> {
  const { db, scheduler, workspaceId } = context;
  const { leaseSeconds, workerId } = scheduler;
  const sentAtMs = performance.now();
  const claim = await claimRoutine(db, { workspaceId, routineId, leaseSeconds, workerId });
  if (claim === null) {
    // Throws where the routine was deleted meanwhile; otherwise a run is in flight.
    await getRoutine(context, routineId);
    throw inFlightError();
  }
  const held = new HeldClaim(claim, sentAtMs, leaseSeconds);
  return { held, run: await executeClaim(context, held, new StartGate(context)) };
}

const inFlightError = () =>
  new ConflictError("A run of this routine is in flight. Try again when it has finished.");

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
