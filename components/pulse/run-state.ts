import type { RunDto } from "@/lib/domain/run/run";
import type { RunStatus } from "@/lib/domain/run/run-status";

/** How a run is shown: a success that was too slow has a state of its own. */
export type RunState = RunStatus | "DEGRADED";

export const runState = (run: Pick<RunDto, "status" | "is_degraded">): RunState =>
  run.is_degraded ? "DEGRADED" : run.status;
