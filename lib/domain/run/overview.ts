import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { Pulse } from "@/lib/domain/run/pulse";
import type { RunDto } from "@/lib/domain/run/run";

/** A routine whose latest outcome is a failure, or a success that was too slow. */
export type UnhealthyRoutine = {
  routine: RoutineDto;
  /** The time of the first bad run since the last good one. */
  since: string;
  /** Null where none of the runs that were read was good. */
  last_good_at: string | null;
  /** Whether only the newest runs were read: then it may have begun before `since`. */
  is_cut: boolean;
  last_run: RunDto;
};

/** The first few unhealthy routines of a kind, longest unhealthy first, and the number of all. */
export type UnhealthyRoutines = { total: number; routines: UnhealthyRoutine[] };

/** The runs of 24 hours in numbers. Durations and lags are in ms, null where no run has one. */
export type DayNumbers = {
  runs: number;
  succeeded: number;
  failed: number;
  missed: number;
  /** Runs in maintenance, whatever their outcome: none of them is among the three above. */
  in_maintenance: number;
  p50_duration_ms: number | null;
  p95_duration_ms: number | null;
  p50_lag_ms: number | null;
  p99_lag_ms: number | null;
  /** Whether there were more runs than are read: then these are the numbers of the newest. */
  is_cut: boolean;
};

/** The state of a workspace at a glance. */
export type OverviewDto = {
  routines_total: number;
  routines_active: number;
  /** Past their end date; the others that are not active are paused. */
  routines_ended: number;
  failing: UnhealthyRoutines;
  degraded: UnhealthyRoutines;
  pulse: Pulse;
  /** The last 24 hours, and the 24 hours before them. */
  today: DayNumbers;
  before: DayNumbers;
  last_run_at: string | null;
  /** The routines that are due next, soonest first. */
  upcoming: RoutineDto[];
};
