import type { PulseMark } from "@/lib/domain/run/pulse";
import type { RunDto } from "@/lib/domain/run/run";
import type { RunStatus } from "@/lib/domain/run/run-status";

/** The state that a run is shown in: a success that was too slow has its own. */
export type RunState = RunStatus | "DEGRADED";

export const runState = (run: Pick<RunDto, "status" | "is_degraded">): RunState =>
  run.is_degraded ? "DEGRADED" : run.status;

/** The time of a mark: its slot or, for a run that a person or a replay started, its start. */
export function markTime(
  mark: Pick<PulseMark, "scheduled_for" | "started_at" | "created_at"> &
    Partial<Pick<RunDto, "triggered_by">>,
): string {
  const slot = mark.triggered_by === "REPLAY" ? null : mark.scheduled_for;
  return slot ?? mark.started_at ?? mark.created_at;
}
