import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RunDto } from "@/lib/domain/run/run";
import { MINUTE_MS } from "@/lib/domain/time-units";

/** The most routines that a pulse shows. */
export const PULSE_ROWS = 16;

const PULSE_HOURS = 24;
export const PULSE_COLUMN_MINUTES = 15;
const COLUMN_MS = PULSE_COLUMN_MINUTES * MINUTE_MS;
export const PULSE_COLUMNS = (PULSE_HOURS * 60) / PULSE_COLUMN_MINUTES;

/** A run as one mark of a chart. */
export type PulseMark = Pick<
  RunDto,
  | "id"
  | "status"
  | "is_degraded"
  | "http_status"
  | "duration_ms"
  | "error_code"
  | "lag_ms"
  | "in_maintenance"
  | "scheduled_for"
  | "started_at"
  | "created_at"
>;

/** A run as one mark of a strip, where many stand side by side without their details. */
export type StripMark = Pick<
  PulseMark,
  "id" | "status" | "is_degraded" | "in_maintenance" | "duration_ms"
>;

/** What a card shows of a run. `at` is its slot or, for a manual run, its start. */
export type RunSummary = Pick<
  PulseMark,
  | "status"
  | "is_degraded"
  | "http_status"
  | "duration_ms"
  | "error_code"
  | "lag_ms"
  | "in_maintenance"
> & { at: string };

/** A run in a chart of durations. */
export type ChartRun = RunSummary & Pick<PulseMark, "id" | "started_at">;

/** The runs of a routine in one column of the pulse. */
export type PulseColumn = {
  /** Its place, from 0 for the oldest. */
  column: number;
  runs: number;
  /** Those that failed outside of maintenance. */
  failed: number;
  /** The newest of the runs with the worst outcome in the column; one in maintenance where all are. */
  worst: RunSummary;
};

/**
 * A routine's runs over the hours of the pulse. `degraded` are among those that `succeeded`. Runs in
 * maintenance are among the `other`.
 */
export type PulseRow = {
  routine: RoutineDto;
  counts: {
    count: number;
    succeeded: number;
    degraded: number;
    failed: number;
    other: number;
    maintenance: number;
  };
  columns: PulseColumn[];
};

/** The columns of some routines in the pulse that begins at `starts_at`. */
export type PulseColumns = {
  starts_at: string;
  rows: { id: string; columns: PulseColumn[] }[];
};

/** The last hours as columns of equal width; the last one holds this moment. */
export type Pulse = {
  starts_at: string;
  columns: number;
  column_minutes: number;
  rows: PulseRow[];
};

/**
 * The start of the pulse of `PULSE_COLUMNS` columns whose last one holds `now`. Columns begin on the
 * clock's quarter hours, so that a run stays in its own for as long as it is shown.
 */
export function pulseStart(now: Date): Date {
  const current = Math.floor(now.getTime() / COLUMN_MS);
  return new Date((current + 1 - PULSE_COLUMNS) * COLUMN_MS);
}

/** By how many columns a pulse that begins at `startsAt` is behind one that begins at `otherStartsAt`. */
export function pulseShift(startsAt: string, otherStartsAt: string): number {
  return Math.round((Date.parse(otherStartsAt) - Date.parse(startsAt)) / COLUMN_MS);
}
