import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RunDto } from "@/lib/domain/run/run";
import { MINUTE_MS } from "@/lib/domain/time-units";

/** The most routines that a pulse shows. */
export const PULSE_ROWS = 16;

/**
 * The spans of a pulse, narrowest first. A young workspace has the narrowest one that shows all of its
 * runs, so that its marks fill the width; none has more than 96 columns, which is what a phone can show.
 */
export const pulseSpans = [
  { hours: 1, columnMinutes: 1 },
  { hours: 3, columnMinutes: 2 },
  { hours: 6, columnMinutes: 5 },
  { hours: 12, columnMinutes: 10 },
  { hours: 24, columnMinutes: 15 },
] as const;
export type PulseSpan = (typeof pulseSpans)[number];

const WIDEST_SPAN = pulseSpans[pulseSpans.length - 1] ?? pulseSpans[0];

export const countColumns = ({ hours, columnMinutes }: PulseSpan): number =>
  (hours * 60) / columnMinutes;

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

/** The number of a moment's column since 1970: it names a column, whatever pulse shows it. */
export const columnNumber = (at: Date | string, columnMinutes: number): number =>
  Math.floor(new Date(at).getTime() / (columnMinutes * MINUTE_MS));

/**
 * The start of a pulse whose last column holds `now`. Columns begin at whole multiples of their width on
 * the clock, so that a run stays in its own for as long as it is shown.
 */
export function pulseStart(now: Date, span: PulseSpan): Date {
  const first = columnNumber(now, span.columnMinutes) + 1 - countColumns(span);
  return new Date(first * span.columnMinutes * MINUTE_MS);
}

/**
 * The narrowest span whose pulse shows the workspace's first run, which was at `first`; the widest where
 * none does. While no run is deleted, it only becomes wider.
 */
export function fitPulseSpan(first: Date | null, now: Date): PulseSpan {
  if (first === null) return pulseSpans[0];
  return pulseSpans.find((span) => pulseStart(now, span) <= first) ?? WIDEST_SPAN;
}

/** The span of so many hours; the widest one where there is none. */
export const findPulseSpan = (hours: string | null): PulseSpan =>
  pulseSpans.find((span) => String(span.hours) === hours) ?? WIDEST_SPAN;
