import type { RunSummary } from "@/lib/domain/run/pulse";
import { runErrorCodes } from "@/lib/domain/run/run-error-code";
import { runStatuses } from "@/lib/domain/run/run-status";

/** The base in which figures are written. */
const RADIX = 36;

type Figure = number | null;

/** Whole numbers, or null where there is none, in one short text without `;`. */
export function packFigures(figures: readonly Figure[]): string {
  return figures.map((figure) => (figure === null ? "" : figure.toString(RADIX))).join(",");
}

/** What `packFigures` wrote. */
export function unpackFigures(text: string): Figure[] {
  return text.split(",").map((figure) => (figure === "" ? null : parseInt(figure, RADIX)));
}

type Outcome = Omit<RunSummary, "at">;

/** What came of a run, in figures. */
export const outcomeFigures = (run: Outcome): Figure[] => [
  runStatuses.indexOf(run.status),
  run.is_degraded ? 1 : 0,
  run.http_status,
  run.duration_ms,
  run.error_code === null ? null : runErrorCodes.indexOf(run.error_code),
  run.lag_ms,
];

/** What `outcomeFigures` made; null for what it did not make. */
export function readOutcome(figures: readonly Figure[]): Outcome | null {
  const [status, degraded, http, duration, error, lag] = figures;
  const known = runStatuses[status ?? -1];
  if (known === undefined) return null;
  return {
    status: known,
    is_degraded: degraded === 1,
    http_status: http ?? null,
    duration_ms: duration ?? null,
    error_code: runErrorCodes[error ?? -1] ?? null,
    lag_ms: lag ?? null,
  };
}
