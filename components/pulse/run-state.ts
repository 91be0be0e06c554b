import type { RunDto } from "@/lib/domain/run/run";
import type { RunStatus } from "@/lib/domain/run/run-status";

/** The state that a run is shown in: a success that was too slow has its own. */
export type RunState = RunStatus | "DEGRADED";

export const runState = (run: Pick<RunDto, "status" | "is_degraded">): RunState =>
  run.is_degraded ? "DEGRADED" : run.status;
