import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { Pulse } from "@/lib/domain/run/pulse";
import type { RunDto } from "@/lib/domain/run/run";

/** A routine whose latest outcome is a failure, or a success that was too slow. */
export type TroubledRoutine = {
  routine: RoutineDto;
  /** The first run of this trouble, which is the time since the last good run. */
  since: string;
  /** Null where none of the runs that were looked at was good. */
  last_good_at: string | null;
  /** Whether only the newest runs were looked at: the trouble may be older than `since`. */
  is_cut: boolean;
  last_run: RunDto;
};

/** Up to a few of the routines with a trouble, longest first, and how many there are in all. */
export type Troubles = { total: number; routines: TroubledRoutine[] };

/** What ran in 24 hours. Durations and lags are in milliseconds, null where no run has one. */
export type DayNumbers = {
  runs: number;
  succeeded: number;
  failed: number;
  missed: number;
  p50_duration_ms: number | null;
  p95_duration_ms: number | null;
  p50_lag_ms: number | null;
  p99_lag_ms: number | null;
  /** Whether there were more runs than are read: then these are the newest ones. */
  is_cut: boolean;
};

/** The state of a workspace at a glance. */
export type OverviewDto = {
  routines_total: number;
  routines_active: number;
  /** Past their end date; the others that are not active are paused. */
  routines_ended: number;
  failing: Troubles;
  degraded: Troubles;
  pulse: Pulse;
  /** The last 24 hours, and the 24 hours before them. */
  today: DayNumbers;
  before: DayNumbers;
  last_run_at: string | null;
  /** The routines that are due next, soonest first. */
  upcoming: RoutineDto[];
};
