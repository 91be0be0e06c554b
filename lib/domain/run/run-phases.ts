import type { RunDto } from "@/lib/domain/run/run";

/**
 * The steps of a run in their order. `waiting` is from the request to the head of its answer,
 * `reading` from there to the end; `unfinished` is the step that a run broke off in before any head
 * of an answer came.
 */
export const runPhaseNames = ["dns", "connect", "tls", "waiting", "reading", "unfinished"] as const;
export type RunPhaseName = (typeof runPhaseNames)[number];

export type RunPhase = { name: RunPhaseName; ms: number };

/** The figures of a run that tell how long its steps took. */
export type TimedRun = Pick<
  RunDto,
  "duration_ms" | "dns_ms" | "connect_ms" | "tls_ms" | "first_byte_ms"
>;

/**
 * The steps that a run took, in their order, which together take its duration; empty where no step
 * is on record. A step that there was none of is left out.
 */
export function listPhases(run: TimedRun): RunPhase[] {
  const measured = [
    { name: "dns", ms: run.dns_ms },
    { name: "connect", ms: run.connect_ms },
    { name: "tls", ms: run.tls_ms },
    { name: "waiting", ms: run.first_byte_ms },
  ] as const;
  const taken = measured.flatMap(({ name, ms }): RunPhase[] => (ms === null ? [] : [{ name, ms }]));
  if (taken.length === 0 || run.duration_ms === null) return taken;
  // Each step is rounded by itself, so that they may add up to a little more than the whole.
  const rest = Math.max(0, run.duration_ms - taken.reduce((sum, { ms }) => sum + ms, 0));
  if (run.first_byte_ms !== null) return [...taken, { name: "reading", ms: rest }];
  return rest === 0 ? taken : [...taken, { name: "unfinished", ms: rest }];
}

/** Whether the request went out over a socket that was open already. */
export const isOverOpenConnection = (run: TimedRun) =>
  run.connect_ms === null && run.first_byte_ms !== null;
