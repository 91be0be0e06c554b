import { DomainError } from "@/lib/domain/errors";
import { runRoutinesNowInput, type ManualRun } from "@/lib/domain/routine/routine-change";
import type { ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { requireRole } from "@/lib/services/workspaces/require-role";

async function runOne(context: ServiceContext, id: string): Promise<ManualRun> {
  try {
    const run = await runRoutineNow(context, id);
    const { status, is_degraded, http_status, duration_ms, error_code } = run;
    return {
      ok: true,
      routine_id: id,
      run: { id: run.id, status, is_degraded, http_status, duration_ms, error_code },
    };
  } catch (error) {
    if (error instanceof DomainError) return { ok: false, routine_id: id, code: error.code };
    throw error;
  }
}

/**
 * Runs a few routines at the same time, each with `runRoutineNow`, and returns the results in the
 * given order. A routine that is in flight or deleted does not keep the others from running.
 * @throws {DomainError} FORBIDDEN for a viewer.
 * @throws {ValidationError} for no routine, or more than `MAX_RUN_AT_ONCE`.
 */
export async function runRoutinesNow(context: ServiceContext, ids: unknown): Promise<ManualRun[]> {
  requireRole(context, "MEMBER");
  const wanted = parseInput(runRoutinesNowInput, ids);
  return Promise.all(wanted.map((id) => runOne(context, id)));
}
