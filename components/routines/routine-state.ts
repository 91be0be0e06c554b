import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RoutineState } from "@/lib/domain/routine/routine-options";

/** Whether a routine runs, waits to be resumed, or has passed its end date. */
export function routineState(
  routine: Pick<RoutineDto, "is_active" | "ends_at" | "next_run_at">,
): RoutineState {
  if (routine.is_active) return "active";
  const hasEnded =
    routine.ends_at !== null && Date.parse(routine.ends_at) <= Date.parse(routine.next_run_at);
  return hasEnded ? "ended" : "paused";
}
