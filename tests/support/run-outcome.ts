import type { RunOutcome } from "@/lib/domain/incidents/run-verdict";
import { MINUTE_MS } from "@/lib/domain/time-units";

const FIRST = new Date("2026-03-01T10:00:00Z");

/** The moment so many minutes after the first of a story. */
export const minute = (minutes: number): Date => new Date(FIRST.getTime() + minutes * MINUTE_MS);

/** A success that took 100 ms, at `minute(0)`, with the given differences. */
export const outcomeOf = (overrides: Partial<RunOutcome> = {}): RunOutcome => ({
  runId: "run",
  status: "SUCCESS",
  isScheduled: true,
  isReplay: false,
  willRetry: false,
  isDegraded: false,
  durationMs: 100,
  errorCode: null,
  finishedAt: minute(0),
  missedSlots: 0,
  certificateExpiresAt: null,
  inMaintenance: false,
  ...overrides,
});

/**
 * The runs that letters stand for, oldest first, one a minute: `S` success, `F` failure, `D` degraded,
 * `L` a success of 3 s, `R` a failed attempt that is retried, `M` missed, `A` abandoned, `-` none. In lower
 * case they ran in maintenance.
 */
export function outcomesOf(letters: string, from = 0): RunOutcome[] {
  const kinds: Record<string, Partial<RunOutcome>> = {
    S: {},
    F: { status: "FAIL", errorCode: "HTTP_STATUS" },
    D: { isDegraded: true },
    L: { durationMs: 3_000 },
    R: { status: "FAIL", willRetry: true },
    M: { status: "MISSED", durationMs: null },
    A: { status: "ABANDONED", errorCode: "ABANDONED", durationMs: null },
  };
  return Array.from(letters).flatMap((letter, index) => {
    if (letter === "-") return [];
    const kind = kinds[letter.toUpperCase()];
    if (kind === undefined) throw new Error(`No run is written ${letter}.`);
    return [
      outcomeOf({
        runId: `run-${from + index}`,
        finishedAt: minute(from + index),
        inMaintenance: letter !== letter.toUpperCase(),
        ...kind,
      }),
    ];
  });
}
