import type { RunDto } from "@/lib/domain/run/run";

/**
 * The phases of a run in their order. `waiting` is the time from the request to the head of the
 * response, `reading` from there to the end. `unfinished` is the phase in which a run broke off
 * before the head of a response came.
 */
export type RunPhaseName = "dns" | "connect" | "tls" | "waiting" | "reading" | "unfinished";

export type RunPhase = { name: RunPhaseName; ms: number };

/** The figures of a run from which its phases follow. */
export type TimedRun = Pick<
  RunDto,
  "duration_ms" | "dns_ms" | "connect_ms" | "tls_ms" | "first_byte_ms"
>;

/**
 * The phases that a run went through, in their order; together they take its duration. Empty where
 * none was measured.
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
  // Each phase is rounded on its own, so together they may exceed the duration a little.
  const rest = Math.max(0, run.duration_ms - taken.reduce((sum, { ms }) => sum + ms, 0));
  if (run.first_byte_ms !== null) return [...taken, { name: "reading", ms: rest }];
  return rest === 0 ? taken : [...taken, { name: "unfinished", ms: rest }];
}

/** Whether the request went out over a connection that was already open. */
export const isOverOpenConnection = (run: TimedRun) =>
  run.connect_ms === null && run.first_byte_ms !== null;
