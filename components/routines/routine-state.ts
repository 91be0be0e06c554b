import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RoutineState } from "@/lib/domain/routine/routine-options";

/** Whether a routine runs, waits to be resumed, or has passed its end date or its only slot. */
export function routineState(
  routine: Pick<RoutineDto, "is_active" | "ends_at" | "run_at" | "next_run_at">,
): RoutineState {
  if (routine.is_active) return "active";
  const { ends_at, run_at } = routine;
  const nextRunAt = Date.parse(routine.next_run_at);
  const hasEnded = ends_at !== null && Date.parse(ends_at) <= nextRunAt;
  return hasEnded || (run_at !== null && Date.parse(run_at) < nextRunAt) ? "ended" : "paused";
}
